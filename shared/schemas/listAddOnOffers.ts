import { z } from 'zod';
import { Warnings } from './answers.ts';
import { CustomerId, SubscriptionId } from './ids.ts';

/** The add-ons that can be bought to a subscription. */
export const ListAddOnOffersRequest = z
  .object({
    path: z.object({ customerId: CustomerId, subscriptionId: SubscriptionId }),
    query: z.strictObject({
      country: z
        .string()
        .regex(/^[A-Za-z]{2}$/, 'must be a two-letter country code')
        .optional()
        .meta({ title: 'Country', description: 'The market, such as US; the customer’s own unless said otherwise.' }),
    }),
  })
  .meta({ title: 'List addons to buy', description: 'Lists the add-ons that can be bought to a subscription.' });
export type ListAddOnOffersRequest = z.infer<typeof ListAddOnOffersRequest>;

export const ListAddOnOffersResponse = z.object({
  items: z
    .array(
      z.object({
        offerId: z.string().meta({ description: 'What to send as offerId.' }),
        name: z.string().optional().meta({ description: 'The add-on’s name.' }),
        minimumQuantity: z.number().optional().meta({ description: 'The least that can be bought.' }),
        maximumQuantity: z.number().optional().meta({ description: 'The most that can be bought.' }),
      }),
    )
    .meta({ description: 'The add-ons.' }),
  warnings: Warnings,
});
export type ListAddOnOffersResponse = z.infer<typeof ListAddOnOffersResponse>;
