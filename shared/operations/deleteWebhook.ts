import type { DeleteWebhookRequest } from '../schemas/deleteWebhook.ts';
import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';
import { isSameHash } from './isSameHash.ts';
import { webhookNotFound } from './readWebhook.ts';

/**
 * Sends no more alerts to an address, for whoever has the token of its Location. One that is gone is gone.
 * @throws AppError `WebhookNotFound` for everybody else.
 */
export async function deleteWebhook(
  { webhooks }: Services,
  { path: { webhookId }, query: { token } }: DeleteWebhookRequest,
  { log }: CallContext,
): Promise<{ status: number; body: string }> {
  const record = await webhooks.read(webhookId);
  if (record) {
    if (!isSameHash(token, await webhooks.tokenOf(record))) throw webhookNotFound();
    await webhooks.remove(record);
    log('info', 'webhookDeleted', { webhookId });
  }
  return { status: 204, body: '' };
}
