import { isLegacyOffer, productOfSubscription } from '../deadlines/product.ts';
import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { Warning } from '../schemas/answers.ts';
import type { PurchaseAddOnRequest, PurchaseAddOnResponse } from '../schemas/purchaseAddOn.ts';
import type { Subscription } from '../schemas/subscription.ts';
import type { Services } from '../services.ts';
import { assertQuantity } from './assertQuantity.ts';
import { buyLegacyAddOn } from './buyLegacyAddOn.ts';
import { buyNewCommerceAddOn } from './buyNewCommerceAddOn.ts';
import { resellerOfRecord } from './resellerOfRecord.ts';
import { keyWarning } from './warnings.ts';

/** Statuses in which nothing can be added; an unforeseen one is left to Partner Center. */
const NOT_ACTIVE = ['suspended', 'deleted', 'expired', 'disabled', 'pending', 'none'];

/** @throws AppError where nothing can be added to the parent, or not this. */
function assertPurchasable({ status = '' }: Subscription, legacyParent: boolean, offerId: string): void {
  if (NOT_ACTIVE.includes(status.toLowerCase())) {
    const message = `The parent subscription is ${status}. Reactivate it before buying an add-on.`;
    throw new AppError('ParentSubscriptionNotActive', message, { target: 'subscriptionId' });
  }
  if (legacyParent === isLegacyOffer(offerId)) return;
  const wanted = legacyParent ? 'an add-on offer of the legacy catalogue' : 'an add-on given as product:sku';
  throw new AppError(
    'AddOnNotPurchasable',
    `This parent subscription needs ${wanted}. Choose one of its add-on offers.`,
    { target: 'offerId' },
  );
}

/**
 * The reseller of record of an add-on: the one asked for, else the parent's.
 * @throws AppError `IndirectResellerNotFound`, or `InvalidRequest` for the provider itself.
 */
async function partnerIdFor(
  services: Services,
  context: CallContext,
  { indirectResellerId }: PurchaseAddOnRequest['body'],
  { partnerId }: Subscription,
): Promise<{ partnerIdOnRecord?: string; warnings: Warning[] }> {
  if (indirectResellerId) {
    return { partnerIdOnRecord: await resellerOfRecord(services, context, indirectResellerId), warnings: [] };
  }
  if (partnerId && partnerId !== services.config.mpnId) return { partnerIdOnRecord: partnerId, warnings: [] };
  const message = 'The parent subscription has no indirect reseller of record, so the add-on has none either.';
  return { warnings: [{ code: 'NoResellerOfRecord', message }] };
}

/**
 * Buys an add-on: a legacy one by adding a line to the parent's order, a new-commerce one through a cart.
 * @throws AppError `ParentSubscriptionNotActive`, `AddOnNotPurchasable`, `QuantityAboveLimit`, `IndirectResellerNotFound`, `OutcomeUnknown`, …
 * https://learn.microsoft.com/partner-center/developer/purchase-an-add-on-to-a-subscription
 */
export async function purchaseAddOn(
  services: Services,
  request: PurchaseAddOnRequest,
  context: CallContext,
): Promise<PurchaseAddOnResponse> {
  const { customerId, subscriptionId } = request.path;
  const { body } = request;
  assertQuantity(services.config, body.quantity, 'quantity');
  const parent = (await services.subscriptions.get(context, customerId, subscriptionId)).value;
  const legacyParent = productOfSubscription(parent) === 'legacy';
  assertPurchasable(parent, legacyParent, body.offerId);

  const { partnerIdOnRecord, warnings } = await partnerIdFor(services, context, body, parent);
  const buy = legacyParent ? buyLegacyAddOn : buyNewCommerceAddOn;
  const bought = await buy(services, context, request, { parent, partnerIdOnRecord });
  return { ...bought, warnings: [...bought.warnings, ...warnings, ...keyWarning(request)] };
}
