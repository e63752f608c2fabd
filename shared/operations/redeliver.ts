import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { DeliveryView } from '../schemas/delivery.ts';
import type { RedeliverRequest } from '../schemas/redeliver.ts';
import type { Services } from '../services.ts';
import { deliveryView } from './deliveryView.ts';
import { readWebhook } from './readWebhook.ts';

/** Sends a delivery again, under the same message id: one that failed, or one that a receiver has lost. */
export async function redeliver(
  services: Services,
  { path: { webhookId, deliveryId } }: RedeliverRequest,
  { log }: CallContext,
): Promise<DeliveryView> {
  const { deliveries } = services;
  const { state } = await readWebhook(services, webhookId);
  if (state === 'disabled') {
    const message = 'The webhook is disabled, so nothing is sent to it. Have it sent to again with POST webhooks.';
    throw new AppError('InvalidRequest', message, { target: 'webhookId' });
  }
  if (!(await deliveries.read(webhookId, deliveryId))) {
    const message = 'There is no such delivery of this webhook. GET webhooks/{id}/deliveries lists those of 30 days.';
    throw new AppError('WebhookNotFound', message, { target: 'deliveryId' });
  }
  const record = await deliveries.again(webhookId, deliveryId);
  if (!record) {
    const message = 'It is being sent at this moment. See what comes of it in GET webhooks/{id}/deliveries.';
    throw new AppError('ChangedMeanwhile', message, { target: 'deliveryId' });
  }
  log('info', 'redelivery', { webhookId, deliveryId });
  return deliveryView(record);
}
