import { setTimeout as delay } from 'node:timers/promises';
import type { InvocationRequest, RegisteredFunction, RpcTypedData } from './coreTypes.ts';
import type { Invoker } from './invoker.ts';
import { decodeMessage } from './messageEncoding.ts';
import type { QueueSettings } from './readHostJson.ts';
import type { StorageAccount } from './storageAccount.ts';
import { StorageQueue, StorageQueueError, type StorageQueueMessage } from './storageQueue.ts';
import { triggerOf } from './triggerOf.ts';

const LEASE_IN_SECONDS = 600;
const MIN_POLLING_INTERVAL_IN_MS = 100;

export interface QueueListenerOptions {
  fn: RegisteredFunction;
  queueName: string;
  account: StorageAccount;
  settings: QueueSettings;
  invoker: Invoker;
  warn: (message: string) => void;
}

function isoDate(text: string): RpcTypedData {
  const time = Date.parse(text);
  return { json: JSON.stringify(Number.isNaN(time) ? text : new Date(time).toISOString()) };
}

/** What a queue-triggered function is called with. */
export function queueInvocation(
  fn: RegisteredFunction,
  text: string,
  message?: StorageQueueMessage,
): InvocationRequest {
  return {
    inputData: [{ name: triggerOf(fn.metadata).bindingName, data: { string: text } }],
    triggerMetadata: {
      QueueTrigger: { string: text },
      ...(message && {
        Id: { string: message.id },
        PopReceipt: { string: message.popReceipt },
        DequeueCount: { int: message.dequeueCount },
        InsertionTime: isoDate(message.insertionTime),
        ExpirationTime: isoDate(message.expirationTime),
        NextVisibleTime: isoDate(message.nextVisibleTime),
      }),
    },
  };
}

/**
 * Polls one queue and runs its function: a failed message is seen again after the visibility timeout, and goes to `<queue>-poison`
 * after the last attempt, or at once when it cannot be decoded.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger
 */
export class QueueListener {
  readonly #options: QueueListenerOptions;
  readonly #queue: StorageQueue;
  readonly #poison: StorageQueue;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  #polling: Promise<void> = Promise.resolve();

  constructor(options: QueueListenerOptions) {
    this.#options = options;
    this.#queue = new StorageQueue(options.account, options.queueName);
    this.#poison = new StorageQueue(options.account, `${options.queueName}-poison`);
  }

  start(): void {
    this.#polling = this.#poll();
  }

  /** Takes no further messages and waits for those in work. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#polling;
    await Promise.all(this.#inFlight);
  }

  async #poll(): Promise<void> {
    const { settings, warn } = this.#options;
    const { signal } = this.#stopping;
    let intervalInMs = MIN_POLLING_INTERVAL_IN_MS;
    let lastProblem = '';
    while (!signal.aborted) {
      let found = 0;
      try {
        if (this.#inFlight.size <= settings.newBatchThreshold) found = await this.#takeBatch();
        lastProblem = '';
      } catch (error) {
        const missing = error instanceof StorageQueueError && error.status === 404;
        const problem = missing ? '' : String(error instanceof Error ? (error.cause ?? error) : error);
        if (problem && problem !== lastProblem) warn(`Queue ${this.#queue.name} cannot be read: ${problem}`);
        lastProblem = problem;
      }
      const limitInMs = Math.max(settings.maxPollingIntervalInMs, MIN_POLLING_INTERVAL_IN_MS);
      intervalInMs = found > 0 ? MIN_POLLING_INTERVAL_IN_MS : Math.min(intervalInMs * 2, limitInMs);
      if (found === 0) await this.#idle(intervalInMs, signal);
    }
  }

  /** Waits for the next poll, or for the first message in work to end. */
  async #idle(intervalInMs: number, signal: AbortSignal): Promise<void> {
    const rest = new AbortController();
    const resting = delay(intervalInMs, undefined, { signal: AbortSignal.any([signal, rest.signal]) }).catch(() => {});
    await Promise.race([resting, ...this.#inFlight]);
    rest.abort();
  }

  async #takeBatch(): Promise<number> {
    const messages = await this.#queue.get(this.#options.settings.batchSize, LEASE_IN_SECONDS);
    for (const message of messages) {
      const work: Promise<void> = this.#process(message)
        .catch((error: unknown) => {
          this.#options.warn(`Queue ${this.#queue.name}, message ${message.id}: ${String(error)}`);
        })
        .finally(() => this.#inFlight.delete(work));
      this.#inFlight.add(work);
    }
    return messages.length;
  }

  async #process(message: StorageQueueMessage): Promise<void> {
    const { fn, settings, invoker, warn } = this.#options;
    const text = decodeMessage(message.text, settings.messageEncoding);
    if (text === undefined) {
      warn(`Queue ${this.#queue.name}, message ${message.id} is not base64 and goes to ${this.#poison.name}.`);
      return this.#moveToPoison(message);
    }
    if (message.dequeueCount > settings.maxDequeueCount) return this.#moveToPoison(message);

    const lease = { id: message.id, popReceipt: message.popReceipt };
    const renewal = setInterval(
      () => {
        this.#queue.updateVisibility(lease, LEASE_IN_SECONDS).then(
          (popReceipt) => (lease.popReceipt = popReceipt),
          (error: unknown) => warn(`Message ${message.id} could not be kept: ${String(error)}`),
        );
      },
      (LEASE_IN_SECONDS * 1000) / 2,
    );
    const reason = `queue ${this.#queue.name}, message ${message.id}, attempt ${message.dequeueCount}`;
    try {
      await invoker.invoke(fn, queueInvocation(fn, text, message), { reason });
    } catch {
      if (message.dequeueCount >= settings.maxDequeueCount) return await this.#moveToPoison({ ...message, ...lease });
      await this.#queue.updateVisibility(lease, Math.ceil(settings.visibilityTimeoutInMs / 1000));
      return;
    } finally {
      clearInterval(renewal);
    }
    await this.#queue.delete(lease);
  }

  async #moveToPoison(message: StorageQueueMessage): Promise<void> {
    await this.#poison.putCreating(message.text);
    await this.#queue.delete(message);
    this.#options.warn(`Message ${message.id} was moved to ${this.#poison.name}.`);
  }
}
