import type { ErrorDetail } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import { PartnerCenterError, UnknownOutcomeError } from '../partnerCenter/partnerCenterError.ts';
import { DONE_OR_UNDER_WAY } from '../partnerCenter/readReply.ts';
import { toAppError } from '../partnerCenter/toAppError.ts';
import type { Warning } from '../schemas/answers.ts';
import { CartLineError, type Cart, type CartCheckoutResult } from '../schemas/cart.ts';
import { Order } from '../schemas/order.ts';
import type { PurchaseAddOnRequest, PurchaseAddOnResponse } from '../schemas/purchaseAddOn.ts';
import type { Services } from '../services.ts';
import type { AddOnPurchase } from './buyLegacyAddOn.ts';
import { compact } from '../schemas/compact.ts';
import { explainPurchase } from './explainPurchase.ts';
import { includeRaw } from './includeRaw.ts';
import type { Plan } from '../execution/moneyOperation.ts';
import { nameOf } from '../schemas/nameOf.ts';
import { orderView } from './orderView.ts';
import { placedOrder } from './placedOrder.ts';
import { resellerWarning } from './resellerWarning.ts';
import { resolveOffer } from './resolveOffer.ts';
import type { Search } from '../execution/search.ts';

/** An error of a shape nobody foresaw is an error all the same. */
const NO_DETAIL: CartLineError = { errorCode: undefined, errorDescription: undefined };

/**
 * A line's error arrives inside a cart that was created successfully: status 200 in our table of refusals.
 * https://learn.microsoft.com/partner-center/developer/cart-resources
 */
function assertNoLineErrors({ lineItems = [] }: Cart): void {
  const errors = lineItems.flatMap(({ error }) =>
    error === undefined || error === null ? [] : [CartLineError.safeParse(error).data ?? NO_DETAIL],
  );
  const [first] = errors;
  if (!first) return;
  const details: ErrorDetail[] = errors.map(({ errorCode = 'unknown', errorDescription = '' }) => ({
    code: errorCode,
    message: errorDescription,
  }));
  const detail = compact({ status: 200, code: first.errorCode, description: first.errorDescription });
  throw toAppError(new PartnerCenterError(detail), { details });
}

/** @throws PartnerCenterError where the checkout brought errors and no order; UnknownOutcomeError where it is said to be under way. */
function assertOrdered({ orders = [], orderErrors = [] }: CartCheckoutResult): Warning[] {
  const [first] = orderErrors;
  if (first && orders.length === 0) {
    if (first.code === undefined || Object.hasOwn(DONE_OR_UNDER_WAY, first.code))
      throw new UnknownOutcomeError('The checkout is under way.', {});
    throw new PartnerCenterError(compact({ status: 200, code: first.code, description: first.description }));
  }
  return orderErrors.map(({ code, description }) => ({
    code: 'CheckoutError',
    message: `Partner Center also reported ${code ?? 'an error'}: ${description ?? 'no description'}.`,
  }));
}

/** What the caller is told of the order that the purchase became. */
export function newCommerceAnswer(
  { query }: PurchaseAddOnRequest,
  search: Search,
  { value, raw }: Read<Order>,
): PurchaseAddOnResponse {
  const lost = resellerWarning(value, search.partnerIdOnRecord);
  return { order: orderView(value), warnings: [...lost, ...search.warnings], ...includeRaw(query, raw) };
}

/**
 * Buys a new-commerce add-on, which is a SKU of its own with a term of its own, through a cart.
 * @throws AppError `InvalidRequest` where its offer cannot be told; when sent also `AddOnNotPurchasable` where the customer lacks what it requires, `AttestationRequired`, …
 * https://learn.microsoft.com/partner-center/developer/create-a-cart-with-add-ons
 */
export async function buyNewCommerceAddOn(
  services: Services,
  request: PurchaseAddOnRequest,
  { parent, partnerIdOnRecord, warnings }: AddOnPurchase,
  context: CallContext,
): Promise<Plan<PurchaseAddOnResponse>> {
  const { customerId } = request.path;
  const { body } = request;
  const termDuration = body.termDuration ?? parent.termDuration;
  const billingCycle = body.billingCycle ?? parent.billingCycle;
  const offer = { offerId: body.offerId, termDuration, billingCycle, target: 'offerId' };
  const catalogItemId = await resolveOffer(services, context, customerId, offer);

  const { quantity, friendlyName, customTermEndDate, promotionId, attestationAccepted } = body;
  const participants = partnerIdOnRecord && [{ key: 'transaction_reseller', value: partnerIdOnRecord }];
  const line = { id: 0, catalogItemId, quantity, termDuration, billingCycle, friendlyName, customTermEndDate };
  const cart = compact({
    lineItems: [compact({ ...line, promotionId, attestationAccepted, participants: participants || undefined })],
    partnerOnRecordAttestationAccepted: body.partnerOnRecordAttestationAccepted,
  });
  const lines = [compact({ offerId: catalogItemId, quantity, termDuration, partnerIdOnRecord, friendlyName })];
  const search: Search = {
    kind: 'order',
    flow: 'either',
    lines,
    ...(billingCycle && { billingCycle }),
    ...(partnerIdOnRecord && { partnerIdOnRecord }),
    warnings,
  };
  return {
    basis: { cart, status: parent.status },
    search,
    async send(sending) {
      const created = await services.carts.create(sending, customerId, cart);
      assertNoLineErrors(created);
      const result = await services.carts.checkout(sending, customerId, created.id);
      const reported = result ? assertOrdered(result) : [];
      const raw = result?.orders?.[0];
      const value = Order.safeParse(raw).data;
      const placed = placedOrder(value ? { shown: { value, raw } } : {}, customerId, lines);
      const response = newCommerceAnswer(request, search, placed);
      return {
        response: { ...response, warnings: [...reported, ...response.warnings] },
        claims: [`order_${placed.value.id}`],
      };
    },
    explain: () =>
      explainPurchase(
        [
          { method: 'POST', path: `/v1/customers/${customerId}/carts`, body: cart },
          { method: 'POST', path: `/v1/customers/${customerId}/carts/{cartId}/checkout` },
        ],
        `Buys ${quantity} × ${catalogItemId}${termDuration ? ` for ${termDuration}` : ''}, a subscription of its own beside ${
          nameOf(parent) ?? parent.id
        }.`,
        search,
      ),
  };
}
