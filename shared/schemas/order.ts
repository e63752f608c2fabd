import { z } from 'zod';
import { IdText, lenient } from './lenient.ts';
import { Attributes } from './subscription.ts';

/** One line of an order as Partner Center returns it. */
export const OrderLineItem = z.looseObject({
  lineItemNumber: lenient(z.number()),
  offerId: lenient(z.string()),
  subscriptionId: lenient(z.string()),
  friendlyName: lenient(z.string()),
  quantity: lenient(z.number()),
  termDuration: lenient(z.string()),
  transactionType: lenient(z.string()),
  partnerIdOnRecord: IdText,
  provisioningContext: lenient(z.record(z.string(), z.unknown())),
  purchaseCommitment: lenient(z.looseObject({})),
});
export type OrderLineItem = z.infer<typeof OrderLineItem>;

/**
 * An order as Partner Center returns it; unknown members and values survive.
 * https://learn.microsoft.com/partner-center/developer/order-resources
 */
export const Order = z.looseObject({
  id: z.string(),
  alternateId: lenient(z.string()),
  referenceCustomerId: lenient(z.string()),
  billingCycle: lenient(z.string()),
  transactionType: lenient(z.string()),
  currencyCode: lenient(z.string()),
  totalPrice: lenient(z.number()),
  creationDate: lenient(z.string()),
  status: lenient(z.string()),
  lineItems: lenient(z.array(OrderLineItem)),
  attributes: lenient(Attributes),
});
export type Order = z.infer<typeof Order>;
