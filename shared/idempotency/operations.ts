import { randomBytes } from 'node:crypto';
import { filter } from '../storage/filter.ts';
import type { Queue } from '../storage/queues.ts';
import type { Table } from '../storage/tables.ts';
import { createBegin } from './begin.ts';
import { tokenHash } from './hashes.ts';
import { expiryOf } from './lease.ts';
import { isEnded, toRecord, type OperationRecord } from './operationRecord.ts';
import type { OperationRun } from './operationRun.ts';
import { createRecords } from './records.ts';

/** What a message of the queue meets. */
export type Taken =
  { kind: 'holding'; run: OperationRun } | { kind: 'ended' | 'notDue'; record: OperationRecord } | { kind: 'void' };

export interface OperationsOptions {
  table: Table;
  queue: Queue;
  now?: () => number;
}

/** A message that has not come this long after it was due is sent again; queues keep no exact time either. Milliseconds. */
const LOST_AFTER_IN_MS = 2 * 60_000;
const EARLY_IN_MS = 2_000;

/**
 * Carries each operation out once: its record is written before anything is done, and only its holder may write it.
 * https://learn.microsoft.com/azure/architecture/best-practices/api-implementation#consider-idempotent-operations
 */
export function createOperations({ table, queue, now = Date.now }: OperationsOptions) {
  const records = createRecords(table, now);
  const { read, takeOver } = records;
  const isDue = ({ nextAt, leaseUntil }: OperationRecord, at: number) => Math.max(nextAt ?? 0, leaseUntil) < at;

  return {
    begin: createBegin(table, records, now),

    /** Takes an operation to carry on with it, where it is due. */
    async take(operationId: string): Promise<Taken> {
      const found = await read(operationId);
      if (!found) return { kind: 'void' };
      const { record, etag } = found;
      if (isEnded(record)) return { kind: 'ended', record };
      const run = isDue(record, now() + EARLY_IN_MS) ? await takeOver(record, etag) : undefined;
      return run ? { kind: 'holding', run } : { kind: 'notDue', record };
    },

    read: async (operationId: string): Promise<OperationRecord | undefined> => (await read(operationId))?.record,

    /** Leaves an operation to the queue. The message comes first, so that it is never forgotten. */
    async handOver(run: OperationRun, afterInMs: number): Promise<void> {
      run.release();
      const { operationId, rounds } = run.record();
      const nextAt = now() + afterInMs;
      await queue.send({ operationId }, { visibleAfterInMs: afterInMs });
      await run.change({ state: 'waiting', rounds: rounds + 1, nextAt, leaseUntil: 0 });
    },

    /** Sends the messages again that never came, and those of operations whose holder gave no sign of life. */
    async resume(): Promise<number> {
      let resumed = 0;
      const open = filter`state eq ${'preparing'} or state eq ${'sending'} or state eq ${'waiting'}`;
      for await (const row of table.query({ filter: open })) {
        const record = toRecord(row);
        if (!isDue(record, now() - LOST_AFTER_IN_MS)) continue;
        await queue.send({ operationId: record.operationId });
        resumed += 1;
      }
      return resumed;
    },

    /** Makes a token that reads this operation and no other; only its hash is kept. */
    async issueToken({ partitionKey, operationId }: OperationRecord): Promise<string> {
      const token = randomBytes(32).toString('base64url');
      await table.insert({
        partitionKey,
        rowKey: `token_${tokenHash(token)}`,
        operationId,
        expiresAt: expiryOf(now()),
      });
      return token;
    },

    /** Whether a token was made for an operation. */
    async isToken({ partitionKey, operationId }: OperationRecord, token: string): Promise<boolean> {
      const row = await table.get(partitionKey, `token_${tokenHash(token)}`);
      return row?.operationId === operationId;
    },

    /** Forgets what has expired; the audit trail stays. */
    async forgetExpired(): Promise<number> {
      let forgotten = 0;
      for await (const row of table.query({ filter: filter`expiresAt lt ${new Date(now()).toISOString()}` })) {
        if (await table.remove(row.partitionKey, row.rowKey, row.etag)) forgotten += 1;
      }
      return forgotten;
    },
  };
}

export type Operations = ReturnType<typeof createOperations>;
