import type { QueueClient } from '@azure/storage-queue';
import { withinTime, type StorageClients } from './storageClients.ts';
import { readStorageError, storageError } from './storageError.ts';

/** One queue. Every member throws AppError `StorageUnavailable` when storage fails. */
export interface Queue {
  /** Sends a message that a queue trigger sees at once, or after a delay of at most 7 days; a longer one is cut. */
  send(message: object, options?: { visibleAfterInMs?: number }): Promise<void>;
  /** Makes the queue where it is missing. */
  create(): Promise<void>;
}

/** The longest visibility timeout. https://learn.microsoft.com/rest/api/storageservices/put-message */
const MAX_DELAY_IN_SECONDS = 7 * 24 * 60 * 60;
const NEVER_EXPIRES = -1;

/**
 * A queue of the app's storage account, created when a message finds it missing. Messages are JSON in base64, as host.json says.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#host-json
 */
export function createQueue(clients: Pick<StorageClients, 'queue'>, name: string): Queue {
  async function put(client: QueueClient, text: string, visibilityTimeout: number): Promise<void> {
    const options = { visibilityTimeout, messageTimeToLive: NEVER_EXPIRES };
    try {
      await client.sendMessage(text, { ...options, ...withinTime() });
    } catch (error) {
      if (readStorageError(error).code !== 'QueueNotFound') throw error;
      await client.createIfNotExists(withinTime());
      await client.sendMessage(text, { ...options, ...withinTime() });
    }
  }

  return {
    async send(message, { visibleAfterInMs = 0 } = {}) {
      const client = await clients.queue(name);
      const text = Buffer.from(JSON.stringify(message)).toString('base64');
      const delayInSeconds = Math.min(Math.max(0, Math.ceil(visibleAfterInMs / 1000)), MAX_DELAY_IN_SECONDS);
      await put(client, text, delayInSeconds).catch((error: unknown) => {
        throw storageError(error);
      });
    },
    async create() {
      const client = await clients.queue(name);
      await client.createIfNotExists(withinTime()).catch((error: unknown) => {
        throw storageError(error);
      });
    },
  };
}
