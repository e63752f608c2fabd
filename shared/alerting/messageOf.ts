import { cutoffAlert } from '../alerts/subscriptionAlert.ts';
import { standardMessage } from '../alerts/standardMessage.ts';
import { teamsCard } from '../alerts/teamsCard.ts';
import type { AlertEvent } from '../schemas/alertEvents.ts';
import type { DeliveryRecord } from '../webhooks/deliveryRecord.ts';

/** What `webhook-id` says at every attempt. */
export const messageIdOf = ({ deliveryId }: DeliveryRecord): string => `msg_${deliveryId}`;

/** What a delivery tells at `now` by Partner Center’s clock. */
export function eventsOf(
  { type, alerts, event }: DeliveryRecord,
  publicUrl: string | undefined,
  now: Date,
): AlertEvent[] {
  if (event) return [event];
  return alerts.map((alert) => ({ type, data: cutoffAlert(alert, publicUrl, now) }) as AlertEvent);
}

/** The body of a delivery: one event as Standard Webhooks says, or a card that holds all of them. */
export function messageOf(record: DeliveryRecord, publicUrl: string | undefined, now: Date): string {
  const events = eventsOf(record, publicUrl, now);
  if (record.format === 'teams') return teamsCard(events, now);
  const [event] = events;
  if (!event) throw new TypeError('A delivery has at least one event.');
  return standardMessage(event, record.createdAt);
}
