import type { AlertEvent } from '../schemas/alertEvents.ts';
import type { Services } from '../services.ts';
import type { WebhookRecord } from '../webhooks/webhookRecord.ts';

/** Those of the webhooks that are active and hear of an event of one of these types. */
export function hearersOf(webhooks: readonly WebhookRecord[], ...types: AlertEvent['type'][]): WebhookRecord[] {
  return webhooks.filter(({ state, events }) => state === 'active' && events.some((event) => types.includes(event)));
}

/** Enters an event for a webhook, once for each key, and has it delivered. */
export async function publish(
  { ledger, deliveries }: Services,
  webhook: WebhookRecord,
  event: AlertEvent,
  key: string,
): Promise<void> {
  const { webhookId } = webhook;
  if (await ledger.hasEvent(webhookId, event.type, key)) return;
  const deliveryId = await ledger.enterEvent(webhook, event, key);
  if (deliveryId !== undefined) await deliveries.send(webhookId, deliveryId);
}
