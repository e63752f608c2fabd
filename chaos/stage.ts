import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { Agent } from 'undici';
import { startStack, type Stack } from '../local/stack.ts';
import { controlEmulator, type Emulator } from './emulator.ts';
import { startHost, type Host } from './host.ts';
import { controlSink, type Sink } from './sink.ts';

/** One thing that a scenario claims. */
export interface Check {
  what: string;
  expected: unknown;
  seen: unknown;
  isMet: boolean;
}

/** A local cloud of one scenario's own, and what was seen there. */
export interface Stage {
  emulator: Emulator;
  sink: Sink;
  /** The app's settings. */
  settings: Record<string, string>;
  addresses: Stack['addresses'];
  /** The number that the scenario's random moments come from. */
  seed: number;
  /** Starts a host; all hosts share storage and keys. */
  startHost(settings?: Record<string, string>): Promise<Host>;
  check(what: string, expected: unknown, seen: unknown): void;
  /** Says something worth knowing that is neither right nor wrong. */
  note(text: string): void;
  checks: Check[];
  notes: string[];
  /** What the hosts warned of. */
  output(): string;
  close(): Promise<void>;
}

/** Nothing but the scenario's own disturbance may hold a purchase back. */
const SWITCHES = { sandboxQuotas: false, rateLimitPerMinute: 0, rateLimitPerMinutePerCustomer: 0 };

/** What a host warned of; the rest is one line for every call, and its keys. */
function problemsIn(output: string): string {
  return output
    .split('\n')
    .filter((line) => /\[(warning|error|critical)\]|^The app cannot start/.test(line))
    .join('\n');
}

export interface StageOptions {
  /** Whether Partner Center repeats its answer to a known MS-RequestId: the app must not need it. */
  requestIdReplay: boolean;
  seed: number;
}

/** Starts the local cloud with Azurite, without a host. */
export async function openStage({ requestIdReplay, seed }: StageOptions): Promise<Stage> {
  const stack = await startStack();
  const dispatcher = new Agent({ connect: { ca: await readFile(stack.addresses.ca, 'utf8') } });
  const settings = {
    ...stack.settings,
    FUNCTIONS_KEY: randomBytes(32).toString('base64url'),
    OPERATION_RETRY_DELAY: '1s',
    PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000',
  };
  const hosts: Promise<Host>[] = [];
  const outputs: (() => string)[] = [];
  const checks: Check[] = [];
  const notes: string[] = [];
  const switches = { ...SWITCHES, requestIdReplay };
  return {
    emulator: await controlEmulator(dispatcher, stack.addresses.partnerCenter, switches),
    sink: controlSink(dispatcher, stack.addresses.sink),
    settings,
    addresses: stack.addresses,
    seed,
    checks,
    notes,
    startHost(more = {}) {
      const host = startHost(dispatcher, { ...settings, ...more });
      hosts.push(host);
      host.then(
        (started) => outputs.push(() => started.output()),
        () => undefined,
      );
      return host;
    },
    check: (what, expected, seen) => checks.push({ what, expected, seen, isMet: isDeepStrictEqual(expected, seen) }),
    note: (text) => notes.push(text),
    output: () => outputs.map((output, index) => `host ${index + 1}\n${problemsIn(output())}`).join('\n'),
    async close() {
      const started = await Promise.allSettled(hosts);
      await Promise.all(started.flatMap((host) => (host.status === 'fulfilled' ? [host.value.kill()] : [])));
      await dispatcher.destroy();
      await stack.close();
    },
  };
}
