import type { AlertEvent, CutoffAlert } from '../schemas/alertEvents.ts';
import { cutoffCard } from './cards/cutoffCard.ts';
import { digestCard } from './cards/digestCard.ts';
import { noticeCard } from './cards/noticeCard.ts';
import { teamsMessage } from './cards/teamsMessage.ts';

const isAboutCutoff = (event: AlertEvent) =>
  event.type === 'subscription.cutoff_approaching' || event.type === 'subscription.extended_term_risk';

/**
 * The body of a message for a Teams workflow: one card, for all alerts about subscriptions together.
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
export function teamsCard(events: readonly AlertEvent[], now: Date): string {
  const cutoffs: CutoffAlert[] = events.filter(isAboutCutoff).map(({ data }) => data);
  if (cutoffs.length > 0) return JSON.stringify(teamsMessage(cutoffCard(cutoffs, now)));
  const [event] = events;
  if (!event || isAboutCutoff(event)) throw new RangeError('A card is about one event at least.');
  const card = event.type === 'scan.completed' ? digestCard(event.data, now) : noticeCard(event, now);
  return JSON.stringify(teamsMessage(card));
}
