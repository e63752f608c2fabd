import { z } from 'zod';
import { Warnings } from './answers.ts';

/** Asks for everything but the write. */
export const DryRun = z.boolean().meta({
  title: 'Dry Run',
  description: 'True says what would be sent and what it would mean, and sends nothing.',
});

/** Carries out only what a dry run has shown. */
export const Confirm = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'must be the confirm of a dry run')
  .meta({ title: 'Confirm', description: 'The confirm of a dry run; refused where things have changed since.' });

const WouldSend = z.object({
  method: z.string().meta({ description: 'The HTTP method.' }),
  path: z.string().meta({ description: 'The path at Partner Center.' }),
  headers: z.record(z.string(), z.string()).optional().meta({ description: 'Headers that matter to the outcome.' }),
  body: z.unknown().optional().meta({ description: 'The body, without what is secret.' }),
});

/** What a dry run answers. */
export const DryRunResponse = z.object({
  dryRun: z.literal(true).meta({ description: 'Nothing was sent.' }),
  confirm: z.string().meta({ description: 'Send it with the real call to carry out exactly this.' }),
  wouldSend: z
    .array(WouldSend)
    .meta({ description: 'The requests the real call would send; none where nothing is left to do.' }),
  effect: z.string().meta({ description: 'What the call would mean, in words.' }),
  refund: z
    .enum(['full', 'partial', 'none', 'unknown'])
    .optional()
    .meta({ description: 'What a cancel now would refund, as far as the subscription tells.' }),
  cancellableUntil: z.iso.datetime().optional().meta({ description: 'The last instant a cancel is accepted.' }),
  leavesBehind: z
    .array(
      z.object({
        subscriptionId: z.string().meta({ description: 'A subscription that would run on.' }),
        name: z.string().optional().meta({ description: 'Its name.' }),
        quantity: z.number().optional().meta({ description: 'Its licences.' }),
      }),
    )
    .optional()
    .meta({ description: 'Add-ons that would run on without what they belong to.' }),
  drops: z.array(z.string()).optional().meta({ description: 'Scheduled changes that would be dropped, in words.' }),
  warnings: Warnings,
});
export type DryRunResponse = z.infer<typeof DryRunResponse>;
