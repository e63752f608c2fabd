import { z } from 'zod';
import { DeadlineKind } from './deadline.ts';
import { SubscriptionId } from './ids.ts';

/** Silences the alerts about a subscription. */
export const AcknowledgeDeadlineRequest = z
  .object({
    path: z.object({ subscriptionId: SubscriptionId }),
    query: z.strictObject({}),
    headers: z.object({}),
    body: z.strictObject({
      until: z.iso
        .datetime({ offset: true, error: 'must be an ISO 8601 instant such as 2026-11-20T00:00:00Z' })
        .optional()
        .meta({
          title: 'Until',
          description:
            'Alerts are silent until then; for good without it. An instant that has passed lifts the silence.',
        }),
      kind: DeadlineKind.optional(),
      note: z.string().min(1).max(500).optional().meta({ title: 'Note', description: 'Why, for who looks later.' }),
    }),
  })
  .meta({
    title: 'Acknowledge a cutoff',
    description: 'Silences the alerts about the open cutoffs of a subscription, for good or until an instant.',
  });
export type AcknowledgeDeadlineRequest = z.infer<typeof AcknowledgeDeadlineRequest>;

/** Which cutoffs somebody has said to know of. */
export const Acknowledgement = z.object({
  until: z.iso.datetime().optional().meta({ description: 'Alerts are silent until then; for good without it.' }),
  through: z.iso
    .datetime()
    .meta({ description: 'The last cutoff that was open: a later one, such as after a renewal, is alerted of again.' }),
  at: z.iso.datetime().meta({ description: 'When it was said.' }),
  by: z.string().optional().meta({ description: 'Who said so: a principal, or the name of a function key.' }),
  note: z.string().optional().meta({ description: 'Why.' }),
});
export type Acknowledgement = z.infer<typeof Acknowledgement>;

export const AcknowledgeDeadlineResponse = z.object({
  subscriptionId: z.string().meta({ description: 'The subscription’s id.' }),
  silenced: z.boolean().meta({ description: 'Whether its alerts are silent now.' }),
  deadlines: z
    .array(
      z.object({
        kind: DeadlineKind,
        cutoff: z.iso.datetime().meta({ description: 'The last instant.' }),
        acknowledged: Acknowledgement.optional().meta({
          description: 'Who said to know of it; absent where nobody does.',
        }),
      }),
    )
    .meta({ description: 'What is open and this is about.' }),
});
export type AcknowledgeDeadlineResponse = z.infer<typeof AcknowledgeDeadlineResponse>;
