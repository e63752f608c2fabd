import { answerBuffered } from './answerBuffered.ts';
import { answerStreaming, type StreamingOptions } from './answerStreaming.ts';
import type { RegisteredFunction } from './coreTypes.ts';
import type { FunctionInfo } from './functionInfo.ts';
import { type IncomingCall, keyOf } from './incomingCall.ts';
import type { Invoker } from './invoker.ts';
import { isAuthorized, type Keys } from './keys.ts';
import { isTooLarge } from './readBody.ts';
import { compileRoute, type RouteMatcher } from './routeTemplate.ts';
import { writeEmpty, writeFailure } from './writeHttpResponse.ts';

interface HttpRoute {
  fn: RegisteredFunction;
  info: FunctionInfo;
  match: RouteMatcher;
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
  /** Only when the app streams. */
  streaming: Omit<StreamingOptions, 'bodyLimitInBytes'> | undefined;
  warn: (message: string) => void;
}

/** Answers a call with the first function whose route and method fit; false when there is none. */
export async function handleHttpTrigger(
  call: IncomingCall,
  { routes, invoker, keys, bodyLimitInBytes, streaming, warn }: HttpTriggerOptions,
): Promise<boolean> {
  const { request, response, path } = call;
  for (const { fn, info, match } of routes) {
    const { methods = [], authLevel = 'function', disabled } = info;
    if (methods.length > 0 && !methods.includes(request.method ?? '')) continue;
    const params = match(path);
    if (!params) continue;

    const key = keyOf(call);
    if (!isAuthorized(authLevel, key, keys)) {
      writeEmpty(response, 401);
    } else if (disabled && !isAuthorized('admin', key, keys)) {
      writeEmpty(response, 404);
    } else if (isTooLarge(request, bodyLimitInBytes)) {
      writeEmpty(response, 500, { connection: 'close' });
    } else {
      try {
        if (streaming) await answerStreaming(call, fn, params, invoker, { ...streaming, bodyLimitInBytes });
        else await answerBuffered(call, fn, params, invoker, warn);
      } catch {
        writeFailure(response);
      }
    }
    return true;
  }
  return false;
}
