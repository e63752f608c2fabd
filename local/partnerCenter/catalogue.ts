import { hexFrom } from './ids.ts';
import { findLegacyOffer, type LegacyOffer } from './legacyOffers.ts';
import { refusal } from './partnerCenterError.ts';
import { PRODUCTS, type Product, type Sku } from './products.ts';

/** What an offer id names. */
export type Item =
  | { form: 'legacy'; offerId: string; offer: LegacyOffer }
  | { form: 'modern'; offerId: string; product: Product; sku: Sku };

/** The availability id of a SKU after that many rotations: 12 upper-case characters. */
export function availabilityIdOf(sku: Sku, rotation: number): string {
  if (rotation === 0) return sku.availabilityId;
  return `${sku.availabilityId.slice(0, 4)}${hexFrom(`${sku.availabilityId}/${rotation}`, 8)}`.toUpperCase();
}

export function catalogItemIdOf(product: Product, sku: Sku, rotation: number): string {
  return `${product.id}:${sku.id}:${availabilityIdOf(sku, rotation)}`;
}

function same(left: string, right: string): boolean {
  return left.toUpperCase() === right.toUpperCase();
}

export function productOf(id: string): Product {
  const found = PRODUCTS.find((product) => same(product.id, id));
  if (!found) throw refusal('productNotFound');
  return found;
}

export function skuOf(product: Product, id: string): Sku {
  const found = product.skus.find((sku) => same(sku.id, id));
  if (!found) throw refusal('skuNotFound');
  return found;
}

/**
 * Resolves a legacy offer id or `product:sku:availability`. An availability that has rotated away is not found.
 * https://learn.microsoft.com/partner-center/developer/checkout-a-cart
 */
export function itemOf(offerId: string, rotation: number): Item {
  const parts = offerId.split(':');
  if (parts.length === 1) {
    const offer = findLegacyOffer(offerId);
    if (offer) return { form: 'legacy', offerId, offer };
    throw refusal(/^[0-9A-Z]{12}$/i.test(offerId) ? 'catalogueIdAsOffer' : 'offerInvalid', offerId);
  }
  const [productId = '', skuId = '', availabilityId = ''] = parts;
  const product = PRODUCTS.find(({ id }) => same(id, productId));
  const sku = product?.skus.find(({ id }) => same(id, skuId));
  if (parts.length !== 3 || !product || !sku) throw refusal('offerInvalid', offerId);
  if (!same(availabilityIdOf(sku, rotation), availabilityId)) throw refusal('availabilityNotFound', offerId);
  return { form: 'modern', offerId, product, sku };
}

/** `PRODUCT:SKU` of a modern offer id. */
export function productSkuOf(offerId: string): string {
  return offerId.split(':').slice(0, 2).join(':').toUpperCase();
}
