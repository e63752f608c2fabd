import type { Dispatcher } from 'undici';
import { forkHost } from '../local/forkHost.ts';
import type { Purchase } from './purchases.ts';
import { send, type Answer } from './send.ts';

/** The app in a process of its own, which may be killed or stopped at any moment. */
export interface Host {
  /** Buys under a key; undefined where no answer came. */
  buy(purchase: Purchase, key: string): Promise<Answer | undefined>;
  /** Reads a path below `/api`, or an address that any host of the app gave out. */
  read(pathOrAddress: string): Promise<Answer>;
  /** Sends a body to a path below `/api`. */
  post(path: string, body: object): Promise<Answer>;
  /** Runs a timer's function now. */
  runTimer(name: string): Promise<void>;
  kill(): Promise<void>;
  /** Stops it where it stands, and has it carry on. */
  stop(): void;
  carryOn(): void;
  /** What it wrote. */
  output(): string;
}

/** Starts a host and waits until it answers. */
export async function startHost(dispatcher: Dispatcher, settings: Record<string, string>): Promise<Host> {
  const process = forkHost({ port: 0, settings, output: 'pipe' });
  let output = '';
  for (const stream of process.streams) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const kill = async (): Promise<void> => {
    process.signal('SIGKILL');
    await process.exited;
  };
  try {
    const [url, masterKey] = await Promise.all([process.ready, process.masterKey]);
    const headers = { 'x-functions-key': settings.FUNCTIONS_KEY ?? '' };
    return {
      buy: ({ path, body }, key) =>
        send(dispatcher, `${url}/api/${path}`, {
          method: 'POST',
          headers: { ...headers, 'idempotency-key': key },
          body,
        }).catch(() => undefined),
      read(pathOrAddress) {
        const { pathname, search } = new URL(pathOrAddress, `${url}/api/`);
        return send(dispatcher, `${url}${pathname}${search}`, { headers });
      },
      post: (path, body) => send(dispatcher, `${url}/api/${path}`, { method: 'POST', headers, body }),
      async runTimer(name) {
        const { status } = await send(dispatcher, `${url}/admin/functions/${name}`, {
          method: 'POST',
          headers: { 'x-functions-key': masterKey },
          body: {},
        });
        if (status !== 202) throw new Error(`The timer ${name} answered ${status}.`);
      },
      kill,
      stop: () => process.signal('SIGSTOP'),
      carryOn: () => process.signal('SIGCONT'),
      output: () => output,
    };
  } catch (cause) {
    await kill();
    throw new Error(`The host did not start:\n${output}`, { cause });
  }
}
