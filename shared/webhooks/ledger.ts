import { randomUUID } from 'node:crypto';
import type { AlertEvent } from '../schemas/alertEvents.ts';
import { chunks } from '../storage/chunks.ts';
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

/** Whom something is sent to, and how. */
type Receiver = Pick<DeliveryRecord, 'webhookId' | 'format'>;

/** The table service takes 100 actions in one transaction: so many alerts, and their delivery. */
const ALERTS_AT_ONCE = 98;

/** Alerts with a delivery each, in one transaction. */
const PAIRS_AT_ONCE = 40;

/** The alerts of one delivery have to fit into its row: so many, of so many characters. */
const MOST_TOGETHER = { alerts: 400, characters: 420_000 } as const;

/** Rows of the ledger begin so: those of subscriptions, which go on with the cutoff, and those of anything else. */
const ALERT = 'l_';
const EVENT = 'e_';

/** When an alert could first not be read again. */
const UNREAD = 'u_';
const BEHIND_EVENTS = 'e`';

/** Behind every row key that begins with an instant’s text. */
const BEHIND = '~';

/** Ends of days are written as 23:59:00, 23:59:59 and 00:00:00: all of them are the same cutoff. Milliseconds. */
const LAST_MINUTE_MS = 60_000;
const DAY_IN_MS = 86_400_000;

function sameCutoff(cutoff: string): string {
  const time = Date.parse(cutoff);
  const midnight = Math.ceil(time / DAY_IN_MS) * DAY_IN_MS;
  return new Date(midnight - time <= LAST_MINUTE_MS ? midnight : time).toISOString();
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

/** Alerts in as few groups as there are rows needed for them. */
function groups(alerts: readonly DueAlert[]): DueAlert[][] {
  const all: DueAlert[][] = [];
  let room = 0;
  for (const alert of alerts) {
    const { length } = JSON.stringify(alert);
    const last = all.at(-1);
    if (last && last.length < MOST_TOGETHER.alerts && length <= room) last.push(alert);
    else {
      all.push([alert]);
      room = MOST_TOGETHER.characters;
    }
    room -= length;
  }
  return all;
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
    format: 'standard',
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

  /** Enters the alerts of a delivery, so many at once; false where not even the first could be. */
  const gather = async (delivery: DeliveryRecord): Promise<boolean> => {
    let claimed = 0;
    let etag: string | undefined;
    for (const chunk of chunks(delivery.alerts, ALERTS_AT_ONCE)) {
      const count = claimed + chunk.length;
      const state = count === delivery.alerts.length ? 'waiting' : 'gathering';
      const entity = toDeliveryEntity({ ...delivery, claimed: count, state });
      const outcome = await table.transact([
        ...chunk.map((alert): TableAction => ({ kind: 'insert', entity: entry(delivery, rowKeyOf(alert)) })),
        etag === undefined ? { kind: 'insert', entity } : { kind: 'replace', entity, etag },
      ]);
      if (!outcome.done) break;
      claimed = count;
      etag = outcome.etags.at(-1);
    }
    if (etag === undefined) return false;
    if (claimed < delivery.alerts.length)
      await table.replace(toDeliveryEntity({ ...delivery, claimed, state: 'waiting' }), etag);
    return true;
  };

  return {
    /** The keys of the alerts that were sent to a webhook about cutoffs between two instants. */
    async sent(webhookId: string, from: Date, until: Date): Promise<Set<string>> {
      const latest = new Date(until.getTime() + LAST_MINUTE_MS);
      const [first, last] = [ALERT + from.toISOString(), ALERT + latest.toISOString() + BEHIND];
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
     * Enters alerts with one delivery for all of them, or as many as one row has no room for. Where another run was faster with one of
     * them a delivery ends there, and what is left is still due; so is what a killed process had not entered yet.
     */
    async enterTogether(webhookId: string, type: Type, alerts: readonly DueAlert[]): Promise<string[]> {
      const entered: string[] = [];
      for (const group of groups(alerts)) {
        const delivery = newDelivery(webhookId, type, { format: 'teams', alerts: group, state: 'gathering' });
        if (await gather(delivery)) entered.push(delivery.deliveryId);
      }
      return entered;
    },

    /** Enters an event that is told apart by a key of its type. */
    async enterEvent({ webhookId, format }: Receiver, event: AlertEvent, key: string): Promise<string | undefined> {
      const delivery = newDelivery(webhookId, event.type, { format, event });
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
      { webhookId, format }: Receiver,
      event: AlertEvent,
      leaseUntil: number,
    ): Promise<{ record: DeliveryRecord; etag: string }> {
      const record = newDelivery(webhookId, event.type, { format, event, leaseUntil, takes: 1 });
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
