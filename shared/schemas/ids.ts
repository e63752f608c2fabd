import { z } from 'zod';

/** A customer: the tenant id, also called Microsoft ID. */
export const CustomerId = z
  .guid('must be a GUID: the customer’s Microsoft ID')
  .meta({ title: 'Customer', description: 'The customer’s Microsoft ID (tenant id).' });

export const SubscriptionId = z
  .guid('must be a GUID')
  .meta({ title: 'Subscription', description: 'The subscription’s id.' });

/** An order: a case-sensitive string that is no GUID in general. */
export const OrderId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be an order id: letters, digits, - and _, in the case Partner Center shows')
  .meta({ title: 'Order', description: 'The order’s id, case-sensitive.' });

/** What is bought: a legacy offer, or product:sku with or without the availability. */
export const OfferId = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9-]{1,64}|[A-Za-z0-9]{1,16}:[A-Za-z0-9]{1,16}(?::[A-Za-z0-9]{1,16})?)$/,
    'must be a legacy offer id, product:sku or product:sku:availability',
  )
  .meta({
    title: 'Offer',
    description:
      'A legacy offer id, product:sku:availability, or product:sku, whose current availability is then looked up since availability ids rotate.',
  });

export const Quantity = z
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .meta({ title: 'Quantity', description: 'The number of licences.' });

export const ResellerId = z
  .guid('must be a GUID: the reseller’s tenant id')
  .meta({ title: 'Indirect Reseller', description: 'The indirect reseller’s tenant id; its PartnerID is recorded.' });

export const TermDuration = z
  .string()
  .regex(/^P\d+[DMY]$/, 'must be an ISO 8601 duration such as P1M, P1Y or P3Y')
  .meta({ title: 'Term Duration', description: 'The length of the term, such as P1M, P1Y or P3Y.' });

export const BillingCycle = z
  .enum(['monthly', 'annual', 'triennial', 'biennial', 'one_time', 'none'], {
    error: 'must be monthly, annual, triennial, biennial, one_time or none',
  })
  .meta({ title: 'Billing Cycle', description: 'How often it is billed.' });

/** `?include=raw` adds the resource exactly as Partner Center returned it. */
export const IncludeQuery = z.strictObject({
  include: z
    .literal('raw', 'may only be raw')
    .optional()
    .meta({ title: 'Include', description: 'raw adds the resource exactly as Partner Center returned it.' }),
});

/** Names one call, so that a repeat can be told from a new one. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters')
  .meta({
    title: 'Idempotency Key',
    description:
      'Names this call, such as a ticket or quote number, in up to 128 letters, digits and signs without spaces: sent again with the same key, it is carried out once. All flows of an app share their keys.',
  });

/** The key that the request header carried, without its quotes. */
export const IdempotencyHeaders = z.object({ 'idempotency-key': IdempotencyKey.optional() });

export const FriendlyName = z
  .string()
  .min(1)
  .max(256)
  .meta({ title: 'Name', description: 'A name for the subscription.' });

export const CustomTermEndDate = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant' })
  .meta({ title: 'Term End', description: 'The day the first term ends, to align it.' });

export const PromotionId = z.string().min(1).max(128).meta({ title: 'Promotion', description: 'A promotion’s id.' });

/** Attestations are the caller’s word: passed on as given, never set by us. */
export const AttestationAccepted = z.boolean().meta({
  title: 'Attestation',
  description: 'The item’s attestation; passed on as you give it, never set for you.',
});

export const PartnerOnRecordAttestationAccepted = z.boolean().meta({
  title: 'Partner On Record Attestation',
  description: 'The partner-on-record attestation; passed on as you give it, never set for you.',
});
