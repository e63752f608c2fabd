import type { OrderLineItem } from '../schemas/order.ts';
import { plainName } from '../schemas/plainName.ts';
import type { Subscription } from '../schemas/subscription.ts';

/** The product types that cancelling tells apart. */
export type Product =
  | 'legacy'
  | 'newCommerce'
  | 'marketplace'
  | 'azurePlan'
  | 'softwareSubscription'
  | 'perpetualSoftware'
  | 'azureReservation'
  | 'savingsPlan'
  | 'unknown';

/** The Azure plan's catalogue product. https://learn.microsoft.com/partner-center/developer/purchase-azure-plan */
const AZURE_PLAN_PRODUCT = 'DZH318Z0BPS6';

/** True for the ids of the legacy catalogue: a GUID, or `MS-AZR-…`; modern ones have the form product:sku[:availability]. */
export function isLegacyOffer(offerId: string): boolean {
  return !offerId.includes(':');
}

function hasReservationContext(context: Record<string, unknown> | undefined): boolean {
  return Object.keys(context ?? {}).some((name) => name.toLowerCase() === 'scope');
}

/**
 * The product type of a subscription. Legacy resources have no `productType`, and neither have marketplace ones.
 * https://learn.microsoft.com/partner-center/developer/subscription-resources
 */
export function productOfSubscription(subscription: Subscription): Product {
  const { offerId = '', productType, isMicrosoftProduct } = subscription;
  const type = productType?.id?.toLowerCase();
  if (offerId.toUpperCase().startsWith(`${AZURE_PLAN_PRODUCT}:`)) return 'azurePlan';
  if (type === undefined) {
    if (offerId === '') return 'unknown';
    return isLegacyOffer(offerId) ? 'legacy' : isMicrosoftProduct === false ? 'marketplace' : 'unknown';
  }
  if (type === 'onlineservicesnce') return 'newCommerce';
  if (type === 'software') return subscription.termDuration ? 'softwareSubscription' : 'perpetualSoftware';
  if (type.includes('reserv')) return 'azureReservation';
  if (type.includes('savings')) return 'savingsPlan';
  if (type === 'azure') return 'azurePlan';
  return isMicrosoftProduct === false ? 'marketplace' : 'unknown';
}

/**
 * The product type of an order line as far as the line alone tells it; `unknown` where only the line's subscription or Partner Center can say.
 * https://learn.microsoft.com/partner-center/developer/order-resources
 */
export function productOfOrderLine(line: OrderLineItem, billingCycle: string | undefined): Product {
  const { offerId = '', termDuration = '' } = line;
  if (offerId !== '' && isLegacyOffer(offerId)) return 'legacy';
  if (line.purchaseCommitment) return 'savingsPlan';
  if (hasReservationContext(line.provisioningContext)) return 'azureReservation';
  if (offerId.toUpperCase().startsWith(`${AZURE_PLAN_PRODUCT}:`)) return 'azurePlan';
  if (plainName(billingCycle) !== 'onetime') return 'unknown';
  return termDuration === '' ? 'perpetualSoftware' : 'softwareSubscription';
}
