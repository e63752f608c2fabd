import { z } from 'zod';
import { joinLongText, splitLongText } from '../storage/longText.ts';
import type { Entity, Row } from '../storage/rows.ts';

/** What became of an operation, as its caller is told. */
export const Outcome = z.object({ status: z.int(), body: z.record(z.string(), z.unknown()) });
export type Outcome = z.infer<typeof Outcome>;

/** States in which an operation is at its end. */
export const ENDED = ['succeeded', 'failed', 'needsAttention'] as const;

const State = z.enum([
  /** Being decided; nothing was sent. */
  'preparing',
  /** The write is leaving, or has left and is not answered. */
  'sending',
  /** Left to the queue: a purchase of unknown outcome is looked for, a cancel that is not finished is carried out again. */
  'waiting',
  ...ENDED,
]);
export type State = z.infer<typeof State>;

/** One operation as it is kept. Instants in epoch milliseconds are by this machine's clock. */
export const OperationRecord = z.object({
  partitionKey: z.string(),
  rowKey: z.string(),
  operationId: z.string(),
  operation: z.string(),
  customerId: z.string(),
  /** The caller's key; a cancel may come without one. */
  key: z.string().optional(),
  payloadHash: z.string(),
  state: State,
  /** Whoever works on it, and until when nobody else may. */
  holder: z.string(),
  leaseUntil: z.number(),
  /** Names the last change, so that one whose answer was lost is recognised. */
  change: z.string(),
  /** MS-RequestId is made of these two. */
  recordId: z.string(),
  attempt: z.int(),
  /** How often the queue has looked at it, and when it will again. */
  rounds: z.int(),
  nextAt: z.number().optional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  /** When the write first left, by Partner Center's clock. */
  sentAt: z.iso.datetime().optional(),
  /** When an earlier operation of the key first sent this, without its outcome ever being known. */
  searchFrom: z.iso.datetime().optional(),
  /** Whether what the last attempt did is not known. */
  unsettled: z.boolean(),
  /** How many attempts may have left. */
  sends: z.int(),
  /** The call: path, query and body, as parsed. */
  request: z.unknown(),
  caller: z.unknown(),
  /** SHA-256 of the function key the call presented. */
  callerKeyHash: z.string().optional(),
  /** How a purchase that was sent is found again. */
  search: z.unknown().optional(),
  outcome: Outcome.optional(),
  /** When the row may be forgotten. */
  expiresAt: z.iso.datetime(),
});
export type OperationRecord = z.infer<typeof OperationRecord>;

const LONG = ['request', 'caller', 'search', 'outcome'] as const;

/** A record as a table row; what may be long is split. */
export function toEntity(record: OperationRecord): Entity {
  const { request, caller, search, outcome, ...plain } = record;
  const long = { request, caller, search, outcome };
  const texts = LONG.filter((name) => long[name] !== undefined).map((name) =>
    splitLongText(name, JSON.stringify(long[name])),
  );
  return Object.assign({ ...plain }, ...texts) as Entity;
}

/** A table row as a record. */
export function toRecord(row: Row): OperationRecord {
  const long = LONG.flatMap((name) => {
    const text = joinLongText(name, row);
    return text === undefined ? [] : [[name, JSON.parse(text) as unknown]];
  });
  return OperationRecord.parse({ ...row, ...Object.fromEntries(long) });
}

/** Whether an operation is at its end. */
export function isEnded({ state }: OperationRecord): boolean {
  return ENDED.some((ended) => ended === state);
}
