import { z } from 'zod';
import { lenient } from './lenient.ts';

/**
 * One way a SKU can be bought; its id rotates, so it is looked up when it is needed.
 * https://learn.microsoft.com/partner-center/developer/product-resources
 */
export const Availability = z.looseObject({
  id: z.string(),
  productId: lenient(z.string()),
  skuId: lenient(z.string()),
  catalogItemId: lenient(z.string()),
  isPurchasable: lenient(z.boolean()),
  terms: lenient(z.array(z.looseObject({ duration: lenient(z.string()), billingCycle: lenient(z.string()) }))),
});
export type Availability = z.infer<typeof Availability>;

/** A product of the customer's catalogue. */
export const Product = z.looseObject({ id: z.string(), title: lenient(z.string()) });
export type Product = z.infer<typeof Product>;

/** A SKU; for new-commerce licences the dynamic attributes tell add-ons and what they require. */
export const Sku = z.looseObject({
  id: z.string(),
  productId: lenient(z.string()),
  title: lenient(z.string()),
  minimumQuantity: lenient(z.number()),
  maximumQuantity: lenient(z.number()),
  dynamicAttributes: lenient(
    z.looseObject({ isAddon: lenient(z.boolean()), prerequisiteSkus: lenient(z.array(z.string())) }),
  ),
});
export type Sku = z.infer<typeof Sku>;

/** An offer of the legacy catalogue. */
export const Offer = z.looseObject({
  id: z.string(),
  name: lenient(z.string()),
  minimumQuantity: lenient(z.number()),
  maximumQuantity: lenient(z.number()),
});
export type Offer = z.infer<typeof Offer>;
