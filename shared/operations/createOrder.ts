import { PartnerCenterError } from '../partnerCenter/partnerCenterError.ts';
import type { CallContext } from '../http/call.ts';
import type { OrderLineRequest } from '../partnerCenter/orders.ts';
import type { CreateOrderRequest, CreateOrderResponse } from '../schemas/createOrder.ts';
import type { Services } from '../services.ts';
import { assertQuantity } from './assertQuantity.ts';
import { afterPurchase, buyOnce } from './buyOnce.ts';
import { compact } from './compact.ts';
import { findPlacedOrder } from './findPlacedOrder.ts';
import { includeRaw } from './includeRaw.ts';
import { orderView } from './orderView.ts';
import { resellerOfRecord } from './resellerOfRecord.ts';
import { resellerWarning } from './resellerWarning.ts';
import { resolveOffer } from './resolveOffer.ts';
import { keyWarning } from './warnings.ts';

/** Refusals of the PartnerID: what is remembered of the resellers is no longer right. */
const RESELLER_REFUSED = ['800015', '800016', '900154', '2072'];

/**
 * Places an order: for an indirect reseller’s customer with the reseller’s PartnerID on every line, or direct.
 * @throws AppError `IndirectResellerNotFound`, `AttestationRequired`, `QuantityAboveLimit`, `PartnerCenterRejected`, `OutcomeUnknown`, …
 * https://learn.microsoft.com/partner-center/developer/create-an-order-for-a-customer-of-an-indirect-reseller
 */
export async function createOrder(
  services: Services,
  request: CreateOrderRequest,
  context: CallContext,
): Promise<CreateOrderResponse> {
  const { config, orders, relationships, clock } = services;
  const { path, query, body } = request;
  const { customerId } = path;
  const { indirectResellerId, billingCycle, partnerOnRecordAttestationAccepted } = body;
  body.lineItems.forEach(({ quantity }, index) => assertQuantity(config, quantity, `lineItems[${index}].quantity`));

  const partnerIdOnRecord = indirectResellerId && (await resellerOfRecord(services, context, indirectResellerId));
  const lineItems: OrderLineRequest[] = [];
  for (const [index, { lineItemNumber = index, offerId, ...line }] of body.lineItems.entries()) {
    const wish = { offerId, billingCycle, termDuration: line.termDuration, target: `lineItems[${index}].offerId` };
    const resolved = await resolveOffer(services, context, customerId, wish);
    lineItems.push(compact({ ...line, lineItemNumber, offerId: resolved, partnerIdOnRecord }));
  }

  const flow = indirectResellerId ? 'appUser' : 'either';
  const since = clock.now();
  const order = compact({ billingCycle, partnerOnRecordAttestationAccepted, lineItems });
  const written = await buyOnce(() => orders.create(context, flow, customerId, order)).catch((error: unknown) => {
    if (error instanceof PartnerCenterError && RESELLER_REFUSED.includes(error.detail.code ?? ''))
      relationships.forget();
    throw error;
  });
  return afterPurchase(async () => {
    const { value, raw } = await findPlacedOrder(services, context, written, {
      customerId,
      flow,
      since,
      lines: lineItems,
    });
    const warnings = [...resellerWarning(value, partnerIdOnRecord), ...keyWarning(request)];
    return { order: orderView(value), warnings, ...includeRaw(query, raw) };
  });
}
