import { z } from 'zod';

/** Whether and until when a subscription may be cancelled, and where that was read. */
export const Cancellation = z.object({
  allowed: z.boolean().meta({ description: 'Whether a cancel would be sent to Partner Center now.' }),
  until: z.iso
    .datetime()
    .optional()
    .meta({ description: 'The last instant a cancel is accepted, in UTC, as Partner Center states it.' }),
  remainingSeconds: z
    .int()
    .optional()
    .meta({ description: 'Seconds until then by Partner Center’s clock, never below 0.' }),
  basis: z
    .enum(['cancellationAllowedUntilDate', 'status', 'product', 'commitmentEndDateTime', 'inferred'])
    .meta({ description: 'The field the answer rests on; inferred means that only Partner Center can tell.' }),
  refund: z
    .enum(['full', 'partial', 'none', 'unknown'])
    .meta({ description: 'What a cancel now would refund, as far as the subscription tells.' }),
  reason: z
    .enum(['CancellationWindowClosed', 'UseOrderCancel', 'NotCancellable'])
    .optional()
    .meta({ description: 'Why a cancel would be refused, as an error code.' }),
  nextStep: z.string().meta({ description: 'What to do next, as a sentence.' }),
});
export type Cancellation = z.infer<typeof Cancellation>;
