import { DAY_IN_MS } from '../../dates.ts';
import { SEED_OFFERS } from '../../seedIds.ts';
import { between, later, type Fate, type Moment } from './life.ts';
import { purchaseAt } from './purchaseAt.ts';

/**
 * A trial, converted by its renewal unless auto-renew was turned off; only a converted one takes more seats.
 * https://learn.microsoft.com/partner-center/subscription-lifecycle
 */
export function trialLife(fate: Fate): Moment[] {
  const { random, now } = fate;
  const oldestInDays = random.pick([
    [45, 3],
    [120, 1],
  ]);
  const at = between(random, now - oldestInDays * DAY_IN_MS, now);
  const { moment, change } = purchaseAt(at, { offer: SEED_OFFERS.newCommerceTrial, quantity: random.whole(1, 20) });
  return [
    moment,
    ...(random.chance(0.3) ? [change(later(fate, at), () => ({ autoRenewEnabled: false }))] : []),
    ...(random.chance(0.4) ? [change(later(fate, at), ({ quantity }) => ({ quantity: quantity + 2 }))] : []),
  ];
}
