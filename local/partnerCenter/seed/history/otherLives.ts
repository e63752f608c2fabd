import { DAY_IN_MS } from '../../dates.ts';
import { SEED_OFFERS } from '../../seedIds.ts';
import { activate } from '../../terms.ts';
import { between, later, someTimeAgo, type Fate, type Moment } from './life.ts';
import { purchaseAt } from './purchaseAt.ts';

/**
 * A marketplace subscription, activated up to six days after its order: the refund counts from then.
 * https://learn.microsoft.com/partner-center/developer/cancel-an-azure-marketplace-subscription
 */
export function marketplaceLife(fate: Fate): Moment[] {
  const { random, now, mpnId } = fate;
  const isMonthly = random.chance(0.5);
  const oldestInDays = random.pick([
    [380, 2],
    [15, 3],
    [1.5, 2],
  ]);
  const at = between(random, now - oldestInDays * DAY_IN_MS, now);
  const activatedAt = between(random, at, Math.min(now, at + random.whole(0, 6) * DAY_IN_MS));
  const { moment, then, change } = purchaseAt(at, {
    offer: SEED_OFFERS.marketplace,
    quantity: random.whole(1, 5),
    termDuration: isMonthly ? 'P1M' : 'P1Y',
    billingCycle: isMonthly ? 'monthly' : 'annual',
    partnerIdOnRecord: mpnId,
  });
  return [
    moment,
    then(activatedAt, (partner, { subscriptionId }) => {
      if (subscriptionId) activate(partner.record(subscriptionId), activatedAt);
    }),
    ...(random.chance(0.1) ? [change(later(fate, activatedAt), () => ({ status: 'deleted' }))] : []),
  ];
}

/** A software subscription; some are cancelled within their days, some renewed. https://learn.microsoft.com/partner-center/developer/cancel-software-purchases */
export function softwareSubscriptionLife(fate: Fate): Moment[] {
  const { random } = fate;
  const at = someTimeAgo(fate);
  const { moment, change } = purchaseAt(at, {
    offer: SEED_OFFERS.softwareSubscription,
    quantity: random.whole(1, 30),
    termDuration: random.chance(0.7) ? 'P1Y' : 'P3Y',
  });
  return [
    moment,
    ...(random.chance(0.4) ? [change(later(fate, at), () => ({ autoRenewEnabled: true }))] : []),
    ...(random.chance(0.15)
      ? [change(between(random, at + 1, at + 7 * DAY_IN_MS), () => ({ status: 'deleted' }))]
      : []),
  ];
}

/** Perpetual software, which is an order alone. https://learn.microsoft.com/partner-center/developer/cancel-software-purchases */
export function perpetualSoftwareLife(fate: Fate): Moment[] {
  const { random } = fate;
  const at = someTimeAgo(fate);
  const { moment, then } = purchaseAt(at, { offer: SEED_OFFERS.perpetualSoftware, quantity: random.whole(1, 9) });
  return [
    moment,
    ...(random.chance(0.2)
      ? [then(between(random, at + 1, at + 30 * DAY_IN_MS), (partner, { orderId }) => partner.cancelOrder(orderId))]
      : []),
  ];
}

/** https://learn.microsoft.com/partner-center/developer/purchase-azure-plan */
export function azurePlanLife(fate: Fate): Moment[] {
  return [purchaseAt(someTimeAgo(fate), { offer: SEED_OFFERS.azurePlan, quantity: 1 }).moment];
}

function legacy(fate: Fate, hasAddOn: boolean): Moment[] {
  const { random, mpnId } = fate;
  const at = someTimeAgo(fate);
  const quantity = random.whole(1, 20);
  const { moment, then, change } = purchaseAt(at, {
    offer: SEED_OFFERS.legacyBase,
    quantity,
    partnerIdOnRecord: mpnId,
  });
  const addOn = { offer: SEED_OFFERS.legacyAddOn, quantity };
  return [
    moment,
    ...(hasAddOn ? [then(later(fate, at), (partner, parent) => partner.buyAddOn(parent, addOn))] : []),
    ...(random.chance(0.2) ? [change(later(fate, at), () => ({ status: 'suspended' }))] : []),
  ];
}

/** A legacy subscription, some suspended. https://learn.microsoft.com/partner-center/developer/suspend-a-subscription */
export function legacyLife(fate: Fate): Moment[] {
  return legacy(fate, false);
}

/** The same with an add-on, which is a subscription too. https://learn.microsoft.com/partner-center/developer/purchase-an-add-on-to-a-subscription */
export function legacyLifeWithAddOn(fate: Fate): Moment[] {
  return legacy(fate, true);
}
