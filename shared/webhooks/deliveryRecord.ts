import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AlertEvent, EventType } from '../schemas/alertEvents.ts';
import { Deadline } from '../schemas/deadline.ts';
import { DeliveryAttempt } from '../schemas/delivery.ts';
import { WebhookFormat } from '../schemas/webhook.ts';
import { countDown } from '../storage/countDown.ts';
import { joinJson, splitLongText } from '../storage/longText.ts';
import type { Entity, Row } from '../storage/rows.ts';

/** An alert about a subscription, as it was read last. */
export const DueAlert = z.object({
  deadline: Deadline,
  stageInMs: z.int(),
  /** Whether Partner Center was asked since it became due. */
  verified: z.boolean(),
  /** When it was, in epoch milliseconds by this app’s clock. */
  readAt: z.number(),
});
export type DueAlert = z.infer<typeof DueAlert>;

/** One message to one webhook, over all its attempts. Instants are by this app’s clock; numbers are epoch milliseconds. */
export const DeliveryRecord = z.object({
  webhookId: z.string(),
  deliveryId: z.string(),
  type: z.union([EventType, z.literal('webhook.test')]),
  /** As the webhook wanted it when it was raised. */
  format: WebhookFormat,
  /** `gathering` while its alerts are entered in the ledger. */
  state: z.enum(['gathering', 'waiting', 'delivered', 'failed', 'dropped']),
  reason: z.string().optional(),
  createdAt: z.iso.datetime(),
  /** When its message is due. */
  dueAt: z.number(),
  /** Attempts since it was raised or sent again. */
  tries: z.int(),
  /** Whether somebody asked for it to be sent again, as it was. */
  again: z.boolean(),
  /** How often it was taken since it was last left in order; what ends its process again and again is not taken for ever. */
  takes: z.int(),
  leaseUntil: z.number(),
  holder: z.string(),
  attempts: z.array(DeliveryAttempt),
  /** About subscriptions, the soonest first. */
  alerts: z.array(DueAlert),
  /** How many of them the ledger holds: the first ones. */
  claimed: z.int(),
  /** About anything else. */
  event: AlertEvent.optional(),
});
export type DeliveryRecord = z.infer<typeof DeliveryRecord>;

/** Deliveries stand together in the partition of their webhook. */
export const DELIVERY = 'd_';

/** The id of a delivery that is raised at `now`, in epoch milliseconds: the latest comes first. */
export function newDeliveryId(now: number): string {
  return `${countDown(now)}-${randomBytes(8).toString('hex')}`;
}

export const deliveryRowKey = (deliveryId: string): string => `${DELIVERY}${deliveryId}`;

export function toDeliveryEntity({ attempts, alerts, event, ...record }: DeliveryRecord): Entity {
  return {
    partitionKey: record.webhookId,
    rowKey: deliveryRowKey(record.deliveryId),
    ...record,
    alertCount: alerts.length,
    attempts: JSON.stringify(attempts),
    ...splitLongText('alerts', JSON.stringify(alerts)),
    ...(event && splitLongText('event', JSON.stringify(event))),
  };
}

export function toDeliveryRecord(row: Row): DeliveryRecord {
  return DeliveryRecord.parse({
    ...row,
    attempts: joinJson('attempts', row),
    alerts: joinJson('alerts', row),
    event: joinJson('event', row),
  });
}
