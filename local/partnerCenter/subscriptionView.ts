import { sevenDigits } from './dates.ts';
import { etagOf } from './etags.ts';
import type { CustomerRecord, JsonObject, SubscriptionRecord, SubscriptionResource } from './types.ts';

export function link(uri: string): JsonObject {
  return { uri, method: 'GET', headers: [] };
}

/** Links of the catalogue item that a modern offer id names. */
export function catalogueLinks(offerId: string, country: string): JsonObject {
  const [productId, skuId, availabilityId] = offerId.split(':');
  if (!skuId) return { offer: link(`/v1/offers/${offerId}`) };
  const sku = `/products/${productId}/skus/${skuId}`;
  return {
    product: link(`/products/${productId}?country=${country}`),
    sku: link(`${sku}?country=${country}`),
    availability: link(`${sku}/availabilities/${availabilityId}?country=${country}`),
  };
}

function attributesOf(record: SubscriptionRecord): JsonObject {
  const etag = record.kind === 'marketplace' ? '' : etagOf(record);
  return { ...(etag !== undefined && { etag }), objectType: 'Subscription' };
}

/** Seats that may still be handed back; only reading one subscription tells them. */
function refundableQuantity({ seatBatches }: SubscriptionRecord, now: number): JsonObject {
  const open = seatBatches.filter(({ allowedUntil }) => allowedUntil > now);
  return {
    totalQuantity: open.reduce((total, { quantity }) => total + quantity, 0),
    details: open.map(({ quantity, allowedUntil }) => ({ quantity, allowedUntilDateTime: sevenDigits(allowedUntil) })),
  };
}

export interface SubscriptionViewOptions {
  resource?: SubscriptionResource;
  /** Adds what only reading by id shows, as of that instant. */
  byIdAt?: number;
}

/**
 * A subscription as answers carry it.
 * https://learn.microsoft.com/partner-center/developer/get-a-subscription-by-id
 */
export function subscriptionView(
  { id: customerId, country }: CustomerRecord,
  record: SubscriptionRecord,
  { resource = record.resource, byIdAt }: SubscriptionViewOptions = {},
): JsonObject {
  const { parentSubscriptionId } = resource;
  const self = `/customers/${customerId}/subscriptions`;
  return {
    ...resource,
    ...(byIdAt !== undefined &&
      record.kind === 'newCommerce' &&
      resource.refundableQuantity === undefined && { refundableQuantity: refundableQuantity(record, byIdAt) }),
    links: {
      ...catalogueLinks(resource.offerId, country),
      ...(parentSubscriptionId && { parentSubscription: link(`${self}/${parentSubscriptionId}`) }),
      self: link(`${self}/${resource.id}`),
    },
    attributes: attributesOf(record),
  };
}
