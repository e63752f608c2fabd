import { DAY_IN_MS } from '../../dates.ts';
import { SEED_OFFERS } from '../../seedIds.ts';
import type { JsonObject, SubscriptionResource } from '../../types.ts';
import type { SeedOffer } from '../buy.ts';
import { between, later, someTimeAgo, type Fate, type Moment } from './life.ts';
import type { Bought, Partner } from './partnerAt.ts';
import { purchaseAt, type Purchased } from './purchaseAt.ts';

type Term = readonly [termDuration: string, billingCycle: string];

const TERMS: readonly (readonly [Term, number])[] = [
  [['P1M', 'monthly'], 5],
  [['P1Y', 'monthly'], 3],
  [['P1Y', 'annual'], 4],
  [['P3Y', 'annual'], 2],
];
const OFFERS: readonly (readonly [SeedOffer, number])[] = [
  [SEED_OFFERS.newCommercePlain, 3],
  [SEED_OFFERS.newCommerceBase, 2],
] as const;

/** How a life goes on, with how often it does. */
const TURNS = [
  ['renews', 8],
  ['autoRenewOff', 4],
  ['scheduledCancel', 2],
  ['scheduledExtension', 1],
  ['scheduledChange', 2],
  ['suspended', 2],
  ['cancelled', 2],
  ['hibernating', 1],
] as const;
type Turn = (typeof TURNS)[number][0];

/** Other seats, by the month or the year. https://learn.microsoft.com/partner-center/developer/create-scheduled-changes */
function otherTerm({ offerId }: SubscriptionResource, quantity: number): JsonObject {
  const [productId, skuId, availabilityId] = offerId.split(':');
  const product = { productId, skuId, availabilityId, billingCycle: 'Monthly', termDuration: 'P1M' };
  return { autoRenewEnabled: true, scheduledNextTermInstructions: { product, quantity } };
}

function planned(actionType: string): JsonObject {
  return { autoRenewEnabled: false, scheduledActions: [{ scheduleType: 'TermEnd', actionType }] };
}

/** A status that no documentation knows, set by Microsoft. */
function hibernate(partner: Partner, { subscriptionId = '' }: Bought): void {
  const record = partner.record(subscriptionId);
  if (record.resource.status !== 'active') return;
  record.resource.status = 'hibernating';
  record.statusSince = partner.now;
}

/** Bought about a year ago at times, so that a yearly term ends around now. */
function boughtAt(fate: Fate, [termDuration]: Term): number {
  const { random, now } = fate;
  const nearTermEnd = termDuration === 'P1Y' && random.chance(0.4);
  return nearTermEnd ? between(random, now - 374 * DAY_IN_MS, now - 334 * DAY_IN_MS) : someTimeAgo(fate);
}

/** Seats that come and go: sometimes two batches at one instant, sometimes taken back a little later. */
function seatMoments(fate: Fate, { moment, change }: Purchased): Moment[] {
  const { random, now } = fate;
  const seats = (at: number, more: number): Moment =>
    change(at, ({ quantity }) => ({ quantity: Math.max(1, quantity + more) }));
  const count = random.pick([
    [0, 5],
    [1, 4],
    [2, 2],
    [4, 1],
  ]);
  return Array.from({ length: count }, () => later(fate, moment.at)).flatMap((at) => [
    seats(at, random.whole(1, 9)),
    ...(random.chance(0.1) ? [seats(at, random.whole(1, 3))] : []),
    ...(random.chance(0.3) ? [seats(between(random, at + 1, Math.max(at + 1, now)), -random.whole(1, 6))] : []),
  ]);
}

function turnMoments(turn: Turn, fate: Fate, { moment, then, change }: Purchased): Moment[] {
  const { random, now } = fate;
  const since = moment.at + 1;
  const lately = later(fate, moment.at);
  const anytime = between(random, since, Math.max(since, now));
  switch (turn) {
    case 'renews':
      return [];
    case 'autoRenewOff':
      return [change(random.chance(0.5) ? lately : anytime, () => ({ autoRenewEnabled: false }))];
    case 'scheduledCancel':
      return [change(lately, () => planned('Cancel'))];
    case 'scheduledExtension':
      return [change(lately, () => planned('RenewToExtendedServiceTerm'))];
    case 'scheduledChange': {
      const quantity = random.whole(1, 12);
      return [change(random.chance(0.7) ? lately : anytime, (resource) => otherTerm(resource, quantity))];
    }
    case 'suspended': {
      const suspension = change(lately, () => ({ status: 'suspended' }));
      const resumedAt = between(random, lately + 1, Math.max(lately + 1, now));
      return [suspension, ...(random.chance(0.3) ? [change(resumedAt, () => ({ status: 'active' }))] : [])];
    }
    case 'cancelled':
      return [change(between(random, since, since + 7 * DAY_IN_MS), () => ({ status: 'deleted' }))];
    case 'hibernating':
      return [then(lately, hibernate)];
  }
}

/**
 * A licence-based subscription of new commerce: bought at some instant, with seats that come and go, and what was decided about its end.
 * https://learn.microsoft.com/partner-center/subscription-lifecycle
 */
export function newCommerceLife(fate: Fate): Moment[] {
  const { random, mpnId } = fate;
  const term = random.pick(TERMS);
  const [termDuration, billingCycle] = term;
  const offer = random.pick(OFFERS);
  const quantity = random.chance(0.15) ? 1 : random.whole(2, 40);
  const purchased = purchaseAt(boughtAt(fate, term), {
    offer,
    quantity,
    termDuration,
    billingCycle,
    partnerIdOnRecord: mpnId,
  });
  return [purchased.moment, ...seatMoments(fate, purchased), ...turnMoments(random.pick(TURNS), fate, purchased)];
}
