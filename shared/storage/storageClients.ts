import type { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import type { QueueClient } from '@azure/storage-queue';
import type { Config } from '../config/readConfig.ts';
import { createManagedIdentityCredential } from '../credentials/managedIdentityCredential.ts';
import { AppError } from '../errors.ts';
import { markRepeated } from './repeatedRequests.ts';

/** The clients of one storage account; the SDKs are loaded and each client is made on first use. */
export interface StorageClients {
  table(name: string): Promise<TableClient>;
  queue(name: string): Promise<QueueClient>;
}

/** How often and how long one storage operation is tried; a caller waits for it. */
export const STORAGE_RETRIES = { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 1_000, timeoutInMs: 5_000 };

/** Ends an operation that storage does not answer in time, repeats included. */
export function withinTime(): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(STORAGE_RETRIES.timeoutInMs) };
}

type Access =
  { connectionString: string } | { tableServiceUrl: string; queueServiceUrl: string; credential: TokenCredential };

const { maxRetries, retryDelayInMs, maxRetryDelayInMs } = STORAGE_RETRIES;
const TABLE_RETRIES = { maxRetries, retryDelayInMs, maxRetryDelayInMs };
const QUEUE_RETRIES = { maxTries: maxRetries + 1, retryDelayInMs, maxRetryDelayInMs };

function configured<T>(open: () => T): T {
  try {
    return open();
  } catch (cause) {
    const message = 'AzureWebJobsStorage names no storage account with tables and queues.';
    throw new AppError('NotConfigured', message, { cause });
  }
}

async function openTable(access: Access, name: string): Promise<TableClient> {
  const { TableClient } = await import('@azure/data-tables');
  const open = (allowInsecureConnection: boolean): TableClient => {
    const options = { retryOptions: TABLE_RETRIES, allowInsecureConnection };
    return configured(() =>
      'credential' in access
        ? new TableClient(access.tableServiceUrl, name, access.credential, options)
        : TableClient.fromConnectionString(access.connectionString, name, options),
    );
  };
  const secured = open(false);
  const client = secured.url.startsWith('http:') ? open(true) : secured;
  client.pipeline.addPolicy(markRepeated, { afterPhase: 'Retry' });
  return client;
}

async function openQueue(access: Access, name: string): Promise<QueueClient> {
  const { QueueClient } = await import('@azure/storage-queue');
  const options = { retryOptions: QUEUE_RETRIES };
  return configured(() =>
    'credential' in access
      ? new QueueClient(`${access.queueServiceUrl}/${name}`, access.credential, options)
      : new QueueClient(access.connectionString, name, options),
  );
}

function once<T>(open: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const opened = new Map<string, Promise<T>>();
  return (name) => {
    const client = opened.get(name) ?? open(name);
    opened.set(name, client);
    return client;
  };
}

/**
 * Clients of the app's storage account: by connection string, or with an identity, by default the app's own.
 * https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
 */
export function createStorageClients(storage: Config['storage'], credential?: TokenCredential): StorageClients {
  const access: Access =
    'connectionString' in storage
      ? storage
      : { ...storage, credential: credential ?? createManagedIdentityCredential(storage) };
  return {
    table: once((name) => openTable(access, name)),
    queue: once((name) => openQueue(access, name)),
  };
}
