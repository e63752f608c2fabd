import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { forkChild } from './forkChild.ts';

const STOP_WITHIN_MS = 5_000;

export interface ForkHostOptions {
  /** 0 takes any free port. */
  port: number;
  /** The app's environment, on top of this process's. */
  settings: Record<string, string>;
  /** `inherit` shows what the host writes; `pipe` hands it over. */
  output: 'inherit' | 'pipe';
  /** A folder with a built app; without it the project's source runs. */
  app?: string | undefined;
  /** The Node program to run it; this process's own by default. */
  node?: string | undefined;
}

export interface ForkedHost {
  /** Where the app listens, once it does; rejects when the host ends before. */
  ready: Promise<string>;
  /** The exit code; 1 when a signal ended it. */
  exited: Promise<number>;
  /** Standard output and standard error, when piped. */
  streams: Readable[];
  stop(): Promise<void>;
}

function readyUrl(message: unknown): string | undefined {
  const { type, url } = (typeof message === 'object' && message ? message : {}) as { type?: unknown; url?: unknown };
  return type === 'ready' && typeof url === 'string' ? url : undefined;
}

/** Starts the local Functions host as a child process that never outlives this one. */
export function forkHost({ port, settings, output, app, node }: ForkHostOptions): ForkedHost {
  const args = ['--port', String(port), ...(app === undefined ? [] : ['--app', app])];
  const child = forkChild(join(import.meta.dirname, 'host.ts'), args, {
    ...(node !== undefined && { execPath: node }),
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, ...settings },
    stdio: ['ignore', output, output, 'ipc'],
  });
  const exited = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : 1));
  const ready = new Promise<string>((resolve, reject) => {
    child.on('message', (message) => {
      const url = readyUrl(message);
      if (url) resolve(url);
    });
    void exited.then((code) => reject(new Error(`The Functions host ended with code ${code} before it was ready.`)));
  });
  ready.catch(() => undefined);
  return {
    ready,
    exited,
    streams: [child.stdout, child.stderr].filter((stream) => stream !== null),
    async stop() {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await exited;
      clearTimeout(force);
    },
  };
}
