import type { DeleteWebhookRequest } from '../schemas/deleteWebhook.ts';
import type { CallerContext, Services } from '../services.ts';
import { isSameHash } from './isSameHash.ts';
import { webhookNotFound } from './readWebhook.ts';

/**
 * Sends no more alerts to an address, for whoever has the token of its Location, or the function key that made it. One that is gone is gone.
 * @throws AppError `WebhookNotFound` for everybody else.
 */
export async function deleteWebhook(
  { webhooks }: Services,
  { path: { webhookId }, query: { token } }: DeleteWebhookRequest,
  { caller, log }: CallerContext,
): Promise<{ status: number; body: string }> {
  const record = await webhooks.read(webhookId);
  if (record) {
    const isAllowed =
      isSameHash(caller.keyHash, record.callerKeyHash) ||
      (token !== undefined && isSameHash(token, await webhooks.tokenOf(record)));
    if (!isAllowed) throw webhookNotFound();
    await webhooks.remove(record);
    log('info', 'webhookDeleted', { webhookId });
  }
  return { status: 204, body: '' };
}
