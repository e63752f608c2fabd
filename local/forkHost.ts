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

/** A host whose process can be sent signals. */
export interface HostProcess extends ForkedHost {
  pid: number;
  /** Opens `/admin`; known once the host is ready. */
  masterKey: Promise<string>;
  /** Sends a signal such as SIGKILL; SIGSTOP and SIGCONT only where the system has them. */
  signal(name: NodeJS.Signals): void;
}

interface Ready {
  url: string;
  masterKey: string;
}

function readReady(message: unknown): Ready | undefined {
  const members = (typeof message === 'object' && message ? message : {}) as Record<string, unknown>;
  const { type, url, masterKey } = members;
  return type === 'ready' && typeof url === 'string' && typeof masterKey === 'string' ? { url, masterKey } : undefined;
}

/** Starts the local Functions host as a child process that never outlives this one. */
export function forkHost({ port, settings, output, app, node }: ForkHostOptions): HostProcess {
  const args = ['--port', String(port), ...(app === undefined ? [] : ['--app', app])];
  const child = forkChild(join(import.meta.dirname, 'host.ts'), args, {
    ...(node !== undefined && { execPath: node }),
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, ...settings },
    stdio: ['ignore', output, output, 'ipc'],
  });
  const exited = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : 1));
  const isReady = new Promise<Ready>((resolve, reject) => {
    child.on('message', (message) => {
      const ready = readReady(message);
      if (ready) resolve(ready);
    });
    void exited.then((code) => reject(new Error(`The Functions host ended with code ${code} before it was ready.`)));
  });
  const ready = isReady.then(({ url }) => url);
  const masterKey = isReady.then(({ masterKey: key }) => key);
  for (const known of [ready, masterKey]) known.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    masterKey,
    exited,
    signal: (name) => void child.kill(name),
    streams: [child.stdout, child.stderr].filter((stream) => stream !== null),
    async stop() {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await exited;
      clearTimeout(force);
    },
  };
}
