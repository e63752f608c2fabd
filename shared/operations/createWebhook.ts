import type { CreateWebhookRequest, CreateWebhookResponse } from '../schemas/createWebhook.ts';
import type { CallerContext, Services } from '../services.ts';
import { addressOf } from './addressOf.ts';
import { callbackOf } from './callbackOf.ts';
import { webhookView } from './webhookView.ts';

/** Has alerts sent to an address. Asked again for the same callback and filter, it answers with the webhook there is, which hears of these events too. */
export async function createWebhook(
  services: Services,
  { body }: CreateWebhookRequest,
  { log }: CallerContext,
): Promise<{ status: number; headers: Record<string, string>; body: CreateWebhookResponse }> {
  const { webhooks, deliveries, config } = services;
  const callback = await callbackOf(services, body.callback);
  const { record, isNew, wasDisabled, secret } = await webhooks.register({ ...body, callback });
  const { webhookId } = record;
  if (wasDisabled) await deliveries.revive(webhookId, services.clock.now());
  log('info', isNew ? 'webhookMade' : 'webhookChanged', { webhookId, events: record.events });
  return {
    status: isNew ? 201 : 200,
    headers: { Location: await addressOf(services, record) },
    body: { ...webhookView(record, config), ...(secret !== undefined && { secret }) },
  };
}
