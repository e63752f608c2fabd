import { randomUUID } from 'node:crypto';
import { countDown } from '../storage/countDown.ts';
import { filter } from '../storage/filter.ts';
import type { Queue } from '../storage/queues.ts';
import type { Row } from '../storage/rows.ts';
import type { Table } from '../storage/tables.ts';
import { DELIVERY, deliveryRowKey, toDeliveryEntity, toDeliveryRecord, type DeliveryRecord } from './deliveryRecord.ts';

/** A delivery that this process works on. */
export interface HeldDelivery {
  record: DeliveryRecord;
  etag: string;
}

export interface DeliveryQuery {
  state?: DeliveryRecord['state'] | undefined;
  size: number;
  /** The delivery behind which the page begins. */
  after?: string | undefined;
}

/** Longer than an attempt takes, with the reading before it. Milliseconds. */
export const DELIVERY_LEASE_MS = 120_000;

/** A message that has not come this long after it was due was lost; queues keep no exact time either. Milliseconds. */
const LOST_AFTER_MS = 4 * 60_000;

/** Nothing waits for longer than it takes to try again and again. Milliseconds. */
const OPEN_FOR_MS = 10 * 86_400_000;

/** So many lost messages of one webhook are sent again at once. */
const MOST_RESUMED = 200;

/** A message may come this much too early, by the clocks of two machines. Milliseconds. */
const EARLY_MS = 2_000;

/** A delivery whose alerts are still being gathered after so long was left by a killed process. Milliseconds. */
const GATHERED_WITHIN_MS = 10 * 60_000;

/** How often a delivery is taken before it is given up: one that always ends its process is not taken for ever. */
const MOST_TAKES = 100;

/** Behind every delivery. */
const BEHIND = 'd`';

/** The row that holds a webhook back that does not answer. */
const PAUSE = 'pause';

const ofWebhook = (webhookId: string, after = DELIVERY): string =>
  filter`PartitionKey eq ${webhookId} and RowKey gt ${after} and RowKey lt ${BEHIND}`;

/** What a row says; undefined where this version of the app cannot read it. */
function readable(row: Row): DeliveryRecord | undefined {
  try {
    return toDeliveryRecord(row);
  } catch {
    return undefined;
  }
}

/** What was sent to each webhook and is still to be sent. */
export function createDeliveries(table: Table, queue: Queue, now: () => number = Date.now) {
  const read = async (webhookId: string, deliveryId: string): Promise<HeldDelivery | undefined> => {
    const row = await table.get(webhookId, deliveryRowKey(deliveryId));
    return row && { record: toDeliveryRecord(row), etag: row.etag };
  };

  const send = (webhookId: string, deliveryId: string, afterInMs = 0): Promise<void> =>
    queue.send({ webhookId, deliveryId }, { visibleAfterInMs: afterInMs });

  /** Writes what became of a delivery, and lets go of it; where another process has it, that one writes. */
  const leave = async ({ record, etag }: HeldDelivery, members: Partial<DeliveryRecord>): Promise<DeliveryRecord> => {
    const left: DeliveryRecord = { ...record, takes: 0, ...members, leaseUntil: 0 };
    await table.replace(toDeliveryEntity(left), etag);
    return left;
  };

  /** Closes what a killed process has left half gathered: with the alerts that are in the ledger. */
  const close = async (row: Row): Promise<boolean> => {
    const record = readable(row);
    if (!record || Date.parse(record.createdAt) + GATHERED_WITHIN_MS > now()) return false;
    return (await table.replace(toDeliveryEntity({ ...record, state: 'waiting' }), row.etag)) !== undefined;
  };

  return {
    send,

    read: async (webhookId: string, deliveryId: string): Promise<DeliveryRecord | undefined> =>
      (await read(webhookId, deliveryId))?.record,

    /**
     * Takes a delivery to make an attempt; undefined where somebody else does, or none is to be made now.
     * @throws Error where it was taken too often: it is given up then.
     */
    async take(webhookId: string, deliveryId: string): Promise<HeldDelivery | undefined> {
      const found = await read(webhookId, deliveryId);
      if (found?.record.state !== 'waiting') return undefined;
      if (Math.max(found.record.leaseUntil, found.record.dueAt - EARLY_MS) > now()) return undefined;
      const takes = found.record.takes + 1;
      const record: DeliveryRecord = {
        ...found.record,
        takes,
        leaseUntil: now() + DELIVERY_LEASE_MS,
        holder: randomUUID(),
      };
      if (takes > MOST_TAKES) {
        const reason = 'It could not be attempted, again and again: the log of deliverAlert says why.';
        await table.replace(toDeliveryEntity({ ...found.record, state: 'failed', reason }), found.etag);
        throw new Error(reason);
      }
      const etag = await table.replace(toDeliveryEntity(record), found.etag);
      return etag === undefined ? undefined : { record, etag };
    },

    leave,

    /** Has a delivery made again that has ended, under the same message id; undefined where somebody is just at it. */
    async again(webhookId: string, deliveryId: string): Promise<DeliveryRecord | undefined> {
      const found = await read(webhookId, deliveryId);
      if (!found || found.record.state === 'gathering' || found.record.leaseUntil > now()) return undefined;
      const { reason: _, ...before } = found.record;
      const record: DeliveryRecord = { ...before, state: 'waiting', again: true, tries: 0, takes: 0, dueAt: now() };
      if ((await table.replace(toDeliveryEntity(record), found.etag)) === undefined) return undefined;
      await send(webhookId, deliveryId);
      return record;
    },

    /** One page, the latest first. */
    async page(
      webhookId: string,
      { state, size, after }: DeliveryQuery,
    ): Promise<{ records: DeliveryRecord[]; more: boolean }> {
      const records: DeliveryRecord[] = [];
      const from = after === undefined ? undefined : deliveryRowKey(after);
      const waiting = state === 'waiting' ? filter` and (state eq ${'waiting'} or state eq ${'gathering'})` : undefined;
      const condition = waiting ?? (state === undefined ? '' : filter` and state eq ${state}`);
      for await (const row of table.query({ filter: ofWebhook(webhookId, from) + condition })) {
        if (records.length === size) return { records, more: true };
        const record = readable(row);
        if (record) records.push(record);
      }
      return { records, more: false };
    },

    /** Has a delivery made after a while. Its row comes first: a message that comes before its time does nothing, and one that is lost is sent again. */
    async later(held: HeldDelivery, members: Partial<DeliveryRecord>, afterInMs: number): Promise<DeliveryRecord> {
      const left = await leave(held, { ...members, dueAt: now() + afterInMs });
      await send(left.webhookId, left.deliveryId, afterInMs);
      return left;
    },

    /** Until when nothing is sent to a webhook that did not answer, in epoch milliseconds. */
    pausedUntil: async (webhookId: string): Promise<number> => Number((await table.get(webhookId, PAUSE))?.until ?? 0),

    /** Sends nothing to a webhook for a while, so that it does not hold up the others. */
    async pause(webhookId: string, forMs: number): Promise<void> {
      await table.transact([
        { kind: 'upsert', entity: { partitionKey: webhookId, rowKey: PAUSE, until: now() + forMs } },
      ]);
    },

    /** Sends the messages again that never came, and those of deliveries whose process was killed. */
    async resume(webhookId: string): Promise<number> {
      let resumed = 0;
      const young = filter` and RowKey lt ${deliveryRowKey(countDown(now() - OPEN_FOR_MS))}`;
      const open = filter` and (state eq ${'waiting'} or state eq ${'gathering'})`;
      for await (const row of table.query({ filter: ofWebhook(webhookId) + young + open })) {
        if (resumed === MOST_RESUMED) break;
        const { deliveryId, dueAt, leaseUntil, state } = row;
        const isDue = Math.max(Number(dueAt), Number(leaseUntil)) + LOST_AFTER_MS < now();
        const isSent = isDue && (state === 'waiting' ? readable(row) !== undefined : await close(row));
        if (!isSent) continue;
        await send(webhookId, String(deliveryId));
        resumed += 1;
      }
      return resumed;
    },

    /** Has the alerts sent after all that failed and whose cutoff comes after an instant: their webhook takes them again. */
    async revive(webhookId: string, cutoffsAfter: Date): Promise<number> {
      let revived = 0;
      const young = filter` and RowKey lt ${deliveryRowKey(countDown(now() - OPEN_FOR_MS))}`;
      for await (const row of table.query({
        filter: ofWebhook(webhookId) + young + filter` and state eq ${'failed'}`,
      })) {
        const found = readable(row);
        if (!found?.alerts.some(({ deadline }) => new Date(deadline.cutoff) > cutoffsAfter)) continue;
        const { reason: _, ...before } = found;
        const record: DeliveryRecord = { ...before, state: 'waiting', tries: 0, takes: 0, dueAt: now() };
        if (!(await table.replace(toDeliveryEntity(record), row.etag))) continue;
        await send(webhookId, found.deliveryId);
        revived += 1;
      }
      return revived;
    },

    /** How many deliveries of a webhook failed since an instant, in epoch milliseconds; tests do not count. */
    async failedSince(webhookId: string, since: number): Promise<number> {
      const recent = filter` and RowKey lt ${deliveryRowKey(countDown(since))} and state eq ${'failed'} and type ne ${'webhook.test'}`;
      const failed: Row[] = [];
      for await (const row of table.query({ filter: ofWebhook(webhookId) + recent, select: [] })) failed.push(row);
      return failed.length;
    },

    /** Forgets the deliveries that were raised before an instant, in epoch milliseconds. */
    async forget(before: number): Promise<number> {
      let forgotten = 0;
      const old = filter`RowKey ge ${deliveryRowKey(countDown(before))} and RowKey lt ${BEHIND}`;
      for await (const row of table.query({ filter: old, select: [] })) {
        if (await table.remove(row.partitionKey, row.rowKey, '*')) forgotten += 1;
      }
      return forgotten;
    },
  };
}

export type Deliveries = ReturnType<typeof createDeliveries>;
