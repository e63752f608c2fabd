import type { CutoffAlert } from '../../schemas/alertEvents.ts';
import { many } from './many.ts';

/** `3 subscriptions reach their cancellation cutoff`. */
export function cutoffTitle(alerts: CutoffAlert[]): string {
  const count = new Set(alerts.map(({ subscription }) => subscription.id)).size;
  const one = count === 1;
  const subscriptions = many(count, 'subscription');
  const kinds = new Set(alerts.map(({ kind }) => kind));
  if (kinds.size > 1) return `${subscriptions} ${one ? 'reaches a cutoff' : 'reach their cutoffs'}`;
  if (kinds.has('seats')) return `${subscriptions} ${one ? 'reaches its' : 'reach their'} cutoff to hand back licences`;
  if (kinds.has('extendedTerm'))
    return `${subscriptions} ${one ? 'is' : 'are'} about to run on in a paid extended term`;
  return `${subscriptions} ${one ? 'reaches its' : 'reach their'} cancellation cutoff`;
}
