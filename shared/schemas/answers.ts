import { z } from 'zod';
import { Cancellation } from './cancellation.ts';

/** Something a caller should know although the call succeeded. */
export const Warning = z.object({
  code: z.string().meta({ description: 'A stable code.' }),
  message: z.string().meta({ description: 'What it means, as a sentence.' }),
});
export type Warning = z.infer<typeof Warning>;

export const Warnings = z.array(Warning).meta({ description: 'What to know although the call succeeded.' });

/** The resource exactly as Partner Center returned it, on `?include=raw`. */
export const Raw = z.unknown().optional().meta({ description: 'The resource exactly as Partner Center returned it.' });

const text = (description: string) => z.string().optional().meta({ description });
const instant = (description: string) => z.iso.datetime().optional().meta({ description });

/** An order as we show it: no nulls, stable types, instants in UTC. */
export const OrderView = z.object({
  id: z.string().meta({ description: 'The order’s id, case-sensitive.' }),
  alternateId: text('The short id shown in Partner Center.'),
  customerId: text('The customer’s Microsoft ID.'),
  status: text('The order’s status, such as completed, pending or cancelled.'),
  billingCycle: text('How often it is billed.'),
  transactionType: text('Who placed it, such as UserPurchase.'),
  currencyCode: text('The currency.'),
  creationDate: instant('When it was created.'),
  lineItems: z
    .array(
      z.object({
        lineItemNumber: z.int().optional().meta({ description: 'The line’s number, from 0.' }),
        offerId: text('What was bought.'),
        friendlyName: text('The line’s name.'),
        quantity: z.number().optional().meta({ description: 'How many; 0 on a cancelled line.' }),
        termDuration: text('The length of the term.'),
        subscriptionId: text('The subscription it became; absent until it is provisioned.'),
        partnerIdOnRecord: text('The PartnerID of the reseller of record.'),
      }),
    )
    .meta({ description: 'The order’s lines.' }),
});
export type OrderView = z.infer<typeof OrderView>;

/** A subscription as we show it: no nulls, stable types, instants in UTC, and whether it may be cancelled. */
export const SubscriptionView = z.object({
  id: z.string().meta({ description: 'The subscription’s id.' }),
  customerId: z.string().meta({ description: 'The customer’s Microsoft ID.' }),
  offerId: text('What was bought.'),
  offerName: text('Its name.'),
  friendlyName: text('The name given to the subscription.'),
  displayName: z.string().meta({ description: 'The name given to it, else that of what was bought, else its id.' }),
  productType: text('The product type Partner Center states.'),
  status: text('The status, such as active, suspended, deleted, expired or disabled.'),
  quantity: z.number().optional().meta({ description: 'How many licences.' }),
  unitType: text('What is counted.'),
  orderId: text('The order it belongs to.'),
  parentSubscriptionId: text('The parent of a legacy add-on.'),
  partnerIdOnRecord: text('The PartnerID of the reseller of record.'),
  termDuration: text('The length of the term.'),
  billingCycle: text('How often it is billed.'),
  autoRenewEnabled: z.boolean().optional().meta({ description: 'Whether it renews by itself.' }),
  isTrial: z.boolean().optional().meta({ description: 'Whether it is a trial.' }),
  hasPurchasableAddons: z.boolean().optional().meta({ description: 'Whether add-ons can be bought to it.' }),
  creationDate: instant('When it was created.'),
  effectiveStartDate: instant('When its term started.'),
  commitmentEndDateTime: instant('When its term ends.'),
  cancellation: Cancellation.meta({ description: 'Whether and until when it may be cancelled.' }),
});
export type SubscriptionView = z.infer<typeof SubscriptionView>;
