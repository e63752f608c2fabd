import type { Deadline } from '../schemas/deadline.ts';
import type { WebhookRecord } from '../webhooks/webhookRecord.ts';

/** What is told about a deadline. */
export type SubscriptionEvent = 'subscription.cutoff_approaching' | 'subscription.extended_term_risk';

const DAY_IN_MS = 86_400_000;

/** How long before a paid extension of a term its alerts are due: there is time to decide, and nothing to be had back. Milliseconds. */
const EXTENDED_TERM_STAGES_MS = [30 * DAY_IN_MS, 7 * DAY_IN_MS, DAY_IN_MS];

export function eventTypeOf({ kind }: Pick<Deadline, 'kind'>): SubscriptionEvent {
  return kind === 'extendedTerm' ? 'subscription.extended_term_risk' : 'subscription.cutoff_approaching';
}

/** How long before the cutoff a webhook is told, in milliseconds; `setting` counts where it names no stages. */
export function stagesOf(
  { stagesInMs }: WebhookRecord,
  type: SubscriptionEvent,
  setting: readonly number[],
): readonly number[] {
  return type === 'subscription.extended_term_risk' ? EXTENDED_TERM_STAGES_MS : (stagesInMs ?? setting);
}
