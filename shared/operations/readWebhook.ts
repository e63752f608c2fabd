import { AppError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { WebhookRecord } from '../webhooks/webhookRecord.ts';

/** The one error for a webhook that there is not, or that is not the caller’s. */
export function webhookNotFound(): AppError {
  return new AppError(
    'WebhookNotFound',
    'There is no such webhook, or its address lacks the token. GET webhooks lists those there are, with their addresses.',
  );
}

/** @throws AppError `WebhookNotFound`. */
export async function readWebhook({ webhooks }: Services, webhookId: string): Promise<WebhookRecord> {
  const record = await webhooks.read(webhookId);
  if (record) return record;
  throw webhookNotFound();
}
