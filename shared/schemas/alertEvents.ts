import { z } from 'zod';
import { DeadlineKind } from './deadline.ts';

const text = (description: string) => z.string().optional().meta({ description });
const instant = (description: string) => z.iso.datetime().meta({ description });
const count = (description: string) => z.int().meta({ description });

/** What a webhook may ask to hear of. */
export const EventType = z.enum([
  'subscription.cutoff_approaching',
  'subscription.extended_term_risk',
  'scan.completed',
  'scan.overdue',
  'operation.completed',
  'operation.needs_attention',
  'credential.expiring',
]);
export type EventType = z.infer<typeof EventType>;

/** A subscription that something has to be decided about, and until when. */
export const SubscriptionAlert = z.object({
  kind: DeadlineKind,
  until: instant('The last instant, in UTC, as Partner Center states it.'),
  secondsLeft: count('Seconds until then when this was sent, by Partner Center’s clock.'),
  basis: z.string().meta({ description: 'The member of the subscription that states it.' }),
  inferred: z
    .boolean()
    .meta({ description: 'Whether it is the end of the refund, since no end of the cancel is stated.' }),
  refund: z.enum(['full', 'partial', 'none', 'unknown']).meta({ description: 'What is refunded until then.' }),
  fullRefundUntil: instant('Until when the refund is full.').optional(),
  customer: z
    .object({
      id: z.string().meta({ description: 'The customer’s Microsoft ID.' }),
      name: text('The customer’s name.'),
    })
    .meta({ description: 'The customer.' }),
  reseller: z
    .object({
      partnerId: z.string().meta({ description: 'Its PartnerID.' }),
      id: text('Its tenant id.'),
      name: text('Its name.'),
    })
    .optional()
    .meta({ description: 'The indirect reseller of record.' }),
  subscription: z
    .object({
      id: z.string().meta({ description: 'Its id.' }),
      name: text('Its name.'),
      status: text('Its status, such as active.'),
      orderId: text('The order it belongs to.'),
    })
    .meta({ description: 'The subscription.' }),
  product: z
    .object({ id: text('product:sku.'), name: text('The product’s name.'), type: text('The product type.') })
    .meta({ description: 'What was bought.' }),
  quantity: z.number().optional().meta({ description: 'How many licences it has.' }),
  refundableQuantity: z.number().optional().meta({ description: 'How many of them can be handed back until then.' }),
  term: z
    .object({
      duration: text('Its length, such as P1M, P1Y or P3Y.'),
      end: instant('When it ends.').optional(),
      billingCycle: text('How often it is billed.'),
    })
    .meta({ description: 'The term.' }),
  autoRenewEnabled: z.boolean().optional().meta({ description: 'Whether it renews by itself.' }),
});
export type SubscriptionAlert = z.infer<typeof SubscriptionAlert>;

/** `subscription.cutoff_approaching` and `subscription.extended_term_risk`. */
export const CutoffAlert = SubscriptionAlert.extend({
  stage: z.string().meta({ description: 'The time before the cutoff that was reached, such as 24h.' }),
  verified: z.boolean().meta({
    description: 'Whether Partner Center was asked just before; false where it could not be, so that this may be over.',
  }),
  cancel: z
    .object({
      method: z.literal('POST').meta({ description: 'The method.' }),
      url: z.string().meta({ description: 'The address.' }),
    })
    .optional()
    .meta({ description: 'The call that cancels the subscription, with a function key.' }),
});
export type CutoffAlert = z.infer<typeof CutoffAlert>;

/** `scan.completed`: what the scan covered, and what is open now. */
export const ScanDigest = z.object({
  scanId: z.string().meta({ description: 'The scan’s id.' }),
  complete: z.boolean().meta({ description: 'Whether every customer was seen whole; else cutoffs may be missing.' }),
  startedAt: instant('When it started.'),
  endedAt: instant('When it ended.'),
  customers: z
    .object({
      expected: count('How many customers there are to look at.'),
      seen: count('How many were looked at whole.'),
      skipped: count('How many are none to look at.'),
      failed: count('How many could not be looked at, or not whole.'),
    })
    .meta({ description: 'The customers, each in one of seen, skipped and failed.' }),
  failed: z
    .array(
      z.object({
        customerId: z.string().meta({ description: 'The customer’s Microsoft ID.' }),
        customerName: text('Its name.'),
        code: z.string().meta({ description: 'Why, as a stable code.' }),
        message: z.string().meta({ description: 'Why, as a sentence.' }),
      }),
    )
    .meta({ description: 'The first customers that failed, and why.' }),
  open: z
    .array(
      z.object({
        within: z.enum(['24h', '72h', '7d', 'later']).meta({ description: 'The time that is left.' }),
        count: count('How many there are.'),
      }),
    )
    .meta({ description: 'How many deadlines are open, by the time that is left: each is counted once.' }),
  deadlines: z.array(SubscriptionAlert).meta({ description: 'What is open, soonest first, as far as it fits.' }),
  more: count('How many more there are that are not listed here: see GET deadlines.'),
});
export type ScanDigest = z.infer<typeof ScanDigest>;

/** `scan.overdue`: for 26 hours no scan of all customers has ended. */
export const ScanOverdue = z.object({
  lastScanId: text('The last that ended; absent where none has.'),
  lastEndedAt: instant('When it ended.').optional(),
  hours: count('Hours since then, or since this webhook was made.'),
});
export type ScanOverdue = z.infer<typeof ScanOverdue>;

/** `operation.completed` and `operation.needs_attention`. */
export const OperationAlert = z.object({
  operationId: z.string().meta({ description: 'The operation’s id.' }),
  operation: z.string().meta({ description: 'What was asked, such as createOrder.' }),
  customerId: z.string().meta({ description: 'The customer’s Microsoft ID.' }),
  state: z.enum(['succeeded', 'failed', 'needsAttention']).meta({ description: 'How it ended.' }),
  startedAt: instant('When it began.'),
  endedAt: instant('When it ended.'),
  status: count('The HTTP status of its answer.'),
  code: text('The code of the refusal.'),
  message: text('The refusal as a sentence.'),
  orderId: text('The order that was placed or cancelled.'),
  subscriptionId: text('The subscription it was about.'),
  idempotencyKey: text('The key it came with.'),
});
export type OperationAlert = z.infer<typeof OperationAlert>;

/** `credential.expiring`: what the app signs in with ends soon. */
export const CredentialAlert = z.object({
  credential: z.enum(['refreshToken', 'clientSecret', 'certificate']),
  name: z.string().meta({ description: 'Its name in Key Vault.' }),
  endsAt: instant('When it ends.'),
  daysLeft: count('Whole days until then.'),
  message: z.string().meta({ description: 'What to do.' }),
});
export type CredentialAlert = z.infer<typeof CredentialAlert>;

/** `webhook.test`: sent when asked for, to see that it arrives. */
export const TestAlert = z.object({ webhookId: z.string(), message: z.string() });
export type TestAlert = z.infer<typeof TestAlert>;

const event = <T extends string, D extends z.ZodType>(type: T, data: D) => z.object({ type: z.literal(type), data });

/** What is sent: one of these, with the instant it was raised. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const AlertEvent = z.discriminatedUnion('type', [
  event('subscription.cutoff_approaching', CutoffAlert),
  event('subscription.extended_term_risk', CutoffAlert),
  event('scan.completed', ScanDigest),
  event('scan.overdue', ScanOverdue),
  event('operation.completed', OperationAlert),
  event('operation.needs_attention', OperationAlert),
  event('credential.expiring', CredentialAlert),
  event('webhook.test', TestAlert),
]);
export type AlertEvent = z.infer<typeof AlertEvent>;
