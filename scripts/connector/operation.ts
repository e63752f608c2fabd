import { isMoney } from './isMoney.ts';
import { parametersOf, type Parameter } from './parameters.ts';
import { OPERATION_VISIBILITY, TEXTS, TRIGGER_HINTS } from './presentation.ts';
import { responsesOf, type Answer } from './responses.ts';
import type { Route } from './routes.ts';
import type { Visibility } from './schema.ts';

/** An operation of a connector. https://learn.microsoft.com/connectors/custom-connectors/openapi-extensions */
export interface Operation {
  operationId: string;
  summary: string;
  description: string;
  'x-ms-visibility'?: Visibility;
  'x-ms-api-annotation': { family: string; revision: number };
  'x-ms-no-generic-test'?: true;
  'x-ms-trigger'?: 'single';
  'x-ms-trigger-hint'?: string;
  'x-ms-pageable'?: { nextLinkName: 'nextLink' };
  consumes?: ['application/json'];
  parameters: Parameter[];
  responses: Record<string, Answer>;
}

/** The name of an operation in the connector: that of its function, in PascalCase. */
export function operationIdOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function textsOf({ name, request }: Route): { summary: string; description: string } {
  const { title, description } = TEXTS[name] ?? request ?? {};
  if (!title || !description) throw new Error(`The request of ${name} has no title or no description in its .meta().`);
  return { summary: title, description };
}

/** @throws Error for a route that says too little of itself. */
export function operationOf(route: Route): Operation {
  const { name, response, notification } = route;
  const operationId = operationIdOf(name);
  const parameters = parametersOf(route);
  const isMain = notification !== undefined || isMoney(route);
  const visibility = isMain ? 'important' : OPERATION_VISIBILITY[name];
  const hint = TRIGGER_HINTS[name];
  if (notification && !hint) throw new Error(`${name} has no hint: say how to see it work in presentation.ts.`);
  return {
    operationId,
    ...textsOf(route),
    ...(visibility && { 'x-ms-visibility': visibility }),
    'x-ms-api-annotation': { family: operationId, revision: 1 },
    ...(isMoney(route) && { 'x-ms-no-generic-test': true }),
    ...(hint && { 'x-ms-trigger': 'single', 'x-ms-trigger-hint': hint }),
    ...(response?.properties?.nextLink && { 'x-ms-pageable': { nextLinkName: 'nextLink' } }),
    ...(parameters.some((parameter) => parameter.in === 'body') && { consumes: ['application/json'] }),
    parameters,
    responses: responsesOf(route),
  };
}
