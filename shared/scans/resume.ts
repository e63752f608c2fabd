import { z } from 'zod';
import { filter } from '../storage/filter.ts';
import type { Queue } from '../storage/queues.ts';
import type { Table } from '../storage/tables.ts';
import { batchPartition } from './batchRecord.ts';
import { ALL_SCANS, toScanRecord, type ScanRecord } from './scanRecord.ts';

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

/** What tells whether a batch that is not finished still has its message. */
const Waiting = z.object({ batch: z.int(), dueAt: z.number(), leaseUntil: z.number(), attempts: z.int() });

/** Sees to it that no scan is forgotten: a killed process, a lost message, one in the poison queue. */
export function createResume({ table, plans, batches, now, completeIfDone }: ResumeOptions) {
  const resumeBatches = async ({ scanId, plan, plannedAt = '' }: ScanRecord): Promise<number> => {
    const left: z.infer<typeof Waiting>[] = [];
    const waiting = filter`PartitionKey eq ${batchPartition(scanId, plan)} and RowKey lt ${'a'} and state eq ${'waiting'}`;
    for await (const row of table.query({ filter: waiting, select: Object.keys(Waiting.shape) })) {
      left.push(Waiting.parse(row));
    }
    const signs = left.map(({ dueAt, leaseUntil }) => Math.max(dueAt, leaseUntil));
    const standsStill = Math.max(Date.parse(plannedAt), ...signs) + STANDSTILL_IN_MS < now();
    const lost = left.filter(({ dueAt, leaseUntil, attempts }) =>
      attempts === 0 ? standsStill : Math.max(leaseUntil, dueAt + LOST_AFTER_IN_MS) < now(),
    );
    for (const { batch } of lost) await batches.send({ scanId, plan, batch });
    return lost.length;
  };

  return async (): Promise<number> => {
    let resumed = 0;
    for await (const row of table.query({ filter: ALL_SCANS + filter` and state ne ${'completed'}` })) {
      const scan = toScanRecord(row);
      if (scan.sent) {
        resumed += (await completeIfDone(scan)) ? 0 : await resumeBatches(scan);
      } else if (Math.max(scan.leaseUntil, scan.dueAt + LOST_AFTER_IN_MS) < now()) {
        await plans.send({ scanId: scan.scanId });
        resumed += 1;
      }
    }
    return resumed;
  };
}
