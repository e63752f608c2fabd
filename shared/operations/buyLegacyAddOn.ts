import { AppError } from '../errors.ts';
import { lineToAdd } from '../partnerCenter/orders.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import { UnknownOutcomeError } from '../partnerCenter/partnerCenterError.ts';
import type { Warning } from '../schemas/answers.ts';
import type { Order, OrderLineItem } from '../schemas/order.ts';
import type { PurchaseAddOnRequest, PurchaseAddOnResponse } from '../schemas/purchaseAddOn.ts';
import type { Subscription } from '../schemas/subscription.ts';
import type { Services } from '../services.ts';
import { compact } from '../schemas/compact.ts';
import { explainPurchase } from './explainPurchase.ts';
import { includeRaw } from './includeRaw.ts';
import type { Plan } from '../execution/moneyOperation.ts';
import { nameOf } from '../schemas/nameOf.ts';
import { orderView } from './orderView.ts';
import { resellerWarning } from './resellerWarning.ts';
import type { Search } from '../execution/search.ts';

/** What an add-on is bought to, and for whom. */
export interface AddOnPurchase {
  parent: Subscription;
  partnerIdOnRecord?: string | undefined;
  warnings: Warning[];
}

/** Members that only new commerce knows. */
const NEW_COMMERCE_ONLY = ['termDuration', 'billingCycle', 'customTermEndDate', 'promotionId'] as const;

/** How a legacy add-on is found again. */
export type AddOnSearch = Extract<Search, { kind: 'addOn' }>;

/** Whether an order’s line, or a subscription, could be the one that was bought. */
export function isBought(shown: Pick<OrderLineItem, 'offerId' | 'quantity'>, search: AddOnSearch): boolean {
  return shown.offerId?.toLowerCase() === search.offerId.toLowerCase() && shown.quantity === search.quantity;
}

/** What the caller is told of the parent’s order after the purchase. */
export function addOnAnswer(
  { query }: PurchaseAddOnRequest,
  search: AddOnSearch,
  { value, raw }: Read<Order>,
): PurchaseAddOnResponse {
  const { partnerIdOnRecord } = search;
  const bought = value.lineItems?.filter((line) => isBought(line, search)) ?? [];
  const isOther = bought.some((line) => line.partnerIdOnRecord && line.partnerIdOnRecord !== partnerIdOnRecord);
  const lost = isOther ? resellerWarning(value, partnerIdOnRecord) : [];
  return { order: orderView(value), warnings: [...lost, ...search.warnings], ...includeRaw(query, raw) };
}

/**
 * Buys a legacy add-on by adding a line to the parent's order.
 * @throws AppError `AddOnNotPurchasable`, or `InvalidRequest` for what legacy add-ons do not know.
 * https://learn.microsoft.com/partner-center/developer/purchase-an-add-on-to-a-subscription
 */
export function buyLegacyAddOn(
  { orders }: Services,
  request: PurchaseAddOnRequest,
  { parent, partnerIdOnRecord, warnings }: AddOnPurchase,
): Plan<PurchaseAddOnResponse> {
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
  const body = lineToAdd(customerId, line);
  const search: AddOnSearch = compact({
    kind: 'addOn' as const,
    parentId: parent.id,
    orderId,
    offerId,
    quantity,
    partnerIdOnRecord,
    warnings,
  });
  return {
    basis: { body, orderId, status: parent.status },
    search,
    async send(sending) {
      const { shown } = await orders.addLine(sending, customerId, orderId, body);
      const ids = (shown?.value.lineItems ?? [])
        .filter((candidate) => isBought(candidate, search))
        .toSorted((left, right) => (right.lineItemNumber ?? 0) - (left.lineItemNumber ?? 0))
        .flatMap(({ subscriptionId }) => (subscriptionId ? [subscriptionId.toLowerCase()] : []));
      if (!shown || ids.length === 0) {
        throw new UnknownOutcomeError('The add-on was accepted without being shown.', {});
      }
      return { response: addOnAnswer(request, search, shown), claims: ids.map((id) => `addOn_${id}`) };
    },
    explain: () =>
      explainPurchase(
        [{ method: 'PATCH', path: `/v1/customers/${customerId}/orders/${orderId}`, body }],
        `Adds ${quantity} × ${offerId} to the order of ${nameOf(parent) ?? parent.id}, with its term and billing.`,
        search,
      ),
  };
}
