import { deliverHeld } from '../alerting/deliver.ts';
import type { DeliveryView } from '../schemas/delivery.ts';
import type { TestWebhookRequest } from '../schemas/testWebhook.ts';
import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';
import { deliveryView } from './deliveryView.ts';
import { readWebhook } from './readWebhook.ts';

/** Longer than the one attempt takes. Milliseconds. */
const LEASE_MS = 60_000;

/** Sends a test at once, and tells what came of it; it is not tried again. */
export async function testWebhook(
  services: Services,
  { path: { webhookId } }: TestWebhookRequest,
  context: CallContext,
): Promise<DeliveryView> {
  const webhook = await readWebhook(services, webhookId);
  const event = { type: 'webhook.test' as const, data: { webhookId, message: 'This is a test: alerts arrive here.' } };
  const held = await services.ledger.enterTest(webhook, event, Date.now() + LEASE_MS);
  try {
    return deliveryView(await deliverHeld(services, webhook, held, context));
  } catch (error) {
    await services.deliveries.leave(held, { state: 'failed', reason: 'It could not be sent.' }).catch(() => undefined);
    throw error;
  }
}
