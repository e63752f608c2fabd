import { DAY_IN_MS, HOUR_IN_MS, startOfDay } from '../dates.ts';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../seedIds.ts';
import type { CustomerRecord, SubscriptionRecord } from '../types.ts';
import { buy, type SeedOffer } from './buy.ts';
import { newCustomer } from './newCustomer.ts';

interface Case {
  ids: { customerId: string; subscriptionId: string; orderId: string };
  companyName: string;
  purpose: string;
  boughtAt: number;
  quantity?: number;
  offer?: SeedOffer;
  change?: Partial<SubscriptionRecord['resource']>;
  statusSince?: number;
}

function customerOf({ ids, companyName, purpose, boughtAt, change, statusSince, ...bought }: Case): CustomerRecord {
  const customer = newCustomer(ids.customerId, companyName, { purpose });
  const { offer = SEED_OFFERS.newCommercePlain, quantity = 10 } = bought;
  const isTrial = offer === SEED_OFFERS.newCommerceTrial;
  const { subscription } = buy(customer, ids.orderId, boughtAt, [
    {
      offer,
      quantity,
      subscriptionId: ids.subscriptionId,
      partnerIdOnRecord: SEED_RESELLERS.main.mpnId,
      ...(!isTrial && { termDuration: 'P1Y', billingCycle: 'annual' }),
    },
  ]);
  if (subscription) {
    subscription.purpose = purpose;
    Object.assign(subscription.resource, change);
    if (statusSince !== undefined) subscription.statusSince = statusSince;
  }
  return customer;
}

/** The start of a yearly term that ends at 00:00 UTC on the day of that instant. */
function yearBefore(end: number): number {
  const date = new Date(startOfDay(end));
  return Date.UTC(date.getUTCFullYear() - 1, date.getUTCMonth(), date.getUTCDate(), 9);
}

function endedCustomer(now: number): CustomerRecord {
  const { customerId, ...ids } = SEED.ended;
  const customer = newCustomer(customerId, 'Relecloud', {
    purpose: 'one expired, one disabled, one deleted subscription',
  });
  const cases = [
    { subscriptionId: ids.expiredSubscriptionId, status: 'expired', daysAgo: 5 },
    { subscriptionId: ids.disabledSubscriptionId, status: 'disabled', daysAgo: 20 },
    { subscriptionId: ids.deletedSubscriptionId, status: 'deleted', daysAgo: 40 },
  ];
  for (const [index, { subscriptionId, status, daysAgo }] of cases.entries()) {
    const statusSince = startOfDay(now - daysAgo * DAY_IN_MS);
    const { subscription } = buy(customer, `b1c2d3e4f59${index}`, yearBefore(statusSince), [
      { offer: SEED_OFFERS.newCommercePlain, quantity: 3, subscriptionId, termDuration: 'P1Y', billingCycle: 'annual' },
    ]);
    if (!subscription) continue;
    Object.assign(subscription, { statusSince, purpose: status });
    Object.assign(subscription.resource, { status, autoRenewEnabled: false, cancellationAllowedUntilDate: null });
  }
  return customer;
}

/** Customers with new-commerce subscriptions in each state of their window and life. */
export function seedNewCommerce(now: number): CustomerRecord[] {
  return [
    ...[
      {
        ids: SEED.newCommerceOpen,
        companyName: 'Contoso',
        purpose: 'new commerce, bought a day ago, window open',
        boughtAt: now - DAY_IN_MS,
      },
      {
        ids: SEED.newCommerceClosingSoon,
        companyName: 'Fabrikam',
        purpose: 'new commerce, window closes in five hours',
        boughtAt: now - 7 * DAY_IN_MS + 5 * HOUR_IN_MS,
      },
      {
        ids: SEED.newCommerceClosed,
        companyName: 'Northwind Traders',
        purpose: 'new commerce, window closed',
        boughtAt: now - 60 * DAY_IN_MS,
      },
      {
        ids: SEED.newCommerceJustRenewed,
        companyName: 'Adventure Works',
        purpose: 'new commerce, renewed at 00:00 UTC today, new window open',
        boughtAt: yearBefore(now),
      },
      {
        ids: SEED.newCommerceSuspended,
        companyName: 'Tailspin Toys',
        purpose: 'new commerce, suspended inside its window',
        boughtAt: now - 2 * DAY_IN_MS,
        change: { status: 'suspended', autoRenewEnabled: false },
        statusSince: now - DAY_IN_MS,
      },
      {
        ids: SEED.newCommerceBase,
        companyName: 'Wide World Importers',
        purpose: 'has the base product of the new-commerce add-on',
        boughtAt: now - 40 * DAY_IN_MS,
        offer: SEED_OFFERS.newCommerceBase,
        quantity: 20,
      },
      {
        ids: SEED.trial,
        companyName: 'Proseware',
        purpose: 'trial, five days old',
        boughtAt: now - 5 * DAY_IN_MS,
        offer: SEED_OFFERS.newCommerceTrial,
        quantity: 25,
      },
      {
        ids: SEED.extendedTermRisk,
        companyName: 'Margie’s Travel',
        purpose: 'auto-renew off without a scheduled cancel, term ends in ten days',
        boughtAt: yearBefore(now + 10 * DAY_IN_MS),
        change: { autoRenewEnabled: false },
      },
    ].map(customerOf),
    endedCustomer(now),
    newCustomer(SEED.empty.customerId, 'Blue Yonder Airlines', { purpose: 'has nothing, no base product either' }),
  ];
}
