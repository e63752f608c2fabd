import { z } from 'zod';
import { functionInfo } from '../../local/functionsHost/functionInfo.ts';
import { loadApp } from '../../local/functionsHost/loadApp.ts';
import type { DescribedHandler } from '../../shared/handlers/httpHandler.ts';
import { ROOT } from '../bundle.ts';
import { files } from '../files.ts';
import type { JsonSchema } from './mergeUnion.ts';

/** A function of the app that answers HTTP, with what it takes and gives as JSON Schema of draft 4. */
export interface Route {
  name: string;
  method: string;
  /** Begins with `/api/`. */
  path: string;
  /** Its members are path, query, headers and body. */
  request?: JsonSchema;
  response?: JsonSchema;
  /** What a trigger has sent to its callback. */
  notification?: JsonSchema;
}

async function toJson(schema: (() => Promise<z.ZodType>) | undefined, io: 'input' | 'output') {
  if (!schema) return undefined;
  return z.toJSONSchema(await schema(), { target: 'draft-4', io, unrepresentable: 'any' }) as JsonSchema;
}

async function routeOf(name: string, method: string, route: string, callback: unknown): Promise<Route> {
  const { description } = callback as Partial<DescribedHandler>;
  const [request, response, notification] = await Promise.all([
    toJson(description?.schema, 'input'),
    toJson(description?.response, 'output'),
    toJson(description?.notification, 'output'),
  ]);
  return {
    name,
    method: method.toLowerCase(),
    path: `/api/${route}`,
    ...(request && { request }),
    ...(response && { response }),
    ...(notification && { notification }),
  };
}

/** Every HTTP route of the app, by name. */
export async function readRoutes(): Promise<Route[]> {
  const { registry, proxy } = await loadApp(ROOT, await files('functions/*.ts', ROOT), () => undefined);
  proxy?.close();
  const routes: Promise<Route>[] = [];
  for (const registered of registry.functions.values()) {
    const { name, methods = [], route } = functionInfo(registered);
    if (route === undefined) continue;
    for (const method of methods) routes.push(routeOf(name, method, route, registered.callback));
  }
  return (await Promise.all(routes)).sort((one, other) => (one.name < other.name ? -1 : 1));
}
