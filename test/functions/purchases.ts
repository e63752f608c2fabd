import type { LoggedRequest } from '../../local/partnerCenter/requestLog.ts';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import type { TestApp } from '../stack.ts';
import { writes } from './upstream.ts';

/** A purchase and where it shows. */
export interface Purchase {
  name: string;
  /** Where Partner Center takes the money, below `/v1`. */
  route: string;
  path: string;
  body: object;
  quantity: number;
  /** The customer whose orders show it. */
  customerId: string;
  /** Lines among the customer's orders once it is bought. */
  lines: number;
}

const legacy = SEED.legacyWithAddOns;
const base = SEED.newCommerceBase;
const plain = SEED_OFFERS.newCommercePlain;
const addOn = SEED_OFFERS.newCommerceAddOn;

export const ORDER: Purchase = {
  name: 'an order',
  route: 'POST customers/*/orders',
  path: `customers/${SEED.resellerCustomer.customerId}/orders`,
  body: {
    indirectResellerId: SEED_RESELLERS.main.tenantId,
    billingCycle: 'monthly',
    lineItems: [{ offerId: `${plain.productId}:${plain.skuId}`, quantity: 5, termDuration: 'P1Y' }],
  },
  quantity: 5,
  customerId: SEED.resellerCustomer.customerId,
  lines: 1,
};

export const LEGACY_ADD_ON: Purchase = {
  name: 'a legacy add-on',
  route: 'PATCH customers/*/orders/*',
  path: `customers/${legacy.customerId}/subscriptions/${legacy.subscriptionId}/addons`,
  body: { offerId: legacy.addOnOfferId, quantity: 2 },
  quantity: 2,
  customerId: legacy.customerId,
  lines: 2,
};

export const ADD_ON_BY_CART: Purchase = {
  name: 'an add-on by cart',
  route: 'POST customers/*/carts/*/checkout',
  path: `customers/${base.customerId}/subscriptions/${base.subscriptionId}/addons`,
  body: { offerId: `${addOn.productId}:${addOn.skuId}`, quantity: 6 },
  quantity: 6,
  customerId: base.customerId,
  lines: 2,
};

/** The three ways to buy, each of another customer. */
export const PURCHASES = [ORDER, LEGACY_ADD_ON, ADD_ON_BY_CART];

/** The attempts at the write that takes the money. */
export async function attempts(app: TestApp, { route }: Purchase): Promise<LoggedRequest[]> {
  const [method = '', path = ''] = route.split(' ');
  const pattern = new RegExp(`^/v1/${path.replaceAll('*', '[^/]+')}$`);
  return (await writes(app)).filter((request) => request.method === method && pattern.test(request.path));
}

/** How many lines the customer's orders have. */
export async function boughtLines(app: TestApp, { customerId }: Purchase): Promise<number> {
  const { body } = await app.api('GET', `customers/${customerId}/orders`);
  return (body as { items: { lineItems: unknown[] }[] }).items.flatMap(({ lineItems }) => lineItems).length;
}
