import { z } from 'zod';
import { filter } from '../storage/filter.ts';
import type { Queue } from '../storage/queues.ts';
import type { Row } from '../storage/rows.ts';
import type { Table } from '../storage/tables.ts';
import { batchPartition, toBatchEntity, toBatchRecord } from './batchRecord.ts';
import { giveUp } from './giveUp.ts';
import { takeRow } from './heldRow.ts';
import { ALL_SCANS, readScanRecord, toScanEntity, type ScanRecord } from './scanRecord.ts';

export interface ResumeOptions {
  table: Table;
  plans: Queue;
  batches: Queue;
  now: () => number;
  completeIfDone: (scan: ScanRecord) => Promise<boolean>;
}

/** A message that has not come this long after it was due was lost; queues keep no exact time either. Milliseconds. */
const LOST_AFTER_IN_MS = 60_000;

/** Batches wait for their turn as long as others move on; when none has for so long, their messages are gone. Milliseconds. */
const STANDSTILL_IN_MS = 5 * 60_000;

/** After so long a scan ends with what it has: the next night’s has to begin. Milliseconds. */
const HOURS = 20;
export const LONGEST_SCAN_IN_MS = HOURS * 3_600_000;

/** A batch that was handed over rarely waits longer than this for its turn; a message too many finds it leased, or goes on with it. Milliseconds. */
const TURN_WITHIN_MS = 30 * 60_000;

/** What tells whether a batch that is not finished still has its message. */
const Waiting = z.object({ batch: z.int(), dueAt: z.number(), leaseUntil: z.number(), attempts: z.int() });
type Waiting = z.infer<typeof Waiting>;

/** Sees to it that no scan is forgotten: a killed process, a lost message, one in the poison queue. */
export function createResume({ table, plans, batches, now, completeIfDone }: ResumeOptions) {
  const batchRows = { table, toEntity: toBatchEntity, toRecord: toBatchRecord, now };
  const waitingIn = ({ scanId, plan }: ScanRecord) =>
    filter`PartitionKey eq ${batchPartition(scanId, plan)} and RowKey lt ${'a'} and state eq ${'waiting'}`;

  /** Ends a scan that takes too long: whoever is left fails by name. The row gets another holder, so that no planner brings it back. */
  const giveUpScan = async (scan: ScanRecord, row: Row): Promise<void> => {
    if (scan.state === 'planning') {
      const endedAt = new Date(now()).toISOString();
      const ended: ScanRecord = { ...scan, state: 'completed', complete: false, endedAt, holder: '' };
      await table.replace(toScanEntity(ended), row.etag);
      return;
    }
    if (!scan.sent && !(await table.replace(toScanEntity({ ...scan, sent: true, holder: '' }), row.etag))) return;
    for await (const waiting of table.query({ filter: waitingIn(scan) })) {
      const held = await takeRow(batchRows, waiting);
      await held?.leave(giveUp(held.record(), `The scan was ended after ${HOURS} hours, before its turn had come.`));
    }
    await completeIfDone(scan);
  };

  /** Whether a batch that nobody works on has no message either. */
  const isLost = ({ dueAt, leaseUntil, attempts }: Waiting, standsStill: boolean): boolean => {
    if (attempts > 0) return Math.max(leaseUntil, dueAt + LOST_AFTER_IN_MS) < now();
    return standsStill || (dueAt > 0 && Math.max(leaseUntil, dueAt) + TURN_WITHIN_MS < now());
  };

  const resumeBatches = async (scan: ScanRecord): Promise<number> => {
    const { scanId, plan, plannedAt = '' } = scan;
    const left: (Waiting & { row: Row })[] = [];
    for await (const row of table.query({ filter: waitingIn(scan), select: Object.keys(Waiting.shape) })) {
      left.push({ ...Waiting.parse(row), row });
    }
    const signs = left.map(({ dueAt, leaseUntil }) => Math.max(dueAt, leaseUntil));
    const standsStill = Math.max(Date.parse(plannedAt), ...signs) + STANDSTILL_IN_MS < now();
    let sent = 0;
    for (const batch of left.filter((waiting) => isLost(waiting, standsStill))) {
      const { partitionKey, rowKey, etag } = batch.row;
      const { done } = await table.transact([{ kind: 'merge', entity: { partitionKey, rowKey, dueAt: now() }, etag }]);
      if (!done) continue;
      await batches.send({ scanId, plan, batch: batch.batch });
      sent += 1;
    }
    return sent;
  };

  return async (): Promise<number> => {
    let resumed = 0;
    for await (const row of table.query({ filter: ALL_SCANS + filter` and state ne ${'completed'}` })) {
      const scan = readScanRecord(row);
      if (!scan) continue;
      if (Date.parse(scan.startedAt) + LONGEST_SCAN_IN_MS < now()) await giveUpScan(scan, row);
      else if (scan.sent) {
        resumed += (await completeIfDone(scan)) ? 0 : await resumeBatches(scan);
      } else if (Math.max(scan.leaseUntil, scan.dueAt + LOST_AFTER_IN_MS) < now()) {
        await plans.send({ scanId: scan.scanId });
        resumed += 1;
      }
    }
    return resumed;
  };
}
