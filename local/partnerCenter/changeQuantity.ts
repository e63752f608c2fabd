import { PRODUCTS } from './products.ts';
import { findLegacyOffer } from './legacyOffers.ts';
import { refusal } from './partnerCenterError.ts';
import type { Emulator } from './state.ts';
import { addSeats } from './terms.ts';
import type { SubscriptionRecord } from './types.ts';

/** Licences that one subscription may have in the integration sandbox. https://learn.microsoft.com/partner-center/developer/test-and-debug */
export const SANDBOX_LICENCES = 25;

interface Limits {
  minimumQuantity: number;
  maximumQuantity: number;
}

function limitsOf(offerId: string): Limits | undefined {
  const [productId, skuId] = offerId.split(':');
  if (!skuId) return findLegacyOffer(offerId);
  return PRODUCTS.find(({ id }) => id === productId)?.skus.find(({ id }) => id === skuId);
}

/** Takes back the newest open seats first; fewer than are to go means the window has passed. */
function removeSeats(record: SubscriptionRecord, quantity: number, now: number): void {
  const open = record.seatBatches.filter(({ allowedUntil }) => allowedUntil > now);
  let missing = quantity;
  for (const batch of open.reverse()) {
    const taken = Math.min(batch.quantity, missing);
    batch.quantity -= taken;
    missing -= taken;
  }
  if (missing > 0) throw refusal('quantityDecreaseRefused');
  record.seatBatches = record.seatBatches.filter((batch) => batch.quantity > 0);
}

/**
 * Changes the number of licences; every added batch may be handed back for 7 days of its own.
 * https://learn.microsoft.com/partner-center/developer/change-the-quantity-of-a-subscription
 */
export function changeQuantity(
  record: SubscriptionRecord,
  change: { quantity: number | undefined; status: string; now: number; emulator: Emulator },
): void {
  const { kind, resource } = record;
  const { quantity = resource.quantity, status, now, emulator } = change;
  if (quantity === resource.quantity) return;
  if (status === 'suspended' && resource.status !== 'suspended') throw refusal('quantityWhileSuspending');
  if (resource.status !== 'active') throw refusal('suspendedFixed');
  if (kind === 'softwareSubscription' || kind === 'azurePlan' || resource.isTrial) throw refusal('quantityFixed');
  const limits = limitsOf(resource.offerId);
  if (limits && (quantity < limits.minimumQuantity || quantity > limits.maximumQuantity)) {
    throw refusal(kind === 'legacy' ? 'quantityOutsideOffer' : 'lineQuantityOutsideOffer');
  }
  const { environment, sandboxQuotas } = emulator.switches;
  const grows = quantity > resource.quantity;
  if (grows && environment === 'sandbox' && sandboxQuotas && quantity > SANDBOX_LICENCES) throw refusal('sandboxLimit');
  if (grows) addSeats(record, quantity - resource.quantity, now);
  else if (kind === 'newCommerce') removeSeats(record, resource.quantity - quantity, now);
  resource.quantity = quantity;
}
