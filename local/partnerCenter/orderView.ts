import { etagOf } from './etags.ts';
import { catalogueLinks, link } from './subscriptionView.ts';
import type { CustomerRecord, JsonObject, OrderLineItem, OrderRecord, OrderResource } from './types.ts';

const LIST_PRICE = 12;

function pricing(quantity: number): JsonObject {
  const extendedPrice = LIST_PRICE * quantity;
  return {
    listPrice: LIST_PRICE,
    discountedPrice: LIST_PRICE,
    proratedPrice: LIST_PRICE,
    price: LIST_PRICE,
    extendedPrice,
  };
}

export interface OrderViewOptions {
  resource?: OrderResource;
  includePrice?: boolean;
}

/**
 * An order as answers carry it. Legacy orders have no status and an ETag; modern ones the other way round.
 * https://learn.microsoft.com/partner-center/developer/order-resources
 */
export function orderView(
  { id: customerId, country }: CustomerRecord,
  record: OrderRecord,
  { resource = record.resource, includePrice = false }: OrderViewOptions = {},
): JsonObject {
  const legacy = record.kind === 'legacy';
  const self = `/customers/${customerId}/orders/${resource.id}`;
  const lineView = (line: OrderLineItem): JsonObject => ({
    ...line,
    ...(includePrice && { pricing: pricing(line.quantity) }),
    links: {
      ...(!legacy && catalogueLinks(line.offerId, country)),
      ...(line.subscriptionId && {
        subscription: link(`/customers/${customerId}/subscriptions/${line.subscriptionId}`),
      }),
    },
  });
  const etag = etagOf(record);
  return {
    ...resource,
    ...(includePrice && {
      totalPrice: resource.lineItems.reduce((total, { quantity }) => total + LIST_PRICE * quantity, 0),
    }),
    lineItems: resource.lineItems.map(lineView),
    ...(legacy && { links: { self: link(self) } }),
    attributes: { ...(etag && { etag }), objectType: 'Order' },
  };
}
