import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ForkedHost } from '../forkHost.ts';
import { freePorts } from '../freePorts.ts';
import type { GenuineHost } from './findGenuineHost.ts';

const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 10_000;

interface GenuineHostOptions {
  /** A folder with the built app. */
  app: string;
  settings: Record<string, string>;
  /** The Node program the worker runs. */
  node: string;
}

function commandOf(host: GenuineHost, { app, node }: GenuineHostOptions, port: number) {
  if (host.kind === 'func') return { command: 'func', args: ['start', '--port', String(port)], settings: {} };
  const settings = {
    AzureWebJobsScriptRoot: app,
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    WEBSITE_HOSTNAME: `localhost:${port}`,
    WEBSITE_SKU: 'Dynamic',
    languageWorkers__node__workerDirectory: host.workerDirectory,
    languageWorkers__node__defaultExecutablePath: node,
    AzureFunctionsJobHost__extensionBundle__downloadPath: host.bundlesDirectory,
    AzureFunctionsJobHost__extensionBundle__ensureLatest: 'false',
  };
  return { command: host.executable, args: ['--urls', `http://127.0.0.1:${port}`], settings };
}

async function untilUp(url: string, exited: Promise<number>): Promise<string> {
  const ended = exited.then((code): never => {
    throw new Error(`The genuine host ended with code ${code} before it was ready.`);
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const health = fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2_000) });
    const up = await Promise.race([health.then(({ status }) => status !== 404).catch(() => false), ended]);
    if (up) return url;
    await delay(500);
  }
  throw new Error(`The genuine host did not answer within ${READY_WITHIN_MS / 1000} seconds.`);
}

/** Starts the genuine Functions host around a built app. Without its own authentication it takes any function key, as `func start` does. */
export async function startGenuineHost(host: GenuineHost, options: GenuineHostOptions): Promise<ForkedHost> {
  const [port = 0] = await freePorts([0]);
  const url = `http://127.0.0.1:${port}`;
  const { command, args, settings } = commandOf(host, options, port);
  const child = spawn(command, args, {
    cwd: options.app,
    env: { ...process.env, PUBLIC_URL: url, ...options.settings, ...settings, FUNCTIONS_WORKER_RUNTIME: 'node' },
    shell: process.platform === 'win32',
  });
  const exited = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : 1));
  return {
    ready: untilUp(url, exited),
    exited,
    streams: [child.stdout, child.stderr],
    async stop() {
      child.stdin.end();
      child.kill('SIGINT');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await exited;
      clearTimeout(force);
    },
  };
}
