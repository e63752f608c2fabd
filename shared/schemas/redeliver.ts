import { z } from 'zod';
import { DeliveryView } from './delivery.ts';
import { WebhookId } from './webhook.ts';

/** Sends a delivery again, under the same message id. */
export const RedeliverRequest = z.object({
  path: z.object({
    webhookId: WebhookId,
    deliveryId: z
      .string()
      .regex(/^[0-9a-f-]{1,64}$/, 'must be the id of a delivery')
      .meta({ title: 'Delivery', description: 'The delivery’s id.' }),
  }),
  query: z.strictObject({}),
  headers: z.object({}),
  body: z.strictObject({}),
});
export type RedeliverRequest = z.infer<typeof RedeliverRequest>;

export const RedeliverResponse = DeliveryView;
export type RedeliverResponse = z.infer<typeof RedeliverResponse>;
