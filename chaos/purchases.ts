import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../local/partnerCenter/seedIds.ts';

/** A call that buys, and what Partner Center sees of it. Routes are a method and a path in which `*` is one segment. */
export interface Purchase {
  name: string;
  customerId: string;
  /** Below `/api`. */
  path: string;
  body: object;
  /** What comes before: nothing has been bought when it is asked. */
  preflight: string;
  /** The write that takes the money. */
  write: string;
}

const reseller = SEED.resellerCustomer.customerId;
const base = SEED.newCommerceBase;
const legacy = SEED.legacyWithAddOns;
const plain = SEED_OFFERS.newCommercePlain;
const addOn = SEED_OFFERS.newCommerceAddOn;

/** An order for an indirect reseller's customer. */
export function orderOf(quantity: number): Purchase {
  return {
    name: 'order',
    customerId: reseller,
    path: `customers/${reseller}/orders`,
    body: {
      indirectResellerId: SEED_RESELLERS.main.tenantId,
      billingCycle: 'monthly',
      lineItems: [{ offerId: `${plain.productId}:${plain.skuId}`, quantity, termDuration: 'P1Y' }],
    },
    preflight: 'GET /v1/relationships',
    write: `POST /v1/customers/${reseller}/orders`,
  };
}

/** A direct order of an offer that is named in full: nothing is read before it is sent. */
export const ORDER_WITHOUT_READS: Purchase = {
  name: 'order',
  customerId: SEED.empty.customerId,
  path: `customers/${SEED.empty.customerId}/orders`,
  body: { direct: true, lineItems: [{ offerId: SEED_OFFERS.legacyPlain, quantity: 1 }] },
  preflight: `GET /v1/customers/${SEED.empty.customerId}`,
  write: `POST /v1/customers/${SEED.empty.customerId}/orders`,
};

const ADD_ON_BY_CART: Purchase = {
  name: 'add-on by cart',
  customerId: base.customerId,
  path: `customers/${base.customerId}/subscriptions/${base.subscriptionId}/addons`,
  body: { offerId: `${addOn.productId}:${addOn.skuId}`, quantity: 3 },
  preflight: `POST /v1/customers/${base.customerId}/carts`,
  write: `POST /v1/customers/${base.customerId}/carts/*/checkout`,
};

const LEGACY_ADD_ON: Purchase = {
  name: 'legacy add-on',
  customerId: legacy.customerId,
  path: `customers/${legacy.customerId}/subscriptions/${legacy.subscriptionId}/addons`,
  body: { offerId: legacy.addOnOfferId, quantity: 2 },
  preflight: `GET /v1/customers/${legacy.customerId}/subscriptions/${legacy.subscriptionId}`,
  write: `PATCH /v1/customers/${legacy.customerId}/orders/${legacy.orderId}`,
};

/** One purchase of each kind. */
export const PURCHASES: readonly Purchase[] = [orderOf(5), ADD_ON_BY_CART, LEGACY_ADD_ON];
