import { z } from 'zod';
import { SubscriptionView, Warnings } from './answers.ts';
import { CustomerId } from './ids.ts';

/** The subscriptions of a customer. */
export const ListSubscriptionsRequest = z
  .object({
    path: z.object({ customerId: CustomerId }),
    query: z.strictObject({}),
  })
  .meta({
    title: 'List subscriptions',
    description: 'Lists the subscriptions of a customer, each with whether and until when it may be cancelled.',
  });
export type ListSubscriptionsRequest = z.infer<typeof ListSubscriptionsRequest>;

export const ListSubscriptionsResponse = z.object({
  items: z.array(SubscriptionView).meta({ description: 'The subscriptions.' }),
  warnings: Warnings,
});
export type ListSubscriptionsResponse = z.infer<typeof ListSubscriptionsResponse>;
