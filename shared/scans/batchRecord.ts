import { z } from 'zod';
import { joinLongText, longTextMembers, splitLongText } from '../storage/longText.ts';
import type { Entity, Row } from '../storage/rows.ts';
import { Problem } from './scanRecord.ts';

/** A customer to look at. */
export const BatchCustomer = z.object({
  id: z.string(),
  name: z.string().optional(),
  /** The subscriptions whose seats may have changed within the last days, in lower case; `*` where that is any of them. */
  seats: z.union([z.literal('*'), z.array(z.string())]).optional(),
});
export type BatchCustomer = z.infer<typeof BatchCustomer>;

/** How far a customer has come: left, seen, failed or skipped; one character each. */
export const PROGRESS = { left: '.', seen: 's', failed: 'f', skipped: 'k' } as const;

/** Why a customer was skipped or failed, or failed so far. */
export const Notable = z.object({
  index: z.int(),
  customerId: z.string(),
  customerName: z.string().optional(),
  code: z.string(),
  message: z.string(),
  tries: z.int(),
});
export type Notable = z.infer<typeof Notable>;

/** What a batch shows to those who sum up. */
export const BatchSummary = z.object({
  batch: z.int(),
  state: z.enum(['waiting', 'finished']),
  /** One character of {@link PROGRESS} for each customer, in their order. */
  progress: z.string(),
  notable: z.array(Notable),
  subscriptions: z.int(),
  deadlines: z.int(),
  requests: z.int(),
  throttled: z.int(),
  /** Why the work on it was broken off, the last time it was. */
  problem: Problem.optional(),
});
export type BatchSummary = z.infer<typeof BatchSummary>;

/** Some of a scan’s customers, which one message is for. */
export const BatchRecord = BatchSummary.extend({
  scanId: z.string(),
  /** Which attempt at planning the scan it belongs to. */
  plan: z.int(),
  customers: z.array(BatchCustomer),
  /** The customer that is looked at alone, since processes ended in the middle of this batch. */
  trying: z.int().optional(),
  /** The customer alone with whom the last process ended, and how many did so in a row. */
  suspect: z.int().optional(),
  strikes: z.int().optional(),
  /** How often it was handed over to a later message. */
  rounds: z.int(),
  holder: z.string(),
  leaseUntil: z.number(),
  attempts: z.int(),
  /** When its message is due; 0 where that is as soon as its turn comes. */
  dueAt: z.number(),
});
export type BatchRecord = z.infer<typeof BatchRecord>;

/** The members that make a summary. */
export const SUMMARY_MEMBERS = [...new Set([...Object.keys(BatchSummary.shape), ...longTextMembers('notable')])];

/** The partition of a plan’s batches: each attempt has its own, so that one that was overtaken disturbs nobody. */
export function batchPartition(scanId: string, plan: number): string {
  return `${scanId}_${plan}`;
}

/** The row key of a batch: in the order of their numbers. */
export function batchRowKey(batch: number): string {
  return String(batch).padStart(6, '0');
}

export function toBatchEntity({ customers, notable, problem, ...batch }: BatchRecord): Entity {
  return {
    partitionKey: batchPartition(batch.scanId, batch.plan),
    rowKey: batchRowKey(batch.batch),
    ...batch,
    ...splitLongText('customers', JSON.stringify(customers)),
    ...splitLongText('notable', JSON.stringify(notable)),
    ...(problem && { problem: JSON.stringify(problem) }),
  };
}

function texts(row: Row, ...names: string[]): Record<string, unknown> {
  const read = names.map((name) => [name, joinLongText(name, row)] as const);
  return Object.fromEntries(read.map(([name, text]) => [name, text === undefined ? undefined : JSON.parse(text)]));
}

export function toBatchRecord(row: Row): BatchRecord {
  return BatchRecord.parse({ ...row, ...texts(row, 'customers', 'notable', 'problem') });
}

export function toBatchSummary(row: Row): BatchSummary {
  return BatchSummary.parse({ ...row, ...texts(row, 'notable', 'problem') });
}
