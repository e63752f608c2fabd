import { z } from 'zod';
import { EventType } from './alertEvents.ts';

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
