import { z } from 'zod';
import { IdText, lenient, lenientList } from './lenient.ts';

/** Resource attributes; new-commerce resources have no ETag or an empty one. */
export const Attributes = z.looseObject({ objectType: lenient(z.string()), etag: lenient(z.string()) });

/** An instant as text; what is stated in an unforeseen type survives as a text that cannot be read, since it must not pass for absent. */
const InstantText = lenient(
  z.unknown().transform((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
);

/** What is refunded until when; it does not say whether a cancel is accepted. */
export const RefundOption = z.looseObject({ type: lenient(z.string()), expiresAt: InstantText });
export type RefundOption = z.infer<typeof RefundOption>;

/** Seats that may still be given back, and until when. */
export const RefundableQuantity = z.looseObject({
  totalQuantity: lenient(z.number()),
  details: lenientList(z.looseObject({ quantity: lenient(z.number()), allowedUntilDateTime: InstantText })),
});
export type RefundableQuantity = z.infer<typeof RefundableQuantity>;

/**
 * What a renewal changes. A trial carries what it turns into.
 * https://learn.microsoft.com/partner-center/developer/create-scheduled-changes
 */
export const NextTermInstructions = z.looseObject({
  product: lenient(
    z.looseObject({
      productId: lenient(z.string()),
      skuId: lenient(z.string()),
      availabilityId: lenient(z.string()),
      billingCycle: lenient(z.string()),
      termDuration: lenient(z.string()),
      promotionId: lenient(z.string()),
    }),
  ),
  quantity: lenient(z.number()),
  customTermEndDate: lenient(z.string()),
});
export type NextTermInstructions = z.infer<typeof NextTermInstructions>;

/**
 * What happens at the end of the term, or on a day: `Cancel`, `RenewToNewTerm`, `RenewToExtendedServiceTerm`, `Transition`, or what is yet to come.
 * https://learn.microsoft.com/partner-center/customers/extended-service-terms
 */
export const ScheduledAction = z.looseObject({
  scheduleType: lenient(z.string()),
  actionType: lenient(z.string()),
  effectiveDate: lenient(z.string()),
  instructions: lenient(NextTermInstructions),
});
export type ScheduledAction = z.infer<typeof ScheduledAction>;

/**
 * A subscription as Partner Center returns it; unknown members and values survive.
 * https://learn.microsoft.com/partner-center/developer/subscription-resources
 */
export const Subscription = z.looseObject({
  id: z.string(),
  offerId: lenient(z.string()),
  offerName: lenient(z.string()),
  friendlyName: lenient(z.string()),
  productType: lenient(z.looseObject({ id: lenient(z.string()), displayName: lenient(z.string()) })),
  quantity: lenient(z.number()),
  unitType: lenient(z.string()),
  parentSubscriptionId: lenient(z.string()),
  creationDate: lenient(z.string()),
  effectiveStartDate: lenient(z.string()),
  commitmentEndDate: InstantText,
  commitmentEndDateTime: InstantText,
  /** Null means closed, absent means that only Partner Center knows: the difference is kept. */
  cancellationAllowedUntilDate: z.null().or(InstantText),
  status: lenient(z.string()),
  autoRenewEnabled: lenient(z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })])),
  isTrial: lenient(z.boolean()),
  isMicrosoftProduct: lenient(z.boolean()),
  hasPurchasableAddons: lenient(z.boolean()),
  billingType: lenient(z.string()),
  billingCycle: lenient(z.string()),
  termDuration: lenient(z.string()),
  partnerId: IdText,
  publisherName: lenient(z.string()),
  refundOptions: lenientList(RefundOption),
  /** Only reading one subscription by its id tells this; lists leave it out. */
  refundableQuantity: lenient(RefundableQuantity.catch({ details: [undefined] })),
  scheduledNextTermInstructions: lenient(NextTermInstructions),
  /** An item of an unforeseen type reads as undefined, and hides none of the others. */
  scheduledActions: lenient(z.array(lenient(ScheduledAction))),
  orderId: lenient(z.string()),
  attributes: lenient(Attributes),
});
export type Subscription = z.infer<typeof Subscription>;
