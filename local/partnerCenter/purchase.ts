import { itemOf, productSkuOf, type Item } from './catalogue.ts';
import { DAY_IN_MS, instantOf, startOfDay } from './dates.ts';
import { billingCycleOf } from './enums.ts';
import { SANDBOX_LICENCES } from './changeQuantity.ts';
import { memberOf } from './json.ts';
import type { Sku } from './products.ts';
import { refusal } from './partnerCenterError.ts';
import { kindOf } from './newSubscription.ts';
import type { Emulator } from './state.ts';
import { termEndOf } from './terms.ts';
import type { CustomerRecord, JsonObject, SubscriptionRecord } from './types.ts';

/** One line to buy, checked. */
export interface PurchaseLine {
  item: Item;
  quantity: number;
  billingCycle: string;
  termDuration: string;
  friendlyName?: string | undefined;
  partnerIdOnRecord?: string | undefined;
  promotionId?: string | undefined;
  customTermEndDate?: string | undefined;
  provisioningContext?: JsonObject | undefined;
  attestationAccepted?: boolean | undefined;
}

export interface WantedTerm {
  billingCycle?: string | undefined;
  termDuration?: string | undefined;
}

/** Settles cycle and term: legacy has monthly as default, modern the first term of the availability that fits. */
export function settleTerm(
  item: Item,
  { billingCycle, termDuration }: WantedTerm,
): Required<{ [K in keyof WantedTerm]: string }> {
  const named = billingCycle === undefined ? 'unknown' : billingCycleOf(billingCycle);
  const cycle = named === 'unknown' ? undefined : named;
  if (item.form === 'legacy') return { billingCycle: cycle ?? 'monthly', termDuration: 'P1Y' };
  const { terms } = item.sku;
  const ofDuration = terms.filter(({ duration }) => termDuration === undefined || duration === termDuration);
  if (ofDuration.length === 0) throw refusal('termDurationInvalid', termDuration);
  const term = ofDuration.find((candidate) => cycle === undefined || candidate.billingCycle === cycle);
  if (!term) throw refusal('billingCycleInvalid', cycle);
  return { billingCycle: term.billingCycle, termDuration: term.duration };
}

function active(customer: CustomerRecord): SubscriptionRecord[] {
  return [...customer.subscriptions.values()].filter(({ resource }) => resource.status === 'active');
}

/** Seats of the base products that an add-on asks for, in the tenant or beside it in the same purchase. */
export function baseSeats(
  sku: Sku,
  customer: CustomerRecord,
  together: Pick<PurchaseLine, 'item' | 'quantity'>[],
): number {
  const wanted = sku.prerequisiteSkus ?? [];
  const bought = active(customer).map(({ resource }) => resource);
  const beside = together.map(({ item, quantity }) => ({ offerId: item.offerId, quantity }));
  return [...bought, ...beside]
    .filter(({ offerId }) => wanted.includes(productSkuOf(offerId)))
    .reduce((total, { quantity }) => total + quantity, 0);
}

/** Whether a custom term end is the end of a month or that of another running subscription. */
export function isAllowedTermEnd(text: string, customer: CustomerRecord): boolean {
  const end = startOfDay(instantOf(text)) + DAY_IN_MS;
  if (new Date(end).getUTCDate() === 1) return true;
  return active(customer).some(
    ({ kind, resource }) => kind === 'newCommerce' && !resource.isTrial && termEndOf(resource) === end,
  );
}

export function resolveLine(offerId: string | undefined, { rotation }: Emulator): Item {
  if (!offerId) throw refusal('offerInvalid', 'offerId is missing.');
  return itemOf(offerId, rotation);
}

/** The limits of the integration sandbox. https://learn.microsoft.com/partner-center/developer/test-and-debug */
export function checkSandboxQuota({ switches }: Emulator, customer: CustomerRecord, lines: PurchaseLine[]): void {
  if (switches.environment !== 'sandbox' || !switches.sandboxQuotas) return;
  const kept = [...customer.subscriptions.values()].filter(({ resource }) => resource.status !== 'deleted');
  const plans = kept.filter(({ kind }) => kind === 'azurePlan').length;
  const added = lines.map(({ item }) => kindOf(item));
  if (added.includes('azurePlan') && plans > 0) throw refusal('sandboxAzurePlanLimit');
  const subscriptions = added.filter((kind) => kind !== 'perpetualSoftware' && kind !== 'reservation').length;
  if (kept.length + subscriptions > 5) throw refusal('sandboxLimit', '5 subscriptions per customer.');
  if (lines.some(({ quantity }) => quantity > SANDBOX_LICENCES))
    throw refusal('sandboxLimit', '25 licences per subscription.');
}

/** Refuses what the offer or SKU of a line does not allow. */
export function checkItem({ switches }: Emulator, customer: CustomerRecord, { item, quantity }: PurchaseLine): void {
  const { minimumQuantity, maximumQuantity } = item.form === 'legacy' ? item.offer : item.sku;
  if (item.form === 'legacy') {
    if (item.offer.retired) throw refusal('offerNoLongerSold');
    if (item.offer.countries && !item.offer.countries.includes(customer.country)) throw refusal('offerNotInCountry');
  } else if (item.sku.unavailableInSandbox && switches.environment === 'sandbox') {
    throw refusal('notInSandbox');
  }
  if (quantity < minimumQuantity || quantity > maximumQuantity) {
    throw refusal(item.form === 'legacy' ? 'quantityOutsideOffer' : 'lineQuantityOutsideOffer');
  }
}

/** A reservation names the Azure subscription it is for. https://learn.microsoft.com/partner-center/developer/create-an-order */
export function checkProvisioningContext({ item, provisioningContext }: PurchaseLine): void {
  if (kindOf(item) === 'reservation' && typeof memberOf(provisioningContext, 'subscriptionId') !== 'string') {
    throw refusal('azureSubscriptionMissing');
  }
}
