import { isLegacyOffer, productOfSubscription } from '../deadlines/product.ts';
import { renewalWarnings } from '../deadlines/renewal.ts';
import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import type { Warning } from '../schemas/answers.ts';
import type { Order } from '../schemas/order.ts';
import type { PurchaseAddOnRequest, PurchaseAddOnResponse } from '../schemas/purchaseAddOn.ts';
import type { Subscription } from '../schemas/subscription.ts';
import type { Services } from '../services.ts';
import { addOnCandidates } from './addOnCandidates.ts';
import { assertLine } from './assertLines.ts';
import { buyLegacyAddOn } from './buyLegacyAddOn.ts';
import { buyNewCommerceAddOn, newCommerceAnswer } from './buyNewCommerceAddOn.ts';
import { once } from '../execution/carryOut.ts';
import type { Plan } from '../execution/moneyOperation.ts';
import { orderCandidates } from './orderCandidates.ts';
import { resellerOfRecord } from './resellerOfRecord.ts';
import { subscriptionView } from './subscriptionView.ts';

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

/** Decides what is bought: the parent’s state, the reseller and the availability are looked up. */
async function plan(
  services: Services,
  request: PurchaseAddOnRequest,
  context: CallContext,
): Promise<Plan<PurchaseAddOnResponse>> {
  const { customerId, subscriptionId } = request.path;
  const { body } = request;
  assertLine(services.config, body, services.clock.now());
  const parent = (await services.subscriptions.get(context, customerId, subscriptionId)).value;
  const isLegacy = productOfSubscription(parent) === 'legacy';
  assertPurchasable(parent, isLegacy, body.offerId);

  const { partnerIdOnRecord, warnings } = await partnerIdFor(services, context, body, parent);
  const purchase = { parent, partnerIdOnRecord, warnings: [...warnings, ...renewalWarnings(parent, 'purchase')] };
  const bought = isLegacy
    ? buyLegacyAddOn(services, request, purchase)
    : await buyNewCommerceAddOn(services, request, purchase, context);
  return { ...bought, before: subscriptionView(services, customerId, parent) };
}

/**
 * Buys an add-on: a legacy one by adding a line to the parent's order, a new-commerce one through a cart.
 * @throws AppError `ParentSubscriptionNotActive`, `AddOnNotPurchasable`, `QuantityAboveLimit`, `IndirectResellerNotFound`, …
 * https://learn.microsoft.com/partner-center/developer/purchase-an-add-on-to-a-subscription
 */
export const purchaseAddOn = once<PurchaseAddOnRequest, PurchaseAddOnResponse>({
  name: 'purchaseAddOn',
  plan,
  candidates: (services, request, { search, since }, context) => {
    if (search.kind === 'addOn') return addOnCandidates(services, request, { search, since }, context);
    const respond = (order: Read<Order>) => newCommerceAnswer(request, search, order);
    return orderCandidates(services, { customerId: request.path.customerId, search, since, respond }, context);
  },
});
