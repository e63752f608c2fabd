import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent, fetch } from 'undici';
import { forkHost, type ForkedHost } from '../local/forkHost.ts';
import { findGenuineHost } from '../local/genuineHost/findGenuineHost.ts';
import { startGenuineHost } from '../local/genuineHost/startGenuineHost.ts';
import type { LoggedRequest } from '../local/partnerCenter/requestLog.ts';
import { startStack, type StackOptions } from '../local/stack.ts';
import type { TestClock } from '../local/testClock.ts';
import { takeStorage } from './takeStorage.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed when it is JSON, else the text; undefined when empty. */
  body: unknown;
}

type Send = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

/** Calls to one local server: its real surface and its `/_emulator` controls. */
export interface Emulator {
  url: string;
  send: Send;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
}

export interface PartnerCenterEmulator extends Emulator {
  /** What was asked of it so far. */
  requests(): Promise<LoggedRequest[]>;
  /** Adds a fault. */
  faults(fault: unknown): Promise<Answer>;
  /** Moves the clock, such as `6d`. */
  advance(duration: string): Promise<Answer>;
  /** Back to the seed and to real time. */
  reset(): Promise<Answer>;
}

/** An operation that was left to the queue is carried on with at once. */
const PROMPT_QUEUES = { AzureFunctionsJobHost__extensions__queues__maxPollingInterval: '00:00:00.4' };

export interface TestAppOptions extends Omit<StackOptions, 'ports' | 'caFile'> {
  /** Settings on top of the stack's. */
  settings?: Record<string, string>;
}

export interface TestApp {
  url: string;
  functionKey: string;
  /** Calls a function, path below `/api`, with the function key unless the headers bring their own. */
  api: Send;
  /** The same without a key. */
  unkeyed: Send;
  /** POSTs to a function as `api` does, under a fresh `Idempotency-Key` unless the headers bring their own. */
  buy(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  partnerCenter: PartnerCenterEmulator;
  keyVault: Emulator;
  identity: Emulator;
  sink: Emulator;
  settings: Record<string, string>;
  clock: TestClock;
  /** All that the host wrote to standard output and standard error. */
  output(): string;
  close(): Promise<void>;
}

function sender(base: string, dispatcher: Agent, defaultHeaders: Record<string, string> = {}): Send {
  return async (method, path, body, headers) => {
    const isText = typeof body === 'string';
    const response = await fetch(`${base}/${path.replace(/^\/+/, '')}`, {
      method,
      dispatcher,
      redirect: 'manual',
      headers: {
        ...defaultHeaders,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
    const answer = { status: response.status, headers: response.headers as unknown as Headers };
    return { ...answer, body: isJson ? (JSON.parse(text) as unknown) : text || undefined };
  };
}

function emulator(url: string, dispatcher: Agent): Emulator {
  const send = sender(url, dispatcher);
  return {
    url,
    send,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    delete: (path) => send('DELETE', path),
  };
}

async function startHost(settings: Record<string, string>): Promise<ForkedHost> {
  const { TEST_HOST, TEST_APP: app, TEST_NODE: node = process.execPath } = process.env;
  if (TEST_HOST !== 'genuine') return forkHost({ port: 0, settings, output: 'pipe', app, node });
  const found = await findGenuineHost();
  if (!found.host || !app) throw new Error('TEST_HOST=genuine needs the genuine host and TEST_APP.');
  return startGenuineHost(found.host, { app, settings, node });
}

/**
 * Starts the local cloud on free ports and the app on the local Functions host, for tests that go through real HTTP.
 * `TEST_APP` names a built app to test instead of the source, `TEST_NODE` the Node program to run it with, and `TEST_HOST=genuine`
 * has the genuine Functions host run it.
 */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { settings: extraSettings, ...stackOptions } = options;
  const storage = stackOptions.azurite === undefined ? await takeStorage() : undefined;
  const isOwn = storage === undefined || process.env.TEST_HOST === 'genuine';
  const stack = await startStack({ azurite: isOwn, ...stackOptions, ports: 'free' });
  const dispatcher = new Agent({ connect: { ca: await readFile(stack.addresses.ca, 'utf8') } });
  const functionKey = randomBytes(32).toString('base64url');
  const settings = {
    ...stack.settings,
    ...(!isOwn && { AzureWebJobsStorage: storage }),
    ...PROMPT_QUEUES,
    FUNCTIONS_KEY: functionKey,
    ...extraSettings,
  };
  const host = await startHost(settings);
  let output = '';
  for (const stream of host.streams) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  async function close(): Promise<void> {
    await host.stop();
    await dispatcher.close();
    await stack.close();
  }
  let url: string;
  try {
    url = await host.ready;
  } catch (cause) {
    await close();
    throw new Error(`The Functions host did not start:\n${output}`, { cause });
  }
  const partnerCenter = emulator(stack.addresses.partnerCenter, dispatcher);
  /** A fault that is misspelt would prove nothing. */
  const control = async (what: string, body?: unknown): Promise<Answer> => {
    const answer = await partnerCenter.post(`/_emulator/${what}`, body);
    if (answer.status !== 200) throw new Error(`The emulator refused ${what}: ${JSON.stringify(answer.body)}`);
    return answer;
  };
  const api = sender(`${url}/api`, dispatcher, { 'x-functions-key': functionKey });
  return {
    url,
    functionKey,
    api,
    unkeyed: sender(`${url}/api`, dispatcher),
    buy: (path, body, headers) => {
      const keyed = new Headers(headers);
      if (!keyed.has('idempotency-key')) keyed.set('idempotency-key', randomUUID());
      return api('POST', path, body, Object.fromEntries(keyed));
    },
    partnerCenter: {
      ...partnerCenter,
      requests: async () => ((await partnerCenter.get('/_emulator/requests')).body as { items: LoggedRequest[] }).items,
      faults: (fault) => control('faults', fault),
      advance: (duration) => control('clock', { advance: duration }),
      reset: () => control('reset'),
    },
    keyVault: emulator(stack.addresses.keyVault, dispatcher),
    identity: emulator(stack.addresses.identity, dispatcher),
    sink: emulator(stack.addresses.sink, dispatcher),
    settings,
    clock: stack.clock,
    output: () => output,
    close,
  };
}
