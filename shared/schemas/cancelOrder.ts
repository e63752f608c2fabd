import { z } from 'zod';
import { OrderView, Raw, Warnings } from './answers.ts';
import { Confirm, DryRun } from './dryRun.ts';
import { CustomerId, IdempotencyHeaders, IdempotencyKey, IncludeQuery, OrderId } from './ids.ts';

const LineNumbers = z
  .array(
    z.strictObject({
      lineItemNumber: z
        .int('must be a whole number')
        .min(0, 'must be at least 0')
        .meta({ title: 'Line Number', description: 'The number of the line, as the order shows it.' }),
    }),
  )
  .min(1, 'must name at least one line')
  .superRefine((lines, context) => {
    lines.forEach(({ lineItemNumber }, index) => {
      if (lines.findIndex((line) => line.lineItemNumber === lineItemNumber) === index) return;
      context.addIssue({ code: 'custom', message: 'is named twice', path: [index, 'lineItemNumber'] });
    });
  });

/** Cancels an order, or some of its lines. */
export const CancelOrderRequest = z
  .object({
    path: z.object({ customerId: CustomerId, orderId: OrderId }),
    query: IncludeQuery,
    headers: IdempotencyHeaders,
    body: z.strictObject({
      lineItems: LineNumbers.optional().meta({
        title: 'Lines',
        description: 'The lines to cancel, where not the whole order is meant; software orders only.',
      }),
      idempotencyKey: IdempotencyKey.optional(),
      dryRun: DryRun.optional(),
      confirm: Confirm.optional(),
    }),
  })
  .meta({
    title: 'Cancel an order',
    description: 'Cancels a software order, or some of its lines; in an integration sandbox an Azure reservation too.',
  });
export type CancelOrderRequest = z.infer<typeof CancelOrderRequest>;

export const CancelOrderResponse = z.object({
  order: OrderView.meta({ description: 'The order after the cancel.' }),
  alreadyCancelled: z.boolean().meta({ description: 'True where nothing was left to cancel.' }),
  warnings: Warnings,
  raw: Raw,
});
export type CancelOrderResponse = z.infer<typeof CancelOrderResponse>;
