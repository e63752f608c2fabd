import { catalogItemIdOf, itemOf, productOf, skuOf } from '../catalogue.ts';
import { addOrder } from '../placeOrder.ts';
import { settleTerm, type PurchaseLine, type WantedTerm } from '../purchase.ts';
import type { CustomerRecord, OrderRecord, SubscriptionRecord } from '../types.ts';

/** A legacy offer id, or a product and SKU. */
export type SeedOffer = string | { productId: string; skuId: string };

export interface SeedLine extends WantedTerm {
  offer: SeedOffer;
  quantity: number;
  subscriptionId?: string;
  friendlyName?: string;
  partnerIdOnRecord?: string;
  provisioningContext?: Record<string, string>;
}

function lineOf({ offer, quantity, billingCycle, termDuration, ...more }: SeedLine): PurchaseLine {
  const product = typeof offer === 'string' ? undefined : productOf(offer.productId);
  const offerId =
    typeof offer === 'string' ? offer : product ? catalogItemIdOf(product, skuOf(product, offer.skuId), 0) : '';
  const item = itemOf(offerId, 0);
  return { item, quantity, ...settleTerm(item, { billingCycle, termDuration }), ...more };
}

/** An order as if placed at that instant, with the subscription of its first line if it has one. */
export function buy(
  customer: CustomerRecord,
  orderId: string,
  boughtAt: number,
  lines: [SeedLine, ...SeedLine[]],
): { order: OrderRecord; subscription: SubscriptionRecord | undefined } {
  const [first, ...others] = lines;
  const order = addOrder(customer, [lineOf(first), ...others.map(lineOf)], {
    orderId,
    subscriptionIds: lines.map(({ subscriptionId }) => subscriptionId),
    placedAt: boughtAt,
    visibleFrom: 0,
  });
  const id = order.resource.lineItems[0]?.subscriptionId ?? '';
  return { order, subscription: customer.subscriptions.get(id.toLowerCase()) };
}
