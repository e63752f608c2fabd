import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Table } from '../storage/tables.ts';
import { keyHash } from './hashes.ts';
import { KEY_ROW, KeyRecord } from './keyRecord.ts';
import { expiryOf } from './lease.ts';
import { locate, newOperationId, newPartition } from './operationId.ts';
import { isEnded, toEntity, type OperationRecord } from './operationRecord.ts';
import type { OperationRun } from './operationRun.ts';
import type { Records } from './records.ts';

/** A call, as it is recorded before anything is done. */
export interface Intent {
  operation: string;
  key?: string | undefined;
  customerId: string;
  payloadHash: string;
  request: unknown;
  caller: unknown;
  callerKeyHash?: string | undefined;
}

/**
 * What a call meets: nobody before it, its own earlier half, its own result, itself under way, or another call with its key. What its
 * earlier half left without sending anything has to be ended in the audit trail.
 */
export type Begun =
  | { kind: 'holding' | 'resuming'; run: OperationRun; abandoned?: OperationRecord }
  | { kind: 'ended' | 'underWay'; record: OperationRecord }
  | { kind: 'otherPayload' };

/** Where a record begins; its holder recognises it although the answer to its insertion was lost. */
interface Beginning {
  partitionKey: string;
  holder: string;
  recordId: string;
  attempt: number;
  searchFrom: string;
  otherSearches: string;
}

const Searches = z.record(z.string(), z.string());

/** What a freed key begins with: the attempt that nobody answered again, for the same payload only; what was never settled is remembered for each. */
function nextOf({ recordId, payloadHash, attempt, searchFrom, otherSearches }: KeyRecord, intent: Intent) {
  if (payloadHash === intent.payloadHash) return { recordId, attempt, searchFrom, otherSearches };
  const known = { ...Searches.parse(JSON.parse(otherSearches)), ...(searchFrom && { [payloadHash]: searchFrom }) };
  const { [intent.payloadHash]: own = '', ...others } = known;
  return { recordId, attempt: attempt + 1, searchFrom: own, otherSearches: JSON.stringify(others) };
}

/** Records a call before anything is done, or finds what an earlier one with its key became. */
export function createBegin(table: Table, { newHolder, read, hold, takeOver }: Records, now: () => number) {
  const newRecord = (
    intent: Intent,
    { partitionKey, holder, recordId, attempt, searchFrom }: Beginning,
  ): OperationRecord => {
    const operationId = newOperationId(partitionKey);
    const { key, callerKeyHash, ...rest } = intent;
    return {
      ...rest,
      ...(key !== undefined && { key }),
      ...(callerKeyHash !== undefined && { callerKeyHash }),
      partitionKey,
      rowKey: locate(operationId)?.rowKey ?? '',
      operationId,
      state: 'preparing',
      ...newHolder(holder),
      change: '',
      recordId,
      attempt,
      ...(searchFrom && { searchFrom }),
      unsettled: false,
      sends: 0,
      rounds: 0,
      startedAt: new Date(now()).toISOString(),
      expiresAt: expiryOf(now()),
    };
  };

  /** An operation of which nothing was sent has audit entries of its own from here on: how its earlier holder ends, or ended, is not how it ends. */
  const anew = (record: OperationRecord): OperationRecord => ({ ...record, startedAt: new Date(now()).toISOString() });

  /** Writes a new operation together with the key that it holds. */
  const insert = async (
    record: OperationRecord,
    otherSearches: string,
    keyEtag: string | undefined,
  ): Promise<OperationRun | undefined> => {
    const { partitionKey, recordId, payloadHash, operationId, attempt, searchFrom = '', expiresAt } = record;
    const holding = { recordId, payloadHash, operationId, attempt, searchFrom, otherSearches, expiresAt };
    const keyRow: KeyRecord = { partitionKey, rowKey: KEY_ROW, ...holding };
    const held =
      keyEtag === undefined
        ? ({ kind: 'insert', entity: keyRow } as const)
        : ({ kind: 'replace', entity: keyRow, etag: keyEtag } as const);
    const written = await table.transact([{ kind: 'insert', entity: toEntity(record) }, held]);
    return written.done ? hold(record, written.etags[0] ?? '') : undefined;
  };

  /** One look at a key that is there already; undefined where it changed meanwhile. */
  const meet = async (intent: Intent, beginning: Beginning): Promise<Begun | undefined> => {
    const { partitionKey, holder } = beginning;
    const row = await table.get(partitionKey, KEY_ROW);
    if (!row) return undefined;
    const key = KeyRecord.parse(row);
    const isForgotten = key.expiresAt < new Date(now()).toISOString();
    const isFree = key.operationId === '' || isForgotten;
    const found = isFree ? undefined : await read(key.operationId);
    if (!found) {
      const next = { ...beginning, ...(isForgotten ? {} : nextOf(key, intent)) };
      const run = await insert(newRecord(intent, next), next.otherSearches, row.etag);
      return run && { kind: 'holding', run };
    }
    const { record, etag } = found;
    if (record.holder === holder) return { kind: 'holding', run: hold(record, etag) };
    if (record.payloadHash !== intent.payloadHash) return { kind: 'otherPayload' };
    if (isEnded(record)) return record.state === 'failed' ? undefined : { kind: 'ended', record };
    if (record.state === 'waiting' || now() < record.leaseUntil) return { kind: 'underWay', record };
    if (record.state === 'sending') {
      const run = await takeOver(record, etag);
      return run && { kind: 'resuming', run };
    }
    const run = await takeOver(anew(record), etag);
    return run && { kind: 'holding', run, abandoned: record };
  };

  return async (intent: Intent): Promise<Begun> => {
    const partitionKey = intent.key === undefined ? newPartition() : keyHash(intent.operation, intent.key);
    const fresh = { recordId: randomUUID(), attempt: 1, searchFrom: '', otherSearches: '{}' };
    const beginning = { partitionKey, holder: randomUUID(), ...fresh };
    if (intent.key === undefined) {
      const record = newRecord(intent, beginning);
      const etag = await table.insert(toEntity(record));
      const found = etag === undefined ? await read(record.operationId) : { record, etag };
      if (!found) throw new Error('The record of an operation is gone.');
      return { kind: 'holding', run: hold(found.record, found.etag) };
    }
    for (;;) {
      const run = await insert(newRecord(intent, beginning), beginning.otherSearches, undefined);
      if (run) return { kind: 'holding', run };
      const met = await meet(intent, beginning);
      if (met) return met;
    }
  };
}
