import { z } from 'zod';

const text = (description: string) => z.string().optional().meta({ description });
const instant = (description: string) => z.iso.datetime().optional().meta({ description });

/** What has to be done before a cutoff: cancel the subscription, hand back seats, or say how its term ends. */
export const DeadlineKind = z.enum(['cancel', 'seats', 'extendedTerm']).meta({
  title: 'Kind',
  description:
    'cancel: until then the subscription can be cancelled. seats: until then seats can be handed back. extendedTerm: then a paid extended service term begins, since auto-renew is off and no cancel is scheduled.',
});
export type DeadlineKind = z.infer<typeof DeadlineKind>;

/** A time until which money can be saved, as the scan found it; also how it is kept in the table. */
export const Deadline = z.object({
  cutoff: z.iso.datetime().meta({ description: 'The last instant, in UTC, as Partner Center states it.' }),
  kind: DeadlineKind,
  basis: z
    .enum(['cancellationAllowedUntilDate', 'refundableQuantity', 'refundOptions', 'commitmentEndDateTime'])
    .meta({ description: 'The member of the subscription that states the cutoff.' }),
  inferred: z.boolean().meta({
    description: 'Whether it is the end of the refund, since no end of the cancel is stated.',
  }),
  refund: z
    .enum(['full', 'partial', 'none', 'unknown'])
    .meta({ description: 'What is refunded, as far as the subscription tells.' }),
  fullRefundUntil: instant('Until when the refund is full.'),
  customerId: z.string().meta({ description: 'The customer’s Microsoft ID.' }),
  customerName: text('The customer’s name.'),
  subscriptionId: z.string().meta({ description: 'The subscription’s id.' }),
  subscriptionName: text('The name of the subscription.'),
  orderId: text('The order it belongs to.'),
  status: text('Its status, such as active or suspended.'),
  product: text('What was bought: product:sku, or a legacy offer.'),
  productName: text('The product’s name.'),
  productType: text('The product type Partner Center states.'),
  quantity: z.number().optional().meta({ description: 'How many licences it has.' }),
  refundableQuantity: z.number().optional().meta({ description: 'How many of them can be handed back until then.' }),
  termDuration: text('The length of the term, such as P1M, P1Y or P3Y.'),
  billingCycle: text('How often it is billed.'),
  commitmentEndDateTime: instant('When the term ends.'),
  autoRenewEnabled: z.boolean().optional().meta({ description: 'Whether it renews by itself.' }),
  extendedTermRisk: z.boolean().meta({
    description:
      'Whether it would run on as a paid extended service term, since auto-renew is off and no cancel is scheduled.',
  }),
  partnerIdOnRecord: text('The PartnerID of the reseller of record.'),
  resellerId: text('The reseller’s tenant id.'),
  resellerName: text('The reseller’s name.'),
  seenAt: z.iso.datetime().meta({ description: 'When Partner Center said so, by its clock.' }),
  scanId: z.string().meta({ description: 'The scan that found it.' }),
});
export type Deadline = z.infer<typeof Deadline>;
