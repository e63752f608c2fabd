import { SEED, SEED_OFFERS } from '../../local/partnerCenter/seedIds.ts';

const { customerId, subscriptionId } = SEED.newCommerceOpen;
const { orderId } = SEED.perpetualSoftware;

/** The ids in the routes. */
export const IDS = { customerId, subscriptionId, orderId };

/** An order line that is good. */
export const LINE = { offerId: SEED_OFFERS.legacyBase, quantity: 1 };

/** The routes that move money, each with a body that is good. */
export const MONEY_ROUTES = {
  cancelOrder: { route: `customers/${customerId}/orders/${orderId}/cancel`, good: {} },
  cancelSubscription: { route: `customers/${customerId}/subscriptions/${subscriptionId}/cancel`, good: {} },
  purchaseAddOn: { route: `customers/${customerId}/subscriptions/${subscriptionId}/addons`, good: LINE },
  createOrder: { route: `customers/${customerId}/orders`, good: { direct: true, lineItems: [LINE] } },
};
