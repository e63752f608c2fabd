import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { WrittenOrder } from '../partnerCenter/orders.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import { UnknownOutcomeError } from '../partnerCenter/partnerCenterError.ts';
import { readUntil } from '../partnerCenter/readUntil.ts';
import type { Order, OrderLineItem } from '../schemas/order.ts';
import type { PurchaseAddOnRequest, PurchaseAddOnResponse } from '../schemas/purchaseAddOn.ts';
import type { Subscription } from '../schemas/subscription.ts';
import type { Services } from '../services.ts';
import { afterPurchase, buyOnce } from './buyOnce.ts';
import { compact } from './compact.ts';
import { includeRaw } from './includeRaw.ts';
import { isCreatedSince } from './isCreatedSince.ts';
import { orderView } from './orderView.ts';
import { resellerWarning } from './resellerWarning.ts';

export interface AddOnPurchase {
  parent: Subscription;
  partnerIdOnRecord?: string | undefined;
}

/** Members that only new commerce knows. */
const NEW_COMMERCE_ONLY = ['termDuration', 'billingCycle', 'customTermEndDate', 'promotionId'] as const;

/**
 * The order of an add-on that was accepted without being shown. The order alone cannot tell an earlier line of the same offer,
 * the parent's add-ons can: the one created since, of this offer and quantity.
 */
async function findAddOn(
  { orders, subscriptions, claims }: Services,
  context: CallContext,
  { path, body }: PurchaseAddOnRequest,
  { parent, since, orderId }: { parent: Subscription; since: Date; orderId: string },
): Promise<Read<Order>> {
  const isNew = ({ value }: Read<Subscription>) =>
    value.offerId?.toLowerCase() === body.offerId.toLowerCase() &&
    value.quantity === body.quantity &&
    claims.isFree(value.id) &&
    isCreatedSince(value.creationDate, since);
  const addOns = async () => (await subscriptions.listAddOns(context, path.customerId, parent.id)).items.filter(isNew);
  const found = await readUntil(context, addOns, (readings) => readings.length > 0);
  const [addOn, ...others] = found?.reading ?? [];
  if (addOn && others.length === 0) {
    const isLine = ({ subscriptionId = '' }) => subscriptionId.toLowerCase() === addOn.value.id.toLowerCase();
    const read = () => orders.get(context, path.customerId, orderId);
    const order = await readUntil(context, read, ({ value }) => value.lineItems?.some(isLine) ?? false);
    if (order) return order.reading;
  }
  throw new UnknownOutcomeError('The add-on was accepted and cannot be told among the parent’s add-ons.', {});
}

/**
 * Buys a legacy add-on by adding a line to the parent's order.
 * @throws AppError `AddOnNotPurchasable`, `OutcomeUnknown`; PartnerCenterError where Partner Center refused.
 * https://learn.microsoft.com/partner-center/developer/purchase-an-add-on-to-a-subscription
 */
export async function buyLegacyAddOn(
  services: Services,
  context: CallContext,
  request: PurchaseAddOnRequest,
  { parent, partnerIdOnRecord }: AddOnPurchase,
): Promise<PurchaseAddOnResponse> {
  const { customerId } = request.path;
  const { offerId, quantity, friendlyName, attestationAccepted } = request.body;
  const foreign = NEW_COMMERCE_ONLY.find((member) => request.body[member] !== undefined);
  if (foreign) {
    throw new AppError('InvalidRequest', 'A legacy add-on follows its parent’s term and billing. Leave it out.', {
      target: foreign,
    });
  }
  const { orderId } = parent;
  if (!orderId) throw new AppError('AddOnNotPurchasable', 'The parent subscription names no order to add to.');

  const line = compact({
    /** Counted within this change, not within the order: https://learn.microsoft.com/partner-center/developer/purchase-an-add-on-to-a-subscription */
    lineItemNumber: 0,
    offerId,
    quantity,
    friendlyName,
    attestationAccepted,
    parentSubscriptionId: parent.id,
    partnerIdOnRecord,
  });
  const since = services.clock.now();
  const written: WrittenOrder = await buyOnce(() => services.orders.addLine(context, customerId, orderId, line));
  return afterPurchase(async () => {
    const isBought = (candidate: OrderLineItem) =>
      candidate.offerId?.toLowerCase() === offerId.toLowerCase() && candidate.quantity === quantity;
    const isShown = written.shown?.value.lineItems?.some(isBought);
    const shown =
      written.shown && isShown
        ? written.shown
        : await findAddOn(services, context, request, { parent, since, orderId });
    const bought = shown.value.lineItems?.filter(isBought) ?? [];
    for (const { subscriptionId } of bought) services.claims.claim(subscriptionId ?? '');
    const isOther = bought.some((line) => line.partnerIdOnRecord && line.partnerIdOnRecord !== partnerIdOnRecord);
    const warnings = isOther ? resellerWarning(shown.value, partnerIdOnRecord) : [];
    return { order: orderView(shown.value), warnings, ...includeRaw(request.query, shown.raw) };
  });
}
