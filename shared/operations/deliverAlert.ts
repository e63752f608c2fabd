import { knowClock } from '../alerting/knowClock.ts';
import { deliverHeld } from '../alerting/deliver.ts';
import type { CallContext } from '../http/call.ts';
import type { DeliverAlertMessage } from '../schemas/deliverAlert.ts';
import type { Services } from '../services.ts';

const DISABLED = 'The webhook is disabled.';

/** Makes the attempt at a delivery that its message is about, unless another message has done so. */
export async function deliverAlert(
  services: Services,
  { webhookId, deliveryId }: DeliverAlertMessage,
  context: CallContext,
): Promise<void> {
  const { deliveries, webhooks } = services;
  const held = await deliveries.take(webhookId, deliveryId);
  if (!held) {
    context.log('info', 'nothingToDeliver', { webhookId, deliveryId });
    return;
  }
  try {
    const webhook = await webhooks.read(webhookId);
    const waitInMs = (await deliveries.pausedUntil(webhookId)) - Date.now();
    await knowClock(services, context);
    if (webhook?.state === 'active' && waitInMs > 0) await deliveries.later(held, {}, waitInMs);
    else if (webhook?.state === 'active') await deliverHeld(services, webhook, held, context);
    else if (webhook) {
      context.log('error', 'deliveryFailed', { webhookId, deliveryId, reason: DISABLED });
      await deliveries.leave(held, { state: 'failed', reason: DISABLED });
    } else await deliveries.leave(held, { state: 'dropped', reason: 'The webhook was deleted.' });
  } catch (error) {
    await deliveries.leave(held, { takes: held.record.takes }).catch(() => undefined);
    throw error;
  }
}
