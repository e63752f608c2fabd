import { productOfSubscription } from '../deadlines/product.ts';
import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { ListAddOnOffersRequest, ListAddOnOffersResponse } from '../schemas/listAddOnOffers.ts';
import type { Services } from '../services.ts';
import { compact } from '../schemas/compact.ts';
import { skuOf } from './skuOf.ts';

type Items = ListAddOnOffersResponse['items'];

async function legacyAddOns(
  { catalogue }: Services,
  context: CallContext,
  offerId: string,
  country: string,
): Promise<Items> {
  const offers = await catalogue.listOfferAddOns(context, offerId, country);
  return offers.map(({ id, name, minimumQuantity, maximumQuantity }) =>
    compact({ offerId: id, name, minimumQuantity, maximumQuantity }),
  );
}

/** New-commerce add-ons are SKUs that name the SKUs they require. https://learn.microsoft.com/partner-center/developer/product-resources */
async function newCommerceAddOns(
  { catalogue }: Services,
  context: CallContext,
  offerId: string,
  country: string,
): Promise<Items> {
  const base = skuOf(offerId);
  const addOns = await catalogue.listAddOnSkus(context, country);
  return addOns
    .filter(({ dynamicAttributes }) => dynamicAttributes?.prerequisiteSkus?.some((sku) => sku.toLowerCase() === base))
    .map(({ productId, id, title, minimumQuantity, maximumQuantity }) =>
      compact({ offerId: `${productId}:${id}`, name: title, minimumQuantity, maximumQuantity }),
    );
}

/**
 * Lists what can be bought as an add-on to a subscription, in the customer's country unless another is given.
 * @throws AppError `InvalidRequest` where the country has to be said.
 */
export async function listAddOnOffers(
  services: Services,
  { path: { customerId, subscriptionId }, query }: ListAddOnOffersRequest,
  context: CallContext,
): Promise<ListAddOnOffersResponse> {
  const parent = (await services.subscriptions.get(context, customerId, subscriptionId)).value;
  const country =
    query.country ?? (await services.customers.get(context, customerId)).billingProfile?.defaultAddress?.country;
  if (!country) {
    const message = 'Partner Center does not show the customer’s country. Add ?country= with its two-letter code.';
    throw new AppError('InvalidRequest', message, { target: 'country' });
  }
  const list = productOfSubscription(parent) === 'legacy' ? legacyAddOns : newCommerceAddOns;
  return { items: await list(services, context, parent.offerId ?? '', country.toUpperCase()), warnings: [] };
}
