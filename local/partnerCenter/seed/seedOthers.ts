import { DAY_IN_MS, HOUR_IN_MS, sevenDigits } from '../dates.ts';
import { addDuration } from '../dates.ts';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../seedIds.ts';
import type { CustomerRecord } from '../types.ts';
import { buy } from './buy.ts';
import { newCustomer } from './newCustomer.ts';

function withOffset(instant: number): string {
  return sevenDigits(instant).replace('Z', '+00:00');
}

/** Ordered five days before it was activated: the refund counts from the activation. */
function marketplaceCustomer(now: number): CustomerRecord {
  const { customerId, subscriptionId, orderId } = SEED.marketplace;
  const customer = newCustomer(customerId, 'Litware', { purpose: 'marketplace SaaS, activated six hours ago' });
  const activatedAt = now - 6 * HOUR_IN_MS;
  const { subscription } = buy(customer, orderId, activatedAt, [
    {
      offer: SEED_OFFERS.marketplace,
      quantity: 1,
      subscriptionId,
      friendlyName: 'friendly Name',
      termDuration: 'P1M',
      billingCycle: 'monthly',
    },
  ]);
  Object.assign(subscription?.resource ?? {}, {
    creationDate: sevenDigits(activatedAt - 5 * DAY_IN_MS),
    effectiveStartDate: withOffset(activatedAt),
    commitmentEndDate: withOffset(addDuration(activatedAt, 'P1M')),
    refundOptions: [{ type: 'Full', expiresAt: withOffset(activatedAt + DAY_IN_MS) }],
    autoRenewEnabled: false,
  });
  return customer;
}

function legacyCustomer(now: number): CustomerRecord {
  const { customerId, subscriptionId, orderId, baseOfferId } = SEED.legacyWithAddOns;
  const customer = newCustomer(customerId, 'City Power & Light', { purpose: 'legacy parent that takes add-ons' });
  buy(customer, orderId, now - 200 * DAY_IN_MS, [
    { offer: baseOfferId, quantity: 5, subscriptionId, friendlyName: 'new offer purchase', billingCycle: 'none' },
  ]);
  return customer;
}

function legacySuspendedCustomer(now: number): CustomerRecord {
  const { customerId, subscriptionId, orderId } = SEED.legacySuspended;
  const customer = newCustomer(customerId, 'Coho Winery', { purpose: 'legacy parent, suspended' });
  const { subscription } = buy(customer, orderId, now - 100 * DAY_IN_MS, [
    { offer: SEED_OFFERS.legacyBase, quantity: 4, subscriptionId },
  ]);
  if (subscription) {
    subscription.resource.status = 'suspended';
    subscription.statusSince = now - 10 * DAY_IN_MS;
  }
  return customer;
}

function softwareCustomers(now: number): CustomerRecord[] {
  const one = newCustomer(SEED.perpetualSoftware.customerId, 'Lucerne Publishing', {
    purpose: 'perpetual software order, five days old',
  });
  const { order } = buy(one, SEED.perpetualSoftware.orderId, now - 5 * DAY_IN_MS, [
    { offer: SEED_OFFERS.perpetualSoftware, quantity: 1 },
  ]);
  order.resource.alternateId = '11fc4bdfd47a';
  const two = newCustomer(SEED.twoLineSoftware.customerId, 'Graphic Design Institute', {
    purpose: 'perpetual software order with two lines',
  });
  buy(two, SEED.twoLineSoftware.orderId, now - 3 * DAY_IN_MS, [
    { offer: SEED_OFFERS.perpetualSoftware, quantity: 2 },
    { offer: SEED_OFFERS.otherPerpetualSoftware, quantity: 3 },
  ]);
  const yearly = newCustomer(SEED.softwareSubscription.customerId, 'Humongous Insurance', {
    purpose: 'software subscription, two days old',
  });
  buy(yearly, SEED.softwareSubscription.orderId, now - 2 * DAY_IN_MS, [
    {
      offer: SEED_OFFERS.softwareSubscription,
      quantity: 10,
      subscriptionId: SEED.softwareSubscription.subscriptionId,
      termDuration: 'P1Y',
    },
  ]);
  return [one, two, yearly];
}

function azureCustomers(now: number): CustomerRecord[] {
  const { azureSubscriptionId } = SEED.reservation;
  const provisioningContext = { subscriptionId: azureSubscriptionId, scope: 'shared', duration: '1Year' };
  const line = { offer: SEED_OFFERS.reservation, quantity: 1, provisioningContext };
  const fresh = newCustomer(SEED.reservation.customerId, 'Trey Research', { purpose: 'Azure reservation order' });
  buy(fresh, SEED.reservation.orderId, now - 10 * DAY_IN_MS, [line]);
  const old = newCustomer(SEED.oldOrder.customerId, 'VanArsdel', { purpose: 'reservation order older than 60 days' });
  buy(old, SEED.oldOrder.orderId, now - 70 * DAY_IN_MS, [line]);
  const plan = newCustomer(SEED.azurePlan.customerId, 'Woodgrove Bank', { purpose: 'Azure plan' });
  const { subscriptionId } = SEED.azurePlan;
  buy(plan, SEED.azurePlan.orderId, now - 30 * DAY_IN_MS, [
    { offer: SEED_OFFERS.azurePlan, quantity: 1, subscriptionId },
  ]);
  return [fresh, old, plan];
}

/** Customers of every other product type, and those that are special as customers. */
export function seedOthers(now: number): CustomerRecord[] {
  return [
    marketplaceCustomer(now),
    legacyCustomer(now),
    legacySuspendedCustomer(now),
    ...softwareCustomers(now),
    ...azureCustomers(now),
    newCustomer(SEED.resellerCustomer.customerId, 'School of Fine Art', {
      purpose: 'customer of two indirect resellers, to order for',
      resellerIds: [SEED_RESELLERS.main.tenantId, SEED_RESELLERS.second.tenantId, SEED_RESELLERS.inactive.tenantId],
    }),
    newCustomer(SEED.relationshipRemoved.customerId, 'Former Customer', {
      purpose: 'the relationship ended: everything under it answers 403 with code 20002',
      relationshipRemoved: true,
    }),
    newCustomer(SEED.noCustomerAgreement.customerId, 'Unsigned Customer', {
      purpose: 'has not accepted the Microsoft Customer Agreement',
      hasAgreement: false,
    }),
  ];
}
