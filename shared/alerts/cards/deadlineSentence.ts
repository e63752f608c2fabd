import type { SubscriptionAlert } from '../../schemas/alertEvents.ts';
import { licencesToHandBack } from './licencesToHandBack.ts';
import { localTime } from './localTime.ts';
import { timeLeft } from './timeLeft.ts';

function whatIsOver(alert: SubscriptionAlert): string {
  if (alert.kind === 'cancel') return '**The cutoff to cancel it has passed**, it was';
  if (alert.kind === 'seats') return `**The cutoff to hand back ${licencesToHandBack(alert)} has passed**, it was`;
  return '**A paid extended term has begun**, since auto-renew is off:';
}

/** What can be done about a subscription, how much time is left for it, and until when, the time left first. */
export function deadlineSentence(alert: SubscriptionAlert, now: Date): string {
  const until = new Date(alert.until);
  const left = timeLeft(until, now);
  if (!left) return `${whatIsOver(alert)} ${localTime(until)}`;
  if (alert.kind === 'cancel') return `**${left}** left to cancel, until ${localTime(until)}`;
  if (alert.kind === 'seats')
    return `**${left}** left to hand back ${licencesToHandBack(alert)}, until ${localTime(until)}`;
  return `**${left}** until a paid extended term begins, as auto-renew is off: ${localTime(until)}`;
}
