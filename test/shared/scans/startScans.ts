import type { BatchRecord } from '../../../shared/scans/batchRecord.ts';
import type { HeldRow } from '../../../shared/scans/heldRow.ts';
import type { Leased } from '../../../shared/scans/lease.ts';
import { createScans, type Scans, type Taken } from '../../../shared/scans/scans.ts';
import type { ScanRecord } from '../../../shared/scans/scanRecord.ts';
import type { Queue } from '../../../shared/storage/queues.ts';
import type { StorageClients } from '../../../shared/storage/storageClients.ts';
import { createTable, type Table } from '../../../shared/storage/tables.ts';

export interface Sent {
  message: object;
  visibleAfterInMs: number;
}

/** Processes that share storage, a clock and two queues whose messages are listed rather than handed out. */
export interface ScanProcesses {
  /** What they share. */
  table: Table;
  start(): Scans;
  plans: Sent[];
  batches: Sent[];
  /** Moves the clock, in milliseconds. */
  advance(byMs: number): void;
  now(): number;
}

function listing(sent: Sent[]): Queue {
  return {
    send: (message, { visibleAfterInMs = 0 } = {}) => {
      sent.push({ message, visibleAfterInMs });
      return Promise.resolve();
    },
    create: () => Promise.resolve(),
  };
}

let count = 0;

/** Begins without any scan. */
export function startScanProcesses(clients: StorageClients): ScanProcesses {
  const plans: Sent[] = [];
  const batches: Sent[] = [];
  let at = Date.parse('2026-11-28T02:30:00.000Z');
  count += 1;
  const name = `scans${count}`;
  const now = () => at;
  const table = createTable(clients, name);
  return {
    start: () =>
      createScans({ table: createTable(clients, name), plans: listing(plans), batches: listing(batches), now }),
    table,
    plans,
    batches,
    advance: (byMs) => void (at += byMs),
    now,
  };
}

/** The row that was taken; the test fails where it was not. */
export function heldOf<R extends BatchRecord | ScanRecord>(taken: Taken<R>): HeldRow<R> {
  if (taken.kind !== 'holding') throw new Error(`It was not taken: ${taken.kind}.`);
  return taken.held;
}

/** A batch of some customers of a scan that is being planned. */
export function batchOf(
  { scanId, attempts }: Pick<ScanRecord, 'scanId'> & Leased,
  batch: number,
  size = 2,
): BatchRecord {
  const customers = Array.from({ length: size }, (_, index) => ({ id: `customer-${batch}-${index}` }));
  return {
    scanId,
    plan: attempts,
    batch,
    state: 'waiting',
    customers,
    progress: '.'.repeat(size),
    notable: [],
    subscriptions: 0,
    deadlines: 0,
    requests: 0,
    throttled: 0,
    rounds: 0,
    holder: '',
    leaseUntil: 0,
    attempts: 0,
    dueAt: 0,
  };
}
