import { randomUUID } from 'node:crypto';
import type { AlertEvent } from '../schemas/alertEvents.ts';
import { filter } from '../storage/filter.ts';
import type { Entity } from '../storage/rows.ts';
import type { Table, TableAction } from '../storage/tables.ts';
import { newDeliveryId, toDeliveryEntity, type DeliveryRecord, type DueAlert } from './deliveryRecord.ts';

/** What an alert about a subscription is told apart by. */
export interface AlertKey {
  customerId: string;
  cutoff: string;
  subscriptionId: string;
  kind: string;
  stageInMs: number;
}

type Type = DeliveryRecord['type'];

/** The table service takes 100 actions in one transaction: so many alerts, and their delivery. */
const ALERTS_AT_ONCE = 98;

/** Alerts with a delivery each, in one transaction. */
const PAIRS_AT_ONCE = 40;

/** A delivery carries so many alerts, more than any card shows; of further ones it knows how many there are. */
export const MOST_ALERTS = 100;

/** Rows of the ledger begin so: those of subscriptions, which go on with the cutoff, and those of anything else. */
const ALERT = 'l_';
const EVENT = 'e_';

/** When an alert could first not be read again. */
const UNREAD = 'u_';
const BEHIND_EVENTS = 'e`';

/** Behind every row key that begins with an instant’s text. */
const BEHIND = '~';

/** Ends of days are written as 23:59:00, 23:59:59 and 00:00:00: all of them are the same cutoff. Milliseconds. */
const SAME = { aheadMs: 60_000, everyMs: 300_000 } as const;

function sameCutoff(cutoff: string): string {
  const time = Math.floor((Date.parse(cutoff) + SAME.aheadMs) / SAME.everyMs) * SAME.everyMs;
  return new Date(time).toISOString();
}

/** Whether two instants are the same cutoff, written in one way or another. */
export function isSameCutoff(one: string, other: string): boolean {
  return sameCutoff(one) === sameCutoff(other);
}

/** Whom an alert was sent to is looked up by this key. */
export function alertRowKey(alert: AlertKey): string {
  return ALERT + keyOf(alert);
}

function keyOf({ customerId, cutoff, subscriptionId, kind, stageInMs }: AlertKey): string {
  return `${sameCutoff(cutoff)}_${customerId}_${subscriptionId}_${kind}_${stageInMs}`;
}

function rowKeyOf({ deadline, stageInMs }: DueAlert): string {
  return alertRowKey({ ...deadline, stageInMs });
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/**
 * What was sent to whom: a row for each webhook and alert, which only the first can insert, together with the delivery that carries it.
 * So an alert that is in the ledger has a delivery, and one that is not is still due.
 */
export function createLedger(table: Table, now: () => number = Date.now) {
  const newDelivery = (webhookId: string, type: Type, members: Partial<DeliveryRecord>): DeliveryRecord => ({
    webhookId,
    deliveryId: newDeliveryId(now()),
    type,
    state: 'waiting',
    createdAt: new Date(now()).toISOString(),
    dueAt: now(),
    tries: 0,
    again: false,
    takes: 0,
    leaseUntil: 0,
    /** Of two writers that write the same, each has to see which one it was. */
    holder: randomUUID(),
    attempts: [],
    alerts: [],
    claimed: 0,
    ...members,
  });

  const entry = ({ webhookId, deliveryId, holder }: DeliveryRecord, rowKey: string): Entity => ({
    partitionKey: webhookId,
    rowKey,
    deliveryId,
    holder,
    at: now(),
  });

  const pair = (delivery: DeliveryRecord, rowKey: string): TableAction[] => [
    { kind: 'insert', entity: entry(delivery, rowKey) },
    { kind: 'insert', entity: toDeliveryEntity(delivery) },
  ];

  return {
    /** The keys of the alerts that were sent to a webhook about cutoffs between two instants. */
    async sent(webhookId: string, from: Date, until: Date): Promise<Set<string>> {
      const earliest = new Date(from.getTime() - SAME.everyMs);
      const latest = new Date(until.getTime() + SAME.aheadMs);
      const [first, last] = [ALERT + earliest.toISOString(), ALERT + latest.toISOString() + BEHIND];
      const range = filter`PartitionKey eq ${webhookId} and RowKey ge ${first} and RowKey le ${last}`;
      const keys = new Set<string>();
      for await (const { rowKey } of table.query({ filter: range, select: [] })) keys.add(rowKey);
      return keys;
    },

    /** Enters each alert with a delivery of its own. */
    async enterEach(webhookId: string, type: Type, alerts: readonly DueAlert[]): Promise<string[]> {
      const entered: string[] = [];
      const pairs = alerts.map((alert) => {
        const delivery = newDelivery(webhookId, type, { alerts: [alert], claimed: 1 });
        return { deliveryId: delivery.deliveryId, actions: pair(delivery, rowKeyOf(alert)) };
      });
      for (const chunk of chunks(pairs, PAIRS_AT_ONCE)) {
        if ((await table.transact(chunk.flatMap(({ actions }) => actions))).done) {
          entered.push(...chunk.map(({ deliveryId }) => deliveryId));
          continue;
        }
        for (const { deliveryId, actions } of chunk) {
          if ((await table.transact(actions)).done) entered.push(deliveryId);
        }
      }
      return entered;
    },

    /**
     * Enters alerts with one delivery for all of them. Where another run was faster with one of them it ends there, and what is left is
     * still due; so is what a killed process had not entered yet.
     */
    async enterTogether(webhookId: string, type: Type, alerts: readonly DueAlert[]): Promise<string | undefined> {
      let delivery = newDelivery(webhookId, type, { alerts: alerts.slice(0, MOST_ALERTS), state: 'gathering' });
      let etag: string | undefined;
      for (const chunk of chunks(alerts, ALERTS_AT_ONCE)) {
        const claimed = delivery.claimed + chunk.length;
        const next: DeliveryRecord = {
          ...delivery,
          claimed,
          state: claimed === alerts.length ? 'waiting' : 'gathering',
        };
        const entity = toDeliveryEntity(next);
        const outcome = await table.transact([
          ...chunk.map((alert): TableAction => ({ kind: 'insert', entity: entry(next, rowKeyOf(alert)) })),
          etag === undefined ? { kind: 'insert', entity } : { kind: 'replace', entity, etag },
        ]);
        if (!outcome.done) break;
        delivery = next;
        etag = outcome.etags.at(-1);
      }
      if (etag === undefined) return undefined;
      if (delivery.state === 'gathering')
        await table.replace(toDeliveryEntity({ ...delivery, state: 'waiting' }), etag);
      return delivery.deliveryId;
    },

    /** Enters an event that is told apart by a key of its type. */
    async enterEvent(webhookId: string, event: AlertEvent, key: string): Promise<string | undefined> {
      const delivery = newDelivery(webhookId, event.type, { event });
      const { done } = await table.transact(pair(delivery, `${EVENT}${event.type}_${key}`));
      return done ? delivery.deliveryId : undefined;
    },

    /** Since when an alert could not be read again, in epoch milliseconds: since now where this is the first time. */
    async unreadSince(webhookId: string, alert: AlertKey): Promise<number> {
      const rowKey = UNREAD + keyOf(alert);
      const at = now();
      const etag = await table.insert({ partitionKey: webhookId, rowKey, at });
      return etag === undefined ? Number((await table.get(webhookId, rowKey))?.at ?? at) : at;
    },

    /** Whether an event was entered for a webhook. */
    async hasEvent(webhookId: string, type: Type, key: string): Promise<boolean> {
      return (await table.get(webhookId, `${EVENT}${type}_${key}`)) !== undefined;
    },

    /** Makes a delivery that no ledger knows of, whose holder the caller is for a while. */
    async enterTest(
      webhookId: string,
      event: AlertEvent,
      leaseUntil: number,
    ): Promise<{ record: DeliveryRecord; etag: string }> {
      const record = newDelivery(webhookId, event.type, { event, leaseUntil, takes: 1 });
      const etag = await table.insert(toDeliveryEntity(record));
      if (etag === undefined) throw new Error('Two deliveries have the same id.');
      return { record, etag };
    },

    /** Forgets what was sent about cutoffs that passed before an instant, and about anything else so long ago. */
    async forget(before: Date): Promise<void> {
      for (const [first, last] of [
        [ALERT, ALERT + before.toISOString()],
        [UNREAD, UNREAD + before.toISOString()],
        [EVENT, BEHIND_EVENTS],
      ] as const) {
        const old = filter`RowKey ge ${first} and RowKey lt ${last} and at lt ${before.getTime()}`;
        for await (const row of table.query({ filter: old, select: [] })) {
          await table.remove(row.partitionKey, row.rowKey, '*');
        }
      }
    },
  };
}

export type Ledger = ReturnType<typeof createLedger>;
