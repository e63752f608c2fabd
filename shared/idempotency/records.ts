import { randomUUID } from 'node:crypto';
import type { Table } from '../storage/tables.ts';
import { LEASE } from './lease.ts';
import { locate } from './operationId.ts';
import { toEntity, toRecord, type OperationRecord } from './operationRecord.ts';
import { holdOperation, type OperationRun } from './operationRun.ts';

/** The records of operations, and how a process comes to hold one. */
export function createRecords(table: Table, now: () => number) {
  const newHolder = (holder: string = randomUUID()) => ({ holder, leaseUntil: now() + LEASE.lastsInMs });

  const read = async (operationId: string): Promise<{ record: OperationRecord; etag: string } | undefined> => {
    const place = locate(operationId);
    const row = place && (await table.get(place.partitionKey, place.rowKey));
    return row && { record: toRecord(row), etag: row.etag };
  };

  const hold = (record: OperationRecord, etag: string) => holdOperation({ table, now, record, etag });

  /** Takes an operation over from a holder that gave no sign of life; undefined where somebody else was faster. */
  const takeOver = async (record: OperationRecord, etag: string): Promise<OperationRun | undefined> => {
    const taken = { ...record, ...newHolder() };
    const newEtag = await table.replace(toEntity(taken), etag);
    return newEtag === undefined ? undefined : hold(taken, newEtag);
  };

  return { newHolder, read, hold, takeOver };
}

export type Records = ReturnType<typeof createRecords>;
