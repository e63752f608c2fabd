import type { CallContext } from '../http/call.ts';
import type { ListWebhooksRequest, ListWebhooksResponse } from '../schemas/listWebhooks.ts';
import { compact } from '../schemas/compact.ts';
import type { Services } from '../services.ts';
import { addressOf } from './addressOf.ts';
import { webhookView } from './webhookView.ts';

/** Lists who gets alerts. */
export async function listWebhooks(
  services: Services,
  _request: ListWebhooksRequest,
  { log }: CallContext,
): Promise<ListWebhooksResponse> {
  const { records, unreadable } = await services.webhooks.list();
  if (unreadable > 0) log('error', 'webhooksUnreadable', { unreadable });
  const items = records.map(async (record) => ({
    ...webhookView(record, services.config),
    ...compact({ address: await addressOf(services, record).catch(() => undefined) }),
  }));
  return { items: await Promise.all(items) };
}
