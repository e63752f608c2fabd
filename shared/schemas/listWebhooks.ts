import { z } from 'zod';
import { WebhookView } from './webhook.ts';

/** All webhooks. */
export const ListWebhooksRequest = z.object({
  path: z.object({}),
  query: z.strictObject({}),
  headers: z.object({}),
  body: z.strictObject({}),
});
export type ListWebhooksRequest = z.infer<typeof ListWebhooksRequest>;

export const ListWebhooksResponse = z.object({
  items: z
    .array(
      WebhookView.extend({
        address: z
          .string()
          .optional()
          .meta({ description: 'Its Location, whose token deletes it; absent where its key is gone.' }),
      }),
    )
    .meta({ description: 'All webhooks, the oldest first.' }),
});
export type ListWebhooksResponse = z.infer<typeof ListWebhooksResponse>;
