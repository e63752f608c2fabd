import { z } from 'zod';
import { DeliveryView } from './delivery.ts';
import { WebhookId } from './webhook.ts';

/** Sends a test to a webhook. */
export const TestWebhookRequest = z.object({
  path: z.object({ webhookId: WebhookId }),
  query: z.strictObject({}),
  headers: z.object({}),
  body: z.strictObject({}),
});
export type TestWebhookRequest = z.infer<typeof TestWebhookRequest>;

export const TestWebhookResponse = DeliveryView;
export type TestWebhookResponse = z.infer<typeof TestWebhookResponse>;
