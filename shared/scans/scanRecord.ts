import { z } from 'zod';
import { Warning } from '../schemas/answers.ts';
import { filter } from '../storage/filter.ts';
import { joinJson, splitLongText } from '../storage/longText.ts';
import type { Entity, Row } from '../storage/rows.ts';
import { scanRowKey } from './scanId.ts';

/** The partition of scans, the latest first. */
export const SCANS = 'scans';

/** Its rows that are scans, whose keys begin with a digit. */
export const ALL_SCANS = filter`PartitionKey eq ${SCANS} and RowKey lt ${'a'}`;

/** What stopped a piece of work for now, as an operator sees it. */
export const Problem = z.object({ code: z.string(), message: z.string() });
export type Problem = z.infer<typeof Problem>;

/** The warning that Partner Center’s list of customers is much shorter than it was. */
export const FEWER_CUSTOMERS = 'FewerCustomers';

/** The warning that it is empty. */
export const NO_CUSTOMERS = 'NoCustomers';

/** One scan. Instants are ISO 8601 by this app’s clock, unless they are numbers: epoch milliseconds. */
export const ScanRecord = z.object({
  scanId: z.string(),
  scope: z.enum(['all', 'customers']),
  trigger: z.enum(['timer', 'call', 'overdue']),
  /** `planning` until its customers are known, `running` until all of them are done. */
  state: z.enum(['planning', 'running', 'completed']),
  startedAt: z.iso.datetime(),
  plannedAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  /** Whether every customer was seen whole; told when it has ended. */
  complete: z.boolean().optional(),
  /** The customers that were asked for; absent for all. */
  customerIds: z.array(z.string()).optional(),
  /** Which attempt at planning counts; 0 until one has succeeded. */
  plan: z.int(),
  /** How many customers there are to look at; 0 until that is known. */
  expected: z.int(),
  /** Customers of the list that could not be read, and so cannot be named. */
  unreadable: z.int(),
  /** What it took to plan. */
  requests: z.int(),
  throttled: z.int(),
  warnings: z.array(Warning),
  /** Whether every batch has got its message. */
  sent: z.boolean(),
  /** Partner Center’s clock minus this app’s, for processes that have not asked it yet. */
  clockSkewInMs: z.int().optional(),
  /** Why planning did not succeed so far. */
  problem: Problem.optional(),
  holder: z.string(),
  leaseUntil: z.number(),
  attempts: z.int(),
  /** When its message is due, for those who look whether it was lost. */
  dueAt: z.number(),
});
export type ScanRecord = z.infer<typeof ScanRecord>;

export function toScanEntity({ customerIds, warnings, problem, ...scan }: ScanRecord): Entity {
  return {
    partitionKey: SCANS,
    rowKey: scanRowKey(scan.scanId) ?? '',
    ...scan,
    ...splitLongText('warnings', JSON.stringify(warnings)),
    ...(customerIds && splitLongText('customerIds', JSON.stringify(customerIds))),
    ...(problem && { problem: JSON.stringify(problem) }),
  };
}

/** The scan of a row; undefined where it cannot be read, as one of a later version may be that was taken back. */
export function readScanRecord(row: Row): ScanRecord | undefined {
  try {
    return toScanRecord(row);
  } catch {
    return undefined;
  }
}

/** @throws ZodError or SyntaxError for a row that cannot be read. */
export function toScanRecord(row: Row): ScanRecord {
  return ScanRecord.parse({
    ...row,
    warnings: joinJson('warnings', row),
    customerIds: joinJson('customerIds', row),
    problem: joinJson('problem', row),
  });
}
