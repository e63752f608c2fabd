import { z } from 'zod';
import { Raw, SubscriptionView, Warnings } from './answers.ts';
import { Confirm, DryRun } from './dryRun.ts';
import { CustomerId, IdempotencyHeaders, IdempotencyKey, IncludeQuery, SubscriptionId } from './ids.ts';

/** Cancels a marketplace or new-commerce subscription. */
export const CancelSubscriptionRequest = z
  .object({
    path: z.object({ customerId: CustomerId, subscriptionId: SubscriptionId }),
    query: IncludeQuery,
    headers: IdempotencyHeaders,
    body: z.strictObject({
      idempotencyKey: IdempotencyKey.optional(),
      dryRun: DryRun.optional(),
      confirm: Confirm.optional(),
    }),
  })
  .meta({
    title: 'Cancel a subscription',
    description: 'Cancels a marketplace or new-commerce subscription while Partner Center still accepts that.',
  });
export type CancelSubscriptionRequest = z.infer<typeof CancelSubscriptionRequest>;

export const CancelSubscriptionResponse = z.object({
  subscription: SubscriptionView.meta({ description: 'The subscription after the cancel.' }),
  alreadyCancelled: z.boolean().meta({ description: 'True where it was cancelled before this call.' }),
  warnings: Warnings,
  raw: Raw,
});
export type CancelSubscriptionResponse = z.infer<typeof CancelSubscriptionResponse>;
