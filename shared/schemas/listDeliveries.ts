import { z } from 'zod';
import { DeliveryState, DeliveryView } from './delivery.ts';
import { WebhookId } from './webhook.ts';

/** What was sent to a webhook, the latest first. */
export const ListDeliveriesRequest = z.object({
  path: z.object({ webhookId: WebhookId }),
  query: z.strictObject({
    state: DeliveryState.optional(),
    size: z.coerce
      .number('must be a whole number')
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(500, 'may be at most 500')
      .default(100)
      .meta({ title: 'Size', description: 'Deliveries per page.' }),
    after: z
      .string()
      .regex(/^[0-9a-f_-]{1,64}$/, 'must be taken from a nextLink')
      .optional()
      .meta({ title: 'After', description: 'Where the next page begins; taken from nextLink.' }),
  }),
  headers: z.object({}),
  body: z.strictObject({}),
});
export type ListDeliveriesRequest = z.infer<typeof ListDeliveriesRequest>;

export const ListDeliveriesResponse = z.object({
  items: z.array(DeliveryView).meta({ description: 'Deliveries, the latest first; kept 30 days.' }),
  nextLink: z.string().optional().meta({ description: 'The next page.' }),
});
export type ListDeliveriesResponse = z.infer<typeof ListDeliveriesResponse>;
