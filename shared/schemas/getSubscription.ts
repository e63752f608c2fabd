import { z } from 'zod';
import { Raw, SubscriptionView, Warnings } from './answers.ts';
import { CustomerId, IncludeQuery, SubscriptionId } from './ids.ts';

/** One subscription. */
export const GetSubscriptionRequest = z
  .object({
    path: z.object({ customerId: CustomerId, subscriptionId: SubscriptionId }),
    query: IncludeQuery,
  })
  .meta({
    title: 'Get a subscription',
    description: 'Reads one subscription, with whether and until when it may be cancelled.',
  });
export type GetSubscriptionRequest = z.infer<typeof GetSubscriptionRequest>;

export const GetSubscriptionResponse = z.object({
  subscription: SubscriptionView.meta({ description: 'The subscription.' }),
  warnings: Warnings,
  raw: Raw,
});
export type GetSubscriptionResponse = z.infer<typeof GetSubscriptionResponse>;
