import type { CallContext } from '../http/call.ts';
import type { ListWebhooksRequest, ListWebhooksResponse } from '../schemas/listWebhooks.ts';
import type { Services } from '../services.ts';
import { webhookView } from './webhookView.ts';

/** Lists who gets alerts. */
export async function listWebhooks(
  { webhooks, config }: Services,
  _request: ListWebhooksRequest,
  { log }: CallContext,
): Promise<ListWebhooksResponse> {
  const { records, unreadable } = await webhooks.list();
  if (unreadable > 0) log('error', 'webhooksUnreadable', { unreadable });
  return { items: records.map((record) => webhookView(record, config)) };
}
