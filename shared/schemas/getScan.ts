import { z } from 'zod';
import { Warnings } from './answers.ts';

/** The latest scan, or one by its id. */
export const GetScanRequest = z
  .object({
    path: z.object({
      scanId: z
        .string()
        .regex(/^(?:latest|\d{8}T\d{9}Z-[0-9a-f]{8})$/, 'must be latest, or the id of a scan')
        .meta({ title: 'Scan', description: 'The scan’s id, or latest.' }),
    }),
    query: z.strictObject({}),
    headers: z.object({}),
    body: z.strictObject({}),
  })
  .meta({ title: 'Get a scan', description: 'Says how far a scan has come and which customers it covers.' });
export type GetScanRequest = z.infer<typeof GetScanRequest>;

const count = (description: string) => z.int().meta({ description });

/** A customer that was not seen, and why. */
export const UnseenCustomer = z.object({
  customerId: z.string().meta({ description: 'The customer’s Microsoft ID.' }),
  customerName: z.string().optional().meta({ description: 'The customer’s name.' }),
  code: z.string().meta({ description: 'Why, as a stable code.' }),
  message: z.string().meta({ description: 'Why, as a sentence.' }),
});
export type UnseenCustomer = z.infer<typeof UnseenCustomer>;

/** How far a scan has come and what it covers. */
export const ScanView = z.object({
  scanId: z.string().meta({ description: 'The scan’s id.' }),
  scope: z.enum(['all', 'customers']).meta({ description: 'All customers, or those that were asked for.' }),
  trigger: z
    .enum(['timer', 'call', 'overdue'])
    .meta({ description: 'What started it; overdue: the timer had not, for 26 hours.' }),
  state: z
    .enum(['planning', 'running', 'completed'])
    .meta({ description: 'planning until its customers are known, running until all of them are done.' }),
  complete: z.boolean().meta({
    description:
      'Whether it has ended and every customer was seen whole. Anything else means that cutoffs may be missing.',
  }),
  startedAt: z.iso.datetime().meta({ description: 'When it started, by this app’s clock.' }),
  endedAt: z.iso.datetime().optional().meta({ description: 'When it ended.' }),
  customers: z
    .object({
      expected: count('How many customers there are to look at.'),
      seen: count('How many were looked at whole.'),
      skipped: count('How many are none to look at.'),
      failed: count('How many could not be looked at, or not whole.'),
      left: count('How many are still to come.'),
    })
    .meta({ description: 'The customers, each in one of seen, skipped, failed and left.' }),
  percent: z.number().meta({ description: 'How much of it is done, from 0 to 100.' }),
  subscriptions: count('How many subscriptions were looked at.'),
  deadlines: count('How many open deadlines were found.'),
  requests: count('How many requests went to Partner Center.'),
  throttled: count('How many of them were answered with 429.'),
  requestsPerMinute: z.number().meta({ description: 'Requests a minute, on average.' }),
  remainingSeconds: z
    .int()
    .optional()
    .meta({ description: 'How long it still takes at its pace so far; absent while nothing tells.' }),
  skipped: z.array(UnseenCustomer).meta({ description: 'The customers that were skipped, and why.' }),
  failed: z.array(UnseenCustomer).meta({ description: 'The customers that failed, and why.' }),
  problems: z
    .array(
      z.object({
        code: z.string().meta({ description: 'What it is, as a stable code.' }),
        message: z.string().meta({ description: 'What it is, as a sentence.' }),
      }),
    )
    .meta({ description: 'What holds it up, or held it up last.' }),
  warnings: Warnings,
});
export type ScanView = z.infer<typeof ScanView>;
