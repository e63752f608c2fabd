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
  TermDuration,
} from './ids.ts';

const Line = z.strictObject({
  lineItemNumber: z
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .optional()
    .meta({ title: 'Line Number', description: 'From 0 without gaps; given on every line or on none.' }),
  offerId: OfferId,
  quantity: Quantity,
  friendlyName: FriendlyName.optional(),
  termDuration: TermDuration.optional(),
  customTermEndDate: CustomTermEndDate.optional(),
  promotionId: PromotionId.optional(),
  renewsTo: z
    .strictObject({ termDuration: TermDuration })
    .optional()
    .meta({ title: 'Renews To', description: 'The term it renews to.' }),
  attestationAccepted: AttestationAccepted.optional(),
  additionalPartnerIdsOnRecord: z
    .array(z.string().regex(/^\d+$/, 'must be digits'))
    .min(1)
    .max(5, 'may hold at most 5')
    .optional()
    .meta({ title: 'Additional Resellers', description: 'PartnerIDs of up to five more resellers; EU and EFTA only.' }),
  provisioningContext: z.record(z.string().max(128), z.string().max(1024)).optional().meta({
    title: 'Provisioning Context',
    description: 'What provisioning needs, such as the scope of a reservation.',
  }),
});

const Lines = z
  .array(Line)
  .min(1, 'must hold at least one line')
  .max(50, 'may hold at most 50 lines')
  .superRefine((lines, context) => {
    const numbered = lines.filter(({ lineItemNumber }) => lineItemNumber !== undefined);
    lines.forEach(({ lineItemNumber }, index) => {
      const path = [index, 'lineItemNumber'];
      if (numbered.length > 0 && lineItemNumber === undefined) {
        context.addIssue({ code: 'custom', message: 'must be given on every line or on none', path });
      } else if (
        lines.findIndex((line) => line.lineItemNumber === lineItemNumber) < index &&
        lineItemNumber !== undefined
      ) {
        context.addIssue({ code: 'custom', message: 'is used twice', path });
      } else if (lineItemNumber !== undefined && lineItemNumber >= lines.length) {
        context.addIssue({ code: 'custom', message: `must run from 0 to ${lines.length - 1}`, path });
      }
    });
  });

/** Orders for a customer: of an indirect reseller, or direct. */
export const CreateOrderRequest = z
  .object({
    path: z.object({ customerId: CustomerId }),
    query: IncludeQuery,
    headers: IdempotencyHeaders,
    body: z
      .strictObject({
        indirectResellerId: ResellerId.optional(),
        direct: z
          .literal(true, 'may only be true')
          .optional()
          .meta({ title: 'Direct', description: 'True for a customer without an indirect reseller.' }),
        billingCycle: BillingCycle.optional(),
        lineItems: Lines.meta({ title: 'Lines', description: 'What is bought.' }),
        partnerOnRecordAttestationAccepted: PartnerOnRecordAttestationAccepted.optional(),
        idempotencyKey: IdempotencyKey.optional(),
        dryRun: DryRun.optional(),
        confirm: Confirm.optional(),
      })
      .superRefine(({ indirectResellerId, direct }, context) => {
        if ((indirectResellerId === undefined) !== (direct === undefined)) return;
        const message = 'or direct: true must be given, and not both';
        context.addIssue({ code: 'custom', message, path: ['indirectResellerId'] });
      }),
  })
  .meta({
    title: 'Create an order',
    description:
      'Orders products for a customer, through an indirect reseller or direct; a repeat with the same idempotency key buys nothing twice.',
  });
export type CreateOrderRequest = z.infer<typeof CreateOrderRequest>;

export const CreateOrderResponse = z.object({
  order: OrderView.meta({ description: 'The order as it was placed.' }),
  warnings: Warnings,
  raw: Raw,
});
export type CreateOrderResponse = z.infer<typeof CreateOrderResponse>;
