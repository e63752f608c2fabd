import type { CallContext } from '../http/call.ts';
import type { ListDeliveriesRequest, ListDeliveriesResponse } from '../schemas/listDeliveries.ts';
import { compact } from '../schemas/compact.ts';
import type { Services } from '../services.ts';
import { deliveryView } from './deliveryView.ts';
import { readWebhook } from './readWebhook.ts';

/** Lists what was sent to a webhook and what came of it, the latest first. */
export async function listDeliveries(
  services: Services,
  { path: { webhookId }, query: { state, size, after } }: ListDeliveriesRequest,
  _context: CallContext,
): Promise<ListDeliveriesResponse> {
  await readWebhook(services, webhookId);
  const { records, more } = await services.deliveries.page(webhookId, { state, size, after });
  const last = records.at(-1)?.deliveryId;
  const next = new URLSearchParams(compact({ state, size: String(size), after: last }));
  const nextLink = `${services.config.publicUrl ?? ''}/api/webhooks/${webhookId}/deliveries?${next.toString()}`;
  return { items: records.map(deliveryView), ...(more && { nextLink }) };
}
