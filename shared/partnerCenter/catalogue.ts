import type { z } from 'zod';
import type { CallContext } from '../http/call.ts';
import { Availability, Offer, Product, Sku } from '../schemas/catalogue.ts';
import type { PartnerCenterClient } from './client.ts';
import { readAllPages } from './paging.ts';
import { parseItems } from './parseResource.ts';
import { segment } from './segment.ts';
import { withinDeadline } from './withinDeadline.ts';

/** How long the add-ons of a market are trusted, in milliseconds, and how many products are read at once. */
const CATALOGUE_FRESH_FOR_IN_MS = 60 * 60_000;
const CATALOGUE_CONCURRENCY = 4;

/** An add-on SKU with the product it belongs to. */
export type AddOnSku = Sku & { productId: string };

/** The catalogue as one customer may buy from it. https://learn.microsoft.com/partner-center/developer/product-resources */
export function createCatalogueApi(client: PartnerCenterClient, now: () => number = Date.now) {
  const addOnSkus = new Map<string, { readAt: number; skus: Promise<AddOnSku[]> }>();

  const readAddOnSkus = async (context: CallContext, country: string): Promise<AddOnSku[]> => {
    const market = `country=${encodeURIComponent(country)}`;
    const read = async <T extends z.ZodType>(schema: T, path: string) =>
      parseItems(schema, await readAllPages(client, context, 'either', path)).items.map(({ value }) => value);
    const products = await read(Product, `/products?targetView=OnlineServices&${market}`);
    const found: AddOnSku[] = [];
    for (let start = 0; start < products.length; start += CATALOGUE_CONCURRENCY) {
      const some = products.slice(start, start + CATALOGUE_CONCURRENCY);
      const skus = some.map(async ({ id }) =>
        (await read(Sku, `/products/${segment(id)}/skus?${market}`)).map((sku) => ({ ...sku, productId: id })),
      );
      found.push(...(await Promise.all(skus)).flat().filter(({ dynamicAttributes }) => dynamicAttributes?.isAddon));
    }
    return found;
  };

  return {
    /** Lists the ways a SKU can be bought now. */
    async listAvailabilities(context: CallContext, customerId: string, productId: string, skuId: string) {
      const path = `/customers/${segment(customerId)}/products/${segment(productId)}/skus/${segment(skuId)}/availabilities`;
      return parseItems(Availability, await readAllPages(client, context, 'either', path)).items.map(
        ({ value }) => value,
      );
    },

    /** Lists the licence-based add-on SKUs of a market, from the last hour's reading of the catalogue: it takes one call per product. */
    listAddOnSkus(context: CallContext, country: string): Promise<AddOnSku[]> {
      const known = addOnSkus.get(country);
      if (known && now() - known.readAt < CATALOGUE_FRESH_FOR_IN_MS) return withinDeadline(context, known.skus);
      const entry = { readAt: now(), skus: readAddOnSkus(context, country) };
      addOnSkus.set(country, entry);
      entry.skus.catch(() => addOnSkus.delete(country));
      return entry.skus;
    },

    /**
     * Lists the add-ons of a legacy offer.
     * https://learn.microsoft.com/partner-center/developer/get-addons-for-an-offer-id
     */
    async listOfferAddOns(context: CallContext, offerId: string, country: string) {
      const path = `/offers/${segment(offerId)}/addons?country=${encodeURIComponent(country)}`;
      return parseItems(Offer, await readAllPages(client, context, 'either', path)).items.map(({ value }) => value);
    },
  };
}

export type CatalogueApi = ReturnType<typeof createCatalogueApi>;
