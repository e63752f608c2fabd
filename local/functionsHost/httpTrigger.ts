import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RegisteredFunction } from './coreTypes.ts';
import type { FunctionInfo } from './functionInfo.ts';
import type { Invoker } from './invoker.ts';
import { isAuthorized, type Keys } from './keys.ts';
import { readBody } from './readBody.ts';
import { compileRoute, type RouteMatcher } from './routeTemplate.ts';
import { rpcHttpRequest } from './rpcHttpRequest.ts';
import { writeEmpty, writeHttpResponse } from './writeHttpResponse.ts';
import { triggerOf } from './triggerOf.ts';

interface HttpRoute {
  fn: RegisteredFunction;
  info: FunctionInfo;
  match: RouteMatcher;
}

export interface IncomingCall {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  segments: string[];
}

/** The key a caller shows: the header before the query. */
export function keyOf({ request, url }: IncomingCall): string | undefined {
  const header = request.headers['x-functions-key'];
  return (typeof header === 'string' && header) || url.searchParams.get('code') || undefined;
}

/** Compiles the route of an HTTP function; a template that cannot be read is an error that names the function. */
export function httpRoute(fn: RegisteredFunction, info: FunctionInfo, routePrefix: string): HttpRoute {
  try {
    return { fn, info, match: compileRoute(`${routePrefix}/${info.route ?? info.name}`) };
  } catch (error) {
    throw new Error(`The route of the function ${info.name} cannot be used: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

export interface HttpTriggerOptions {
  /** In the order in which they are tried. */
  routes: HttpRoute[];
  invoker: Invoker;
  keys: Keys;
  bodyLimitInBytes: number;
  warn: (message: string) => void;
}

/** Answers a call with the first function whose route and method fit; false when there is none. */
export async function handleHttpTrigger(
  call: IncomingCall,
  { routes, invoker, keys, bodyLimitInBytes, warn }: HttpTriggerOptions,
): Promise<boolean> {
  const { request, response, url, segments } = call;
  for (const { fn, info, match } of routes) {
    const { methods = [], authLevel = 'function' } = info;
    if (methods.length > 0 && !methods.includes(request.method ?? '')) continue;
    const params = match(segments);
    if (!params) continue;

    if (!isAuthorized(authLevel, keyOf(call), keys)) {
      writeEmpty(response, 401);
      return true;
    }
    const body = await readBody(request, bodyLimitInBytes);
    if (!body) {
      writeEmpty(response, 413);
      return true;
    }
    if (body.length > 0 && request.headers['content-length'] === undefined) {
      warn(`${info.name}: a body without Content-Length arrives here; in Azure it is dropped unless the app streams.`);
    }
    const data = { http: rpcHttpRequest(request, { url, params, body }) };
    const { bindingName: name } = triggerOf(fn.metadata);
    const method = request.method ?? '';
    try {
      const { returnValue } = await invoker.invoke(fn, { inputData: [{ name, data }] }, `${method} ${url.pathname}`);
      writeHttpResponse(response, returnValue);
    } catch {
      if (!response.headersSent) {
        for (const header of response.getHeaderNames()) response.removeHeader(header);
        writeEmpty(response, 500);
      }
    }
    return true;
  }
  return false;
}
