import type { Queue } from '../../../shared/storage/queues.ts';
import type { Row } from '../../../shared/storage/rows.ts';
import type { StorageClients } from '../../../shared/storage/storageClients.ts';
import { createTable, type Table } from '../../../shared/storage/tables.ts';
import { createDeliveries, type Deliveries } from '../../../shared/webhooks/deliveries.ts';
import type { DueAlert } from '../../../shared/webhooks/deliveryRecord.ts';
import { createLedger, type Ledger } from '../../../shared/webhooks/ledger.ts';
import { NOW, someDeadline } from '../alerts/someDeadline.ts';

export interface Sent {
  message: object;
  visibleAfterInMs: number;
}

/** Processes that share a table, a clock and a queue whose messages are listed rather than handed out. */
export interface AlertProcesses {
  table: Table;
  startLedger(table?: Table): Ledger;
  startDeliveries(table?: Table): Deliveries;
  sent: Sent[];
  /** Called before a message is listed. */
  whenSent(deed: (sent: Sent) => Promise<void>): void;
  /** Moves the clock, in milliseconds. */
  advance(byMs: number): void;
  now: () => number;
  /** All rows of the table. */
  rows(): Promise<Row[]>;
}

let count = 0;

/** Begins without any alert. */
export function startAlertProcesses(clients: StorageClients): AlertProcesses {
  count += 1;
  const table = createTable(clients, `alerts${count}`);
  const sent: Sent[] = [];
  let at = NOW.getTime();
  let whenSent = (_: Sent): Promise<void> => Promise.resolve();
  const now = () => at;
  const queue: Queue = {
    async send(message, { visibleAfterInMs = 0 } = {}) {
      await whenSent({ message, visibleAfterInMs });
      sent.push({ message, visibleAfterInMs });
    },
    create: () => Promise.resolve(),
  };
  return {
    table,
    startLedger: (own = table) => createLedger(own, now),
    startDeliveries: (own = table) => createDeliveries(own, queue, now),
    sent,
    whenSent: (deed) => void (whenSent = deed),
    advance: (byMs) => void (at += byMs),
    now,
    async rows() {
      const rows: Row[] = [];
      for await (const row of table.query({ filter: '' })) rows.push(row);
      return rows;
    },
  };
}

/** Alerts about deadlines of their own, from a number on. */
export function someAlerts(size: number, from = 0): DueAlert[] {
  return Array.from({ length: size }, (_, index) => ({
    deadline: someDeadline(from + index),
    stageInMs: 86_400_000,
    verified: true,
    readAt: NOW.getTime(),
  }));
}
