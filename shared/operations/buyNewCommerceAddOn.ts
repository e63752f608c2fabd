import type { ErrorDetail } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import { PartnerCenterError, UnknownOutcomeError } from '../partnerCenter/partnerCenterError.ts';
import { DONE_OR_UNDER_WAY } from '../partnerCenter/readReply.ts';
import { toAppError } from '../partnerCenter/toAppError.ts';
import type { Warning } from '../schemas/answers.ts';
import { CartLineError, type Cart, type CartCheckoutResult } from '../schemas/cart.ts';
import { Order } from '../schemas/order.ts';
import type { PurchaseAddOnRequest, PurchaseAddOnResponse } from '../schemas/purchaseAddOn.ts';
import type { Services } from '../services.ts';
import type { AddOnPurchase } from './buyLegacyAddOn.ts';
import { afterPurchase, buyOnce } from './buyOnce.ts';
import { compact } from './compact.ts';
import { findPlacedOrder } from './findPlacedOrder.ts';
import { includeRaw } from './includeRaw.ts';
import { orderView } from './orderView.ts';
import { resellerWarning } from './resellerWarning.ts';
import { resolveOffer } from './resolveOffer.ts';

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

/**
 * Buys a new-commerce add-on, which is a SKU of its own with a term of its own, through a cart.
 * @throws AppError `AddOnNotPurchasable` where the customer lacks what it requires, `AttestationRequired`, `OutcomeUnknown`, …
 * https://learn.microsoft.com/partner-center/developer/create-a-cart-with-add-ons
 */
export async function buyNewCommerceAddOn(
  services: Services,
  context: CallContext,
  request: PurchaseAddOnRequest,
  { parent, partnerIdOnRecord }: AddOnPurchase,
): Promise<PurchaseAddOnResponse> {
  const { customerId } = request.path;
  const { body } = request;
  const termDuration = body.termDuration ?? parent.termDuration;
  const billingCycle = body.billingCycle ?? parent.billingCycle;
  const offer = { offerId: body.offerId, termDuration, billingCycle, target: 'offerId' };
  const catalogItemId = await resolveOffer(services, context, customerId, offer);

  const { quantity, friendlyName, customTermEndDate, promotionId, attestationAccepted } = body;
  const participants = partnerIdOnRecord && [{ key: 'transaction_reseller', value: partnerIdOnRecord }];
  const line = { id: 0, catalogItemId, quantity, termDuration, billingCycle, friendlyName, customTermEndDate };
  const cart = await services.carts.create(
    context,
    customerId,
    compact({
      lineItems: [compact({ ...line, promotionId, attestationAccepted, participants: participants || undefined })],
      partnerOnRecordAttestationAccepted: body.partnerOnRecordAttestationAccepted,
    }),
  );
  assertNoLineErrors(cart);

  const since = services.clock.now();
  const { shown, warnings } = await buyOnce(async () => {
    const result = await services.carts.checkout(context, customerId, cart.id);
    return { shown: result, warnings: result ? assertOrdered(result) : [] };
  });
  return afterPurchase(async () => {
    const raw = shown?.orders?.[0];
    const value = Order.safeParse(raw).data;
    const written = value ? { shown: { value, raw } } : {};
    const lines = [{ offerId: catalogItemId, quantity, termDuration, partnerIdOnRecord }];
    const placed = await findPlacedOrder(services, context, written, { customerId, flow: 'either', since, lines });
    const lost = resellerWarning(placed.value, partnerIdOnRecord);
    return {
      order: orderView(placed.value),
      warnings: [...warnings, ...lost],
      ...includeRaw(request.query, placed.raw),
    };
  });
}
