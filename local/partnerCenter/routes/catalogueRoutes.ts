import { availabilityIdOf, catalogItemIdOf, productOf, skuOf } from '../catalogue.ts';
import { collection } from '../collection.ts';
import { hexFrom } from '../ids.ts';
import { findLegacyOffer, LEGACY_OFFERS } from '../legacyOffers.ts';
import { refusal } from '../partnerCenterError.ts';
import { PRODUCTS, type Product, type Sku } from '../products.ts';
import type { ApiAnswer, ApiCall } from '../apiCall.ts';
import type { Route } from '../router.ts';
import { customerOf, type Emulator } from '../state.ts';
import type { JsonObject } from '../types.ts';

const TERM_NAMES: Record<string, string> = { P1M: 'One-month', P1Y: 'One-year', P3Y: 'Three-year', '': 'One-time' };

/** The country asked for, or that of the customer; the plain catalogue needs one. */
function countryOf({ params, query }: ApiCall, emulator: Emulator): string {
  const country = params.customerId ? customerOf(emulator, params.customerId).country : undefined;
  const wanted = query.get('country') ?? country;
  if (!wanted || !/^[a-z]{2}$/i.test(wanted)) throw refusal('inputInvalid', 'country must be two letters.');
  return wanted.toUpperCase();
}

function productView(
  { id, title, productType, publisherName, isMicrosoftProduct }: Product,
  country: string,
): JsonObject {
  return {
    id,
    title,
    description: title,
    productType,
    isMicrosoftProduct,
    publisherName,
    links: { skus: { uri: `/products/${id}/skus?country=${country}`, method: 'GET', headers: [] } },
  };
}

function skuView(product: Product, sku: Sku, country: string): JsonObject {
  const { id, title, minimumQuantity, maximumQuantity, isTrial = false, isAddon = false, prerequisiteSkus = [] } = sku;
  return {
    id,
    productId: product.id,
    title,
    description: title,
    minimumQuantity,
    maximumQuantity,
    isTrial,
    supportedBillingCycles: [...new Set(sku.terms.map(({ billingCycle }) => billingCycle))],
    purchasePrerequisites: product.kind === 'reservation' ? ['InventoryCheck', 'AzureSubscriptionRegistration'] : [],
    dynamicAttributes: {
      isMicrosoftProduct: product.isMicrosoftProduct,
      hasConstraints: sku.seatsBoundToBase === true,
      isAddon,
      prerequisiteSkus,
    },
    links: {
      availabilities: {
        uri: `/products/${product.id}/skus/${id}/availabilities?country=${country}`,
        method: 'GET',
        headers: [],
      },
    },
  };
}

function availabilityView(product: Product, sku: Sku, country: string, { rotation, switches }: Emulator): JsonObject {
  return {
    id: availabilityIdOf(sku, rotation),
    productId: product.id,
    skuId: sku.id,
    catalogItemId: catalogItemIdOf(product, sku, rotation),
    defaultCurrency: { code: 'USD', symbol: '$' },
    segment: 'commercial',
    country,
    isPurchasable: !(sku.unavailableInSandbox && switches.environment === 'sandbox'),
    isRenewable: product.kind !== 'perpetualSoftware',
    terms: sku.terms.map(({ duration, billingCycle }) => ({
      id: hexFrom(`${product.id}:${sku.id}:${duration}:${billingCycle}`, 12),
      duration,
      description: `${TERM_NAMES[duration] ?? duration} commitment, billed ${billingCycle}`,
      billingCycle,
    })),
  };
}

/** https://learn.microsoft.com/partner-center/developer/get-a-list-of-products */
function listProducts(call: ApiCall, emulator: Emulator): ApiAnswer {
  const country = countryOf(call, emulator);
  const targetView = call.query.get('targetView')?.toLowerCase();
  if (!targetView) throw refusal('inputInvalid', 'targetView is missing.');
  const products = PRODUCTS.filter((product) => product.targetView.toLowerCase() === targetView);
  if (products.length === 0) throw refusal('targetViewRefused');
  return { status: 200, body: collection(products.map((product) => productView(product, country))) };
}

function getProduct(call: ApiCall, emulator: Emulator): ApiAnswer {
  return { status: 200, body: productView(productOf(call.params.productId), countryOf(call, emulator)) };
}

function listSkus(call: ApiCall, emulator: Emulator): ApiAnswer {
  const country = countryOf(call, emulator);
  const product = productOf(call.params.productId);
  return { status: 200, body: collection(product.skus.map((sku) => skuView(product, sku, country))) };
}

function getSku(call: ApiCall, emulator: Emulator): ApiAnswer {
  const product = productOf(call.params.productId);
  return { status: 200, body: skuView(product, skuOf(product, call.params.skuId), countryOf(call, emulator)) };
}

/** https://learn.microsoft.com/partner-center/developer/get-a-list-of-availabilities-for-a-sku */
function listAvailabilities(call: ApiCall, emulator: Emulator): ApiAnswer {
  const product = productOf(call.params.productId);
  const sku = skuOf(product, call.params.skuId);
  return {
    status: 200,
    body: collection([availabilityView(product, sku, countryOf(call, emulator), emulator)]),
  };
}

function getAvailability(call: ApiCall, emulator: Emulator): ApiAnswer {
  const product = productOf(call.params.productId);
  const sku = skuOf(product, call.params.skuId);
  const isCurrent = availabilityIdOf(sku, emulator.rotation) === call.params.availabilityId.toUpperCase();
  if (!isCurrent) throw refusal('availabilityNotFound');
  return { status: 200, body: availabilityView(product, sku, countryOf(call, emulator), emulator) };
}

/** https://learn.microsoft.com/partner-center/developer/get-a-list-of-add-on-offers-for-an-offer-id */
function listAddOnOffers(call: ApiCall, emulator: Emulator): ApiAnswer {
  const country = countryOf(call, emulator);
  const base = findLegacyOffer(call.params.offerId);
  if (!base) throw refusal('offerInvalid', call.params.offerId);
  const items = LEGACY_OFFERS.filter(
    ({ addOnTo, countries }) => addOnTo?.includes(base.id) && (!countries || countries.includes(country)),
  ).map(({ id, name, minimumQuantity, maximumQuantity }) => ({
    id,
    name,
    description: name,
    minimumQuantity,
    maximumQuantity,
    country,
    isAddOn: true,
    isAvailableForPurchase: true,
    prerequisiteOffers: [base.id],
    unitType: 'Licenses',
    billing: 'license',
    attributes: { objectType: 'Offer' },
  }));
  return { status: 200, body: collection(items) };
}

/** The catalogue as it is for a country and, at the second address, for a customer. */
export const catalogueRoutes: Route[] = [
  { method: 'GET', path: '/v1/offers/{offerId}/addons', handle: listAddOnOffers },
  ...['/v1/products', '/v1/customers/{customerId}/products'].flatMap((products): Route[] => {
    const sku = `${products}/{productId}/skus/{skuId}`;
    return [
      { method: 'GET', path: products, handle: listProducts },
      { method: 'GET', path: `${products}/{productId}`, handle: getProduct },
      { method: 'GET', path: `${products}/{productId}/skus`, handle: listSkus },
      { method: 'GET', path: sku, handle: getSku },
      { method: 'GET', path: `${sku}/availabilities`, handle: listAvailabilities },
      { method: 'GET', path: `${sku}/availabilities/{availabilityId}`, handle: getAvailability },
    ];
  }),
];
