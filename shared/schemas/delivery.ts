import { z } from 'zod';
import { EventType } from './alertEvents.ts';
import { WebhookId } from './webhook.ts';

/** How a delivery stands. */
export const DeliveryState = z.enum(['waiting', 'delivered', 'failed', 'dropped']).meta({
  title: 'State',
  description:
    'waiting for its next attempt; delivered; failed after its last attempt, until it is sent again; dropped since it was no longer true.',
});
export type DeliveryState = z.infer<typeof DeliveryState>;

/** One attempt to deliver. */
export const DeliveryAttempt = z.object({
  at: z.iso.datetime().meta({ description: 'When it was made.' }),
  status: z.int().optional().meta({ description: 'The HTTP status of the answer; absent where none came.' }),
  problem: z.string().optional().meta({ description: 'Why it did not succeed.' }),
  tookMs: z.int().meta({ description: 'How long it took, in milliseconds.' }),
});
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>;

/** A delivery as callers see it. */
export const DeliveryView = z.object({
  deliveryId: z.string().meta({ description: 'The delivery’s id.' }),
  messageId: z.string().meta({ description: 'What webhook-id says, at every attempt.' }),
  type: z.union([EventType, z.literal('webhook.test')]).meta({ description: 'What it tells.' }),
  alerts: z.int().meta({ description: 'How many alerts it holds.' }),
  subscriptionId: z.string().optional().meta({ description: 'The subscription it is about, where it is one.' }),
  state: DeliveryState,
  reason: z.string().optional().meta({ description: 'Why it failed or was dropped.' }),
  createdAt: z.iso.datetime().meta({ description: 'When it was raised.' }),
  nextAttemptAt: z.iso.datetime().optional().meta({ description: 'When it is tried again.' }),
  attempts: z.array(DeliveryAttempt).meta({ description: 'Its attempts, the first first; of many the last 50.' }),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

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

/** A message that has a delivery attempted. */
export const DeliverAlertMessage = z.object({ webhookId: z.string(), deliveryId: z.string() });
export type DeliverAlertMessage = z.infer<typeof DeliverAlertMessage>;
