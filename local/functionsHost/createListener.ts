import type { InvocationRequest, RegisteredFunction } from './coreTypes.ts';
import type { FunctionInfo } from './functionInfo.ts';
import type { Invoker } from './invoker.ts';
import { queueInvocation, QueueListener } from './queueListener.ts';
import type { QueueSettings } from './readHostJson.ts';
import { storageAccount } from './storageAccount.ts';
import { TimerListener } from './timerListener.ts';
import { triggerOf } from './triggerOf.ts';

/** What makes a function run without a caller, and how it is called by hand. */
export interface Listener {
  start(): void;
  /** Starts nothing further. */
  stop(): Promise<void>;
  byHand(input: string): InvocationRequest;
}

export interface CreateListenerOptions {
  invoker: Invoker;
  queues: QueueSettings;
  hostStorage: string | undefined;
  warn: (message: string) => void;
}

/** Makes the listener of a timer or queue function; undefined for any other trigger. */
export function createListener(
  fn: RegisteredFunction,
  { name, schedule, queueName }: FunctionInfo,
  { invoker, queues: settings, hostStorage, warn }: CreateListenerOptions,
): Listener | undefined {
  try {
    if (schedule !== undefined) {
      const timer = new TimerListener(fn, schedule, invoker);
      return {
        start: () => timer.start(),
        stop: () => Promise.resolve(timer.stop()),
        byHand: () => timer.invocation(),
      };
    }
    if (queueName !== undefined) {
      const { connection } = triggerOf(fn.metadata).binding;
      const account = storageAccount(typeof connection === 'string' ? connection : '', hostStorage);
      const queue = new QueueListener({ fn, queueName, account, settings, invoker, warn });
      return {
        start: () => queue.start(),
        stop: () => queue.stop(),
        byHand: (input) => queueInvocation(fn, input),
      };
    }
    return undefined;
  } catch (error) {
    throw new Error(`The function ${name} cannot start: ${(error as Error).message}.`, { cause: error });
  }
}
