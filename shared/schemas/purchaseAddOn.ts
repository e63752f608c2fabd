import { z } from 'zod';
import { OrderView, Raw, Warnings } from './answers.ts';
import { Confirm, DryRun } from './dryRun.ts';
import {
  AttestationAccepted,
  BillingCycle,
  CustomTermEndDate,
  CustomerId,
  FriendlyName,
  IdempotencyHeaders,
  IdempotencyKey,
  IncludeQuery,
  OfferId,
  PartnerOnRecordAttestationAccepted,
  PromotionId,
  Quantity,
  ResellerId,
  SubscriptionId,
  TermDuration,
} from './ids.ts';

/** Buys an add-on to a subscription. */
export const PurchaseAddOnRequest = z
  .object({
    path: z.object({ customerId: CustomerId, subscriptionId: SubscriptionId }),
    query: IncludeQuery,
    headers: IdempotencyHeaders,
    body: z.strictObject({
      offerId: OfferId,
      quantity: Quantity,
      friendlyName: FriendlyName.optional().meta({ title: 'Name', description: 'A name for the add-on.' }),
      indirectResellerId: ResellerId.optional().meta({
        title: 'Indirect Reseller',
        description: 'The reseller to record, by tenant id; without it the parent’s reseller of record is kept.',
      }),
      termDuration: TermDuration.optional().meta({
        title: 'Term Duration',
        description: 'New commerce only; the parent’s unless said otherwise.',
      }),
      billingCycle: BillingCycle.optional().meta({
        title: 'Billing Cycle',
        description: 'New commerce only; the parent’s unless said otherwise.',
      }),
      customTermEndDate: CustomTermEndDate.optional().meta({
        title: 'Term End',
        description: 'New commerce only: the day the add-on’s first term ends, to align it.',
      }),
      promotionId: PromotionId.optional().meta({ title: 'Promotion', description: 'New commerce only.' }),
      attestationAccepted: AttestationAccepted.optional(),
      partnerOnRecordAttestationAccepted: PartnerOnRecordAttestationAccepted.optional(),
      idempotencyKey: IdempotencyKey.optional(),
      dryRun: DryRun.optional(),
      confirm: Confirm.optional(),
    }),
  })
  .meta({
    title: 'Buy an addon',
    description:
      'Buys an add-on to a subscription and keeps its reseller of record; a repeat with the same idempotency key buys nothing twice.',
  });
export type PurchaseAddOnRequest = z.infer<typeof PurchaseAddOnRequest>;

export const PurchaseAddOnResponse = z.object({
  order: OrderView.meta({ description: 'The order with the add-on.' }),
  warnings: Warnings,
  raw: Raw,
});
export type PurchaseAddOnResponse = z.infer<typeof PurchaseAddOnResponse>;
