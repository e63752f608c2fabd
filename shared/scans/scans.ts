import { chunks } from '../storage/chunks.ts';
import { countDown } from '../storage/countDown.ts';
import { filter } from '../storage/filter.ts';
import type { Queue } from '../storage/queues.ts';
import type { Row } from '../storage/rows.ts';
import type { Table } from '../storage/tables.ts';
import {
  batchPartition,
  batchRowKey,
  SUMMARY_MEMBERS,
  toBatchEntity,
  toBatchRecord,
  toBatchSummary,
  type BatchRecord,
  type BatchSummary,
} from './batchRecord.ts';
import { takeRow, type HeldRow, type RowKind } from './heldRow.ts';
import { RESELLERS, toResellers, toResellersEntity, type Reseller } from './resellerRow.ts';
import { createResume, LONGEST_SCAN_IN_MS } from './resume.ts';
import { scanRowKey } from './scanId.ts';
import { ALL_SCANS, readScanRecord, SCANS, toScanEntity, toScanRecord, type ScanRecord } from './scanRecord.ts';
import { isComplete } from './scanView.ts';
import { createStart } from './startScan.ts';

export interface ScansOptions {
  table: Table;
  /** Messages that have a scan planned. */
  plans: Queue;
  /** Messages that have a batch worked on. */
  batches: Queue;
  now?: () => number;
}

export interface LatestQuery {
  completed?: boolean;
  trigger?: ScanRecord['trigger'];
}

/** What a message meets: work to do, work that somebody else does or has done, or nothing. */
export type Taken<R extends BatchRecord | ScanRecord> =
  { kind: 'holding'; held: HeldRow<R> } | { kind: 'leased' | 'ended' | 'void' };

/** A plan of a scan, whose batches stand together. */
type PlanOf = Pick<BatchRecord, 'scanId' | 'plan'>;

/** So many batches stay below the four MiB of one transaction. https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions */
const BATCHES_AT_ONCE = 20;
const TRANSACTIONS_AT_ONCE = 5;

/** A message that comes before its batch has been left would find it leased, and be lost. Milliseconds. */
const HANDED_OVER_WITHIN_MS = 1_000;

/** What is kept of scans: which there are, what each has to do, and how far it has come. */
export function createScans({ table, plans, batches, now = Date.now }: ScansOptions) {
  const scanRows: RowKind<ScanRecord> = { table, toEntity: toScanEntity, toRecord: toScanRecord, now };
  const batchRows: RowKind<BatchRecord> = { table, toEntity: toBatchEntity, toRecord: toBatchRecord, now };

  let known: { partition: string; resellers: ReadonlyMap<string, Reseller> } | undefined;

  const scanRow = async (scanId: string): Promise<Row | undefined> => {
    const rowKey = scanRowKey(scanId);
    return rowKey === undefined ? undefined : table.get(SCANS, rowKey);
  };

  /** The latest first, `size` of them with one request. One that cannot be read hides none of the others. */
  async function* scansIn(condition: string, size?: number): AsyncGenerator<ScanRecord> {
    for await (const row of table.query({ filter: ALL_SCANS + condition, ...(size !== undefined && { size }) })) {
      const scan = readScanRecord(row);
      if (scan) yield scan;
    }
  }

  const read = async (scanId: string): Promise<ScanRecord | undefined> => {
    const row = await scanRow(scanId);
    return row && toScanRecord(row);
  };

  const batchesOf = ({ scanId, plan }: PlanOf, condition: string, select: string[]) => ({
    filter: `${filter`PartitionKey eq ${batchPartition(scanId, plan)} and RowKey lt ${'a'}`}${condition}`,
    select,
  });

  /** How far each batch of a plan has come. */
  const summaries = async (plan: PlanOf): Promise<BatchSummary[]> => {
    const read: BatchSummary[] = [];
    for await (const row of table.query(batchesOf(plan, '', SUMMARY_MEMBERS))) read.push(toBatchSummary(row));
    return read;
  };

  /** Ends a scan of which nothing is left; whoever notices first does it. */
  const completeIfDone = async (plan: PlanOf): Promise<boolean> => {
    if (await table.first(batchesOf(plan, filter` and state eq ${'waiting'}`, ['state']))) return false;
    const row = await scanRow(plan.scanId);
    if (!row) return false;
    const scan = toScanRecord(row);
    if (scan.state !== 'running' || !scan.sent || scan.plan !== plan.plan) return false;
    const endedAt = new Date(now()).toISOString();
    const complete = isComplete(scan, await summaries(scan));
    const etag = await table.replace(toScanEntity({ ...scan, state: 'completed', endedAt, complete }), row.etag);
    return etag !== undefined;
  };

  return {
    start: createStart(table, plans, now),

    resume: createResume({ table, plans, batches, now, completeIfDone }),

    read,

    /** The scan of all customers that started last, of those that have ended or that one trigger started. */
    async latest({ completed = false, trigger }: LatestQuery = {}): Promise<ScanRecord | undefined> {
      const ended = completed ? filter` and state eq ${'completed'}` : '';
      const started = trigger ? filter` and trigger eq ${trigger}` : '';
      for await (const scan of scansIn(filter` and scope eq ${'all'}` + ended + started, 1)) return scan;
      return undefined;
    },

    /** The scans of all customers that have ended and found any in Partner Center’s list, the latest first. */
    listing: () => scansIn(filter` and state eq ${'completed'} and scope eq ${'all'} and expected gt ${0}`),

    /** The scans of all customers that ended since an instant, in epoch milliseconds, the latest first. */
    async completedSince(since: number): Promise<ScanRecord[]> {
      const from = filter` and RowKey lt ${countDown(since - LONGEST_SCAN_IN_MS)}`;
      const condition = filter` and state eq ${'completed'} and scope eq ${'all'}`;
      const records: ScanRecord[] = [];
      for await (const scan of scansIn(from + condition)) records.push(scan);
      return records.filter(({ endedAt = '' }) => Date.parse(endedAt) >= since);
    },

    /** Takes a scan to plan it. */
    async takePlan(scanId: string): Promise<Taken<ScanRecord>> {
      const row = await scanRow(scanId);
      if (!row) return { kind: 'void' };
      const { state, sent } = toScanRecord(row);
      if (state === 'completed' || sent) return { kind: 'ended' };
      const held = await takeRow(scanRows, row);
      return held ? { kind: 'holding', held } : { kind: 'leased' };
    },

    /** Writes the batches of a plan, which nobody reads before the scan names it. */
    async writeBatches(records: BatchRecord[]): Promise<void> {
      const write = async (some: BatchRecord[]): Promise<void> => {
        const { done } = await table.transact(
          some.map((record) => ({ kind: 'upsert', entity: toBatchEntity(record) })),
        );
        if (!done) throw new Error('A batch could not be written.');
      };
      for (const some of chunks(chunks(records, BATCHES_AT_ONCE), TRANSACTIONS_AT_ONCE)) {
        await Promise.all(some.map(write));
      }
    },

    /** Sends each batch its message that has work to do and has never been taken. */
    async sendBatches({ scanId, plan }: PlanOf): Promise<void> {
      const isFresh = filter` and state eq ${'waiting'} and attempts eq ${0} and rounds eq ${0}`;
      let sending: Promise<void>[] = [];
      for await (const { batch } of table.query(batchesOf({ scanId, plan }, isFresh, ['batch']))) {
        sending.push(batches.send({ scanId, plan, batch: Number(batch) }));
        if (sending.length < BATCHES_AT_ONCE) continue;
        await Promise.all(sending);
        sending = [];
      }
      await Promise.all(sending);
    },

    /** Keeps who the resellers are, for all batches of a scan. */
    async keepResellers({ scanId, plan }: PlanOf, resellers: Reseller[]): Promise<void> {
      const entity = toResellersEntity(batchPartition(scanId, plan), resellers);
      await table.transact([{ kind: 'upsert', entity }]);
    },

    /** The resellers of a plan by their PartnerID; those of the last plan asked for are remembered. */
    async resellers({ scanId, plan }: PlanOf): Promise<ReadonlyMap<string, Reseller>> {
      const partition = batchPartition(scanId, plan);
      if (known?.partition !== partition) {
        const row = await table.get(partition, RESELLERS);
        known = { partition, resellers: row ? toResellers(row) : new Map() };
      }
      return known.resellers;
    },

    /** Takes a batch to work on it. */
    async takeBatch({ scanId, plan }: PlanOf, batch: number): Promise<Taken<BatchRecord>> {
      const row = await table.get(batchPartition(scanId, plan), batchRowKey(batch));
      if (!row) return { kind: 'void' };
      if (row.state === 'finished') return { kind: 'ended' };
      const held = await takeRow(batchRows, row);
      return held ? { kind: 'holding', held } : { kind: 'leased' };
    },

    /** Leaves a batch to a later message, which comes first, so that it is never forgotten. */
    async handOver(held: HeldRow<BatchRecord>, members: Partial<BatchRecord>, afterInMs: number): Promise<void> {
      const { scanId, plan, batch, rounds } = held.record();
      await batches.send({ scanId, plan, batch }, { visibleAfterInMs: Math.max(afterInMs, HANDED_OVER_WITHIN_MS) });
      await held.leave({ ...members, rounds: rounds + 1, dueAt: now() + afterInMs });
    },

    completeIfDone,

    summaries,

    /** Forgets the scans that started before an instant, in epoch milliseconds. */
    async forget(before: number): Promise<number> {
      let forgotten = 0;
      const old = ALL_SCANS + filter` and RowKey gt ${countDown(before)}`;
      for await (const { rowKey, scanId, etag } of table.query({ filter: old, select: ['scanId'] })) {
        const plans = filter`PartitionKey gt ${`${String(scanId)}_`} and PartitionKey lt ${`${String(scanId)}~`}`;
        for await (const row of table.query({ filter: plans, select: [] })) {
          await table.remove(row.partitionKey, row.rowKey, '*');
        }
        if (await table.remove(SCANS, rowKey, etag)) forgotten += 1;
      }
      return forgotten;
    },
  };
}

export type Scans = ReturnType<typeof createScans>;
