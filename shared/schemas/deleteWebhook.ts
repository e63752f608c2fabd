import { z } from 'zod';
import { WebhookId } from './webhook.ts';

/** Stops alerts to an address, by the token of its Location or by the function key that made it. */
export const DeleteWebhookRequest = z
  .object({
    path: z.object({ webhookId: WebhookId }),
    query: z.strictObject({
      token: z
        .string()
        .max(128)
        .optional()
        .meta({ title: 'Token', description: 'The token of the address that was given out.' }),
    }),
    headers: z.object({}),
    body: z.unknown(),
  })
  .meta({ title: 'Delete a webhook', description: 'Stops alerts to an address, as when a flow is turned off.' });
export type DeleteWebhookRequest = z.infer<typeof DeleteWebhookRequest>;
