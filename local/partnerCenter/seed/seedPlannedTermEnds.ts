import { DAY_IN_MS } from '../dates.ts';
import { SEED, SEED_OFFERS } from '../seedIds.ts';
import type { CustomerRecord, SubscriptionResource } from '../types.ts';
import { buy } from './buy.ts';
import { newCustomer } from './newCustomer.ts';

interface Plan {
  subscriptionId: string;
  orderId: string;
  purpose: string;
  members: (resource: SubscriptionResource) => Partial<SubscriptionResource>;
}

/** Fewer licences of the same product, by the month. https://learn.microsoft.com/partner-center/developer/create-scheduled-changes */
function fewerByTheMonth({ offerId, quantity }: SubscriptionResource): Partial<SubscriptionResource> {
  const [productId, skuId, availabilityId] = offerId.split(':');
  const product = { productId, skuId, availabilityId, billingCycle: 'Monthly', termDuration: 'P1M' };
  return { scheduledNextTermInstructions: { product, quantity: quantity - 1 } };
}

const { customerId, ...ids } = SEED.plannedTermEnds;

const PLANS: Plan[] = [
  {
    subscriptionId: ids.noRenewalSubscriptionId,
    orderId: 'b1c2d3e4f601',
    purpose: 'auto-renew off, nothing scheduled',
    members: () => ({ autoRenewEnabled: false }),
  },
  {
    subscriptionId: ids.scheduledCancelSubscriptionId,
    orderId: 'b1c2d3e4f602',
    purpose: 'auto-renew off, a cancel scheduled for the term end',
    members: () => ({
      autoRenewEnabled: false,
      scheduledActions: [{ scheduleType: 'TermEnd', actionType: 'Cancel' }],
    }),
  },
  {
    subscriptionId: ids.scheduledChangeSubscriptionId,
    orderId: 'b1c2d3e4f603',
    purpose: 'renews with fewer licences and by the month',
    members: fewerByTheMonth,
  },
];

/** A customer whose new-commerce subscriptions, all inside their window, have different plans for the end of their term. */
export function seedPlannedTermEnds(now: number): CustomerRecord {
  const customer = newCustomer(customerId, 'Alpine Ski House', { purpose: 'different plans for the end of the term' });
  for (const { subscriptionId, orderId, purpose, members } of PLANS) {
    const { subscription } = buy(customer, orderId, now - DAY_IN_MS, [
      {
        offer: SEED_OFFERS.newCommercePlain,
        quantity: 3,
        subscriptionId,
        termDuration: 'P1Y',
        billingCycle: 'annual',
      },
    ]);
    if (!subscription) continue;
    subscription.purpose = purpose;
    Object.assign(subscription.resource, members(subscription.resource));
  }
  return customer;
}
