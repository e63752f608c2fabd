import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type RunningServer, serve } from '../serve.ts';
import { handleAdminApi } from './adminApi.ts';
import type { Log } from './coreTypes.ts';
import { createListener, type Listener } from './createListener.ts';
import { byName, type FunctionInfo, functionInfo } from './functionInfo.ts';
import { handleHttpTrigger, httpRoute } from './httpTrigger.ts';
import { incomingCall } from './incomingCall.ts';
import { Invoker } from './invoker.ts';
import { type LoadedApp, loadApp } from './loadApp.ts';
import { queueOutputs } from './queueOutputs.ts';
import { readHostJson } from './readHostJson.ts';
import { writeEmpty, writeRefusal } from './writeHttpResponse.ts';

const DRAIN_TIMEOUT_IN_MS = 4_000;
const BODY_LIMIT_IN_BYTES = 100 * 1024 * 1024;
const ACTIVITY_TIMEOUT_IN_MS = 240_000;
const HOME_PAGE = '<!DOCTYPE html><title>Functions</title><h1>Your Functions 4.0 app is up and running</h1>\n';

export interface FunctionsHostOptions {
  appDirectory: string;
  /** Files to import, relative to the app's directory; by default what "main" of its package.json matches. */
  entries?: string[];
  port?: number;
  functionKey: string;
  /** Made at random when it is not given. */
  masterKey?: string;
  /** Used where a binding names AzureWebJobsStorage, before the setting of that name. */
  storageConnectionString?: string;
  /** How long a call to a streaming app waits while nothing moves, 240 seconds by default as in Azure. */
  activityTimeoutInMs?: number;
  /** The console by default. */
  log?: Log;
}

export interface RunningFunctionsHost extends RunningServer {
  /** In the order in which routes are tried. */
  functions: FunctionInfo[];
  masterKey: string;
  /** Fails every running invocation with this error, as when the genuine host restarts a worker that crashed. */
  failRunning(reason: Error): void;
}

const logToConsole: Log = (line, level) =>
  level === 'error' || level === 'critical' ? console.error(line) : console.log(line);

function prepare(app: LoadedApp, info: FunctionInfo) {
  const fn = app.registry.functions.get(info.name);
  if (!fn) throw new Error(`The function ${info.name} is gone.`);
  return { fn, info };
}

/**
 * Starts a local stand-in for the Azure Functions host around an app: HTTP, timers and storage queues.
 * @throws when the app cannot be loaded or asks for something this host, or Azure, refuses.
 */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<RunningFunctionsHost> {
  const { appDirectory, entries, port = 0, functionKey, storageConnectionString, log = logToConsole } = options;
  const keys = { functionKey, masterKey: options.masterKey ?? randomBytes(32).toString('base64url') };
  const settings = await readHostJson(appDirectory);
  const app = await loadApp(appDirectory, entries, log);
  const { registry } = app;
  const warn = (message: string) => registry.log({ level: 'warning', category: 'system', message });
  const hostStorage = storageConnectionString ?? process.env.AzureWebJobsStorage;
  const outputs = queueOutputs(registry.functions.values(), settings.queues, hostStorage);
  const invoker = new Invoker(app, settings.functionTimeoutInMs, outputs);

  let functions = [...registry.functions.values()].map(functionInfo).sort(byName);
  const enabled = functions.filter(({ disabled }) => !disabled).map((info) => prepare(app, info));
  const routes = functions
    .filter(({ route }) => route !== undefined)
    .map((info) => prepare(app, info))
    .map(({ fn, info }) => httpRoute(fn, info, settings.routePrefix));
  const listeners = new Map<string, Listener>();
  for (const { fn, info } of enabled) {
    const listener = createListener(fn, info, { invoker, queues: settings.queues, hostStorage, warn });
    if (listener) listeners.set(info.name, listener);
    else if (info.route === undefined) warn(`${info.name}: the local host has no ${info.trigger}, so it never runs.`);
    if (fn.metadata.retryOptions) warn(`${info.name}: the local host does not carry out retry policies.`);
  }

  const startedAt = performance.now();
  const admin = {
    keys,
    startedAt,
    functions: () => functions,
    metadata: (name: string) => registry.functions.get(name)?.metadata,
    runByHand(name: string, input: string) {
      const fn = registry.functions.get(name);
      const listener = listeners.get(name);
      if (!fn || !listener) return undefined;
      return () => void invoker.invoke(fn, listener.byHand(input), { reason: 'by hand' }).catch(() => {});
    },
  };
  const bodyLimitInBytes = Number(process.env.FUNCTIONS_REQUEST_BODY_SIZE_LIMIT ?? BODY_LIMIT_IN_BYTES);
  const { activityTimeoutInMs = ACTIVITY_TIMEOUT_IN_MS } = options;
  const streaming = app.proxy && { proxy: app.proxy, activityTimeoutInMs };
  const http = { routes, invoker, keys, bodyLimitInBytes, streaming, warn };
  let closing = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (closing) return writeEmpty(response, 503);
    const call = incomingCall(request, response);
    if (typeof call === 'number') return writeRefusal(response, call);
    if ((await handleAdminApi(call, admin)) || (await handleHttpTrigger(call, http))) return;
    if (call.path !== '/' || request.method !== 'GET') return writeEmpty(response, 404);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(HOME_PAGE);
  }

  const server = await serve(
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        warn(`${request.method} ${request.url?.split('?', 1)[0]}: ${String(error)}`);
        response.destroy();
      });
    },
    { port },
  );
  const base = [server.url, settings.routePrefix].filter(Boolean).join('/');
  functions = functions.map((info) => (info.route === undefined ? info : { ...info, url: `${base}/${info.route}` }));
  for (const listener of listeners.values()) listener.start();

  return {
    ...server,
    functions,
    masterKey: keys.masterKey,
    failRunning: (reason) => invoker.failRunning(reason),
    async close() {
      closing = true;
      const stopped = [...listeners.values()].map((listener) => listener.stop());
      const limit = delay(DRAIN_TIMEOUT_IN_MS, undefined, { ref: false });
      await Promise.race([Promise.all([...stopped, invoker.drained()]), limit]);
      await registry.runHooks('appTerminate', { hookData: {}, appHookData: registry.appHookData });
      app.proxy?.close();
      await server.close();
    },
  };
}
