/** `product:sku` of a modern offer, in lower case. */
export function skuOf(offerId = ''): string {
  return offerId.split(':', 2).join(':').toLowerCase();
}
