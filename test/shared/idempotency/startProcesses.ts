import { randomUUID } from 'node:crypto';
import { startAzurite } from '../../../local/azurite.ts';
import type { Begun, Intent } from '../../../shared/idempotency/begin.ts';
import type { OperationRecord } from '../../../shared/idempotency/operationRecord.ts';
import type { OperationRun } from '../../../shared/idempotency/operationRun.ts';
import { createOperations, type Operations } from '../../../shared/idempotency/operations.ts';
import { createQueue } from '../../../shared/storage/queues.ts';
import { createStorageClients } from '../../../shared/storage/storageClients.ts';
import { createTable, type Table } from '../../../shared/storage/tables.ts';
import { startStorageProxy, type StorageProxy } from '../storage/storageProxy.ts';

export interface Processes {
  /** Operations as a process of the app has them; all processes go by the one clock. */
  start(): Operations;
  clock: { now: number };
  table: Table;
  /** Stands before the tables. */
  proxy: StorageProxy;
  /** The operations that the queue’s messages name, which are taken from it. */
  messages(): Promise<string[]>;
  close(): Promise<void>;
}

export const SECOND = 1_000;
export const DAY = 24 * 60 * 60 * SECOND;

/** Starts a storage account that any number of processes use, with a clock that tests move. */
export async function startProcesses(): Promise<Processes> {
  const azurite = await startAzurite();
  const proxy = await startStorageProxy(azurite.tableUrl);
  const connectionString = azurite.connectionString.replace(new URL(azurite.tableUrl).origin, proxy.url);
  const clients = createStorageClients({ connectionString });
  const table = createTable(clients, 'operations');
  const queue = createQueue(clients, 'operations');
  await queue.create();
  const clock = { now: Date.parse('2026-03-01T12:00:00.000Z') };
  return {
    start: () => createOperations({ table, queue, now: () => clock.now }),
    clock,
    table,
    proxy,
    async messages() {
      const client = await clients.queue('operations');
      const ids: string[] = [];
      for (;;) {
        const { receivedMessageItems: items } = await client.receiveMessages({ numberOfMessages: 32 });
        if (items.length === 0) return ids;
        for (const { messageText, messageId, popReceipt } of items) {
          const message = JSON.parse(Buffer.from(messageText, 'base64').toString()) as { operationId: string };
          ids.push(message.operationId);
          await client.deleteMessage(messageId, popReceipt);
        }
      }
    },
    async close() {
      await proxy.close();
      await azurite.close();
    },
  };
}

/** A purchase under a key of its own. */
export function purchase(members: Partial<Intent> = {}): Intent {
  return {
    operation: 'createOrder',
    key: randomUUID(),
    customerId: 'c501c3c4-d776-40ef-9ecf-9cefb59442c1',
    payloadHash: 'payload',
    request: { body: { quantity: 5 } },
    caller: { name: 'flow' },
    ...members,
  };
}

/** The run of whoever is to work on it. */
export function runOf(begun: Begun): OperationRun {
  if (!('run' in begun)) throw new Error(`It is ${begun.kind}.`);
  begun.run.release();
  return begun.run;
}

/** The record of what somebody else works on, or has ended. */
export function recordOf(begun: Begun): OperationRecord {
  if (!('record' in begun)) throw new Error(`It is ${begun.kind}.`);
  return begun.record;
}

/** All that a query gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const item of items) read.push(item);
  return read;
}
