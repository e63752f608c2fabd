import type { Services } from '../services.ts';
import type { WebhookRecord } from '../webhooks/webhookRecord.ts';

/** The address of a webhook, whose token deletes it. */
export async function addressOf({ webhooks, config }: Services, record: WebhookRecord): Promise<string> {
  const token = await webhooks.tokenOf(record);
  return `${config.publicUrl ?? ''}/api/webhooks/${record.webhookId}?token=${token}`;
}
