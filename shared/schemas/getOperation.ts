import { z } from 'zod';
import { OrderView, Raw, SubscriptionView, Warnings } from './answers.ts';

/** One operation, by the token that was given out with its address, or by the function key that started it. */
export const GetOperationRequest = z
  .object({
    path: z.object({
      operationId: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,128}$/, 'must be the id of an operation')
        .meta({ title: 'Operation', description: 'The operation’s id.' }),
    }),
    query: z.strictObject({
      token: z
        .string()
        .max(128)
        .optional()
        .meta({ title: 'Token', description: 'The token of the address that was given out.' }),
    }),
    headers: z.object({}),
    body: z.strictObject({}),
  })
  .meta({
    title: 'Get the state of an operation',
    description: 'Says where a cancel or a purchase stands that took longer than one call.',
  });
export type GetOperationRequest = z.infer<typeof GetOperationRequest>;

/** The states of an operation as callers see them. */
export const PublicState = z.enum(['running', 'reconciling', 'succeeded', 'failed', 'needsAttention']);
export type PublicState = z.infer<typeof PublicState>;

/** Where an operation stands. */
export const GetOperationResponse = z.object({
  operationId: z.string().meta({ description: 'The operation’s id.' }),
  operation: z.string().meta({ description: 'What it does, such as createOrder.' }),
  customerId: z.string().meta({ description: 'The customer’s Microsoft ID.' }),
  state: PublicState.meta({ description: 'Where it stands; the last three are its end.' }),
  startedAt: z.iso.datetime().meta({ description: 'When it began.' }),
  endedAt: z.iso.datetime().optional().meta({ description: 'When it ended.' }),
  status: z.int().optional().meta({ description: 'The status of its answer.' }),
  result: z.unknown().optional().meta({ description: 'Its answer, where it succeeded.' }),
  error: z.unknown().optional().meta({ description: 'Its error, where it did not.' }),
});
export type GetOperationResponse = z.infer<typeof GetOperationResponse>;

/** What the call itself would have answered: that of an order, an add-on, or a cancel. */
export const GetOperationResultResponse = z.object({
  order: OrderView.optional().meta({ description: 'The order that was placed or cancelled.' }),
  subscription: SubscriptionView.optional().meta({ description: 'The subscription that was cancelled.' }),
  alreadyCancelled: z.boolean().optional().meta({ description: 'True where nothing was left to cancel.' }),
  warnings: Warnings,
  raw: Raw,
});
export type GetOperationResultResponse = z.infer<typeof GetOperationResultResponse>;
