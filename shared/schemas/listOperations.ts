import { z } from 'zod';
import { Warnings } from './answers.ts';
import { CustomerId } from './ids.ts';

const MOST_ITEMS = 200;

/** Reads the audit trail. */
export const ListOperationsRequest = z
  .object({
    path: z.object({}),
    query: z.strictObject({
      customerId: CustomerId.optional(),
      since: z.iso
        .datetime({ offset: true, error: 'must be an ISO 8601 instant such as 2026-11-20T00:00:00Z' })
        .refine((text) => new Date(text).getUTCFullYear() < 9999, 'must be an instant that can be')
        .optional()
        .meta({
          title: 'Since',
          description: 'Only operations that began then or later; the last 30 days without it.',
        }),
      size: z.coerce
        .number('must be a whole number')
        .int('must be a whole number')
        .min(1, 'must be at least 1')
        .max(MOST_ITEMS, `may be at most ${MOST_ITEMS}`)
        .default(100)
        .meta({ title: 'Size', description: 'Operations per page.' }),
      after: z
        .string()
        .max(512)
        .optional()
        .meta({ title: 'After', description: 'Where the next page begins; taken from nextLink.' }),
    }),
    headers: z.object({}),
    body: z.strictObject({}),
  })
  .meta({
    title: 'List past operations',
    description: 'Lists what was cancelled and bought through this app, by whom and with what outcome.',
  });
export type ListOperationsRequest = z.infer<typeof ListOperationsRequest>;

const AuditedOperation = z.object({
  operationId: z.string().meta({ description: 'The operation’s id.' }),
  operation: z.string().meta({ description: 'What was asked, such as createOrder.' }),
  customerId: z.string().meta({ description: 'The customer’s Microsoft ID.' }),
  startedAt: z.iso.datetime().meta({ description: 'When it began, by this app’s clock.' }),
  actor: z
    .record(z.string(), z.unknown())
    .meta({ description: 'Who asked: key fingerprint and name, principal, flow run, correlation id.' }),
  idempotencyKey: z.string().optional().meta({ description: 'The key it came with.' }),
  request: z.unknown().meta({ description: 'What was asked: path and body.' }),
  events: z
    .array(
      z.object({
        event: z.string().meta({ description: 'What happened.' }),
        at: z.iso.datetime().meta({ description: 'When it happened.' }),
      }),
    )
    .meta({
      description:
        'What happened when, by Partner Center’s clock: started before anything was sent, unknown, ended. What was refused before that has only ended.',
    }),
  before: z.unknown().optional().meta({ description: 'The resource before it.' }),
  after: z.unknown().optional().meta({ description: 'The resource after it.' }),
  outcome: z
    .object({
      state: z.string().meta({ description: 'succeeded, failed or needsAttention.' }),
      status: z.int().meta({ description: 'The HTTP status of the answer.' }),
      code: z.string().optional().meta({ description: 'The code of the refusal.' }),
      message: z.string().optional().meta({ description: 'The refusal as a sentence.' }),
      alreadyCancelled: z.literal(true).optional().meta({ description: 'There was nothing left to cancel.' }),
      warnings: Warnings.optional(),
    })
    .optional()
    .meta({ description: 'How it ended; absent while it has not.' }),
  partnerCenter: z
    .object({
      correlationIds: z.array(z.string()).meta({ description: 'The correlation ids of what was sent.' }),
      orderId: z.string().optional().meta({ description: 'The order.' }),
    })
    .meta({ description: 'Ids to find it by at Partner Center.' }),
});
export type AuditedOperation = z.infer<typeof AuditedOperation>;

export const ListOperationsResponse = z.object({
  items: z.array(AuditedOperation).meta({ description: 'Operations in the order they began, customer by customer.' }),
  nextLink: z.string().optional().meta({ description: 'The next page.' }),
});
export type ListOperationsResponse = z.infer<typeof ListOperationsResponse>;
