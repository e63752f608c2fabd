import { messageIdOf } from '../alerting/messageOf.ts';
import { compact } from '../schemas/compact.ts';
import type { DeliveryView } from '../schemas/delivery.ts';
import type { DeliveryRecord } from '../webhooks/deliveryRecord.ts';

/** A delivery as callers see it. */
export function deliveryView(record: DeliveryRecord): DeliveryView {
  const { deliveryId, type, event, alerts, claimed, state, reason, createdAt, dueAt, attempts } = record;
  const isOpen = state === 'waiting' || state === 'gathering';
  return compact({
    deliveryId,
    messageId: messageIdOf(record),
    type,
    alerts: event ? 1 : claimed,
    subscriptionId: claimed === 1 ? alerts[0]?.deadline.subscriptionId : undefined,
    state: isOpen ? ('waiting' as const) : state,
    reason,
    createdAt,
    nextAttemptAt: isOpen ? new Date(dueAt).toISOString() : undefined,
    attempts,
  });
}
