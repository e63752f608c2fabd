import { PartnerCenterError } from '../partnerCenter/partnerCenterError.ts';
import type { CallContext } from '../http/call.ts';
import { orderToPlace, type OrderLineRequest } from '../partnerCenter/orders.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import type { CreateOrderRequest, CreateOrderResponse } from '../schemas/createOrder.ts';
import type { Order } from '../schemas/order.ts';
import type { Services } from '../services.ts';
import { assertLines } from './assertLines.ts';
import { compact } from '../schemas/compact.ts';
import { once } from '../execution/carryOut.ts';
import { explainPurchase } from './explainPurchase.ts';
import { includeRaw } from './includeRaw.ts';
import type { Plan } from '../execution/moneyOperation.ts';
import { orderCandidates } from './orderCandidates.ts';
import { orderView } from './orderView.ts';
import { placedOrder } from './placedOrder.ts';
import { resellerOfRecord } from './resellerOfRecord.ts';
import { resellerWarning } from './resellerWarning.ts';
import { resolveOffer } from './resolveOffer.ts';
import type { Search } from '../execution/search.ts';

/** Refusals of the PartnerID: what is remembered of the resellers is no longer right. */
const RESELLER_REFUSED = ['800015', '800016', '900154', '2072'];

function answer({ query }: CreateOrderRequest, search: Search, { value, raw }: Read<Order>): CreateOrderResponse {
  const warnings = [...resellerWarning(value, search.partnerIdOnRecord), ...search.warnings];
  return { order: orderView(value), warnings, ...includeRaw(query, raw) };
}

/** Decides what is ordered: resellers and availabilities are looked up, quantities checked. */
async function plan(
  services: Services,
  request: CreateOrderRequest,
  context: CallContext,
): Promise<Plan<CreateOrderResponse>> {
  const { config, clock, orders, relationships } = services;
  const { customerId } = request.path;
  const { indirectResellerId, billingCycle, partnerOnRecordAttestationAccepted, lineItems: asked } = request.body;
  assertLines(config, asked, clock.now());

  const partnerIdOnRecord = indirectResellerId && (await resellerOfRecord(services, context, indirectResellerId));
  const lineItems: OrderLineRequest[] = [];
  for (const [index, { lineItemNumber = index, offerId, ...line }] of asked.entries()) {
    const wish = { offerId, billingCycle, termDuration: line.termDuration, target: `lineItems[${index}].offerId` };
    const resolved = await resolveOffer(services, context, customerId, wish);
    lineItems.push(compact({ ...line, lineItemNumber, offerId: resolved, partnerIdOnRecord }));
  }

  const flow = indirectResellerId ? 'appUser' : 'either';
  const order = orderToPlace(customerId, compact({ billingCycle, partnerOnRecordAttestationAccepted, lineItems }));
  const lines = lineItems.map(({ offerId, quantity }, index) => {
    const { termDuration, friendlyName } = asked[index] ?? {};
    return compact({ offerId, quantity, termDuration, partnerIdOnRecord, friendlyName });
  });
  const search: Search = {
    kind: 'order',
    flow,
    lines,
    ...(billingCycle && { billingCycle }),
    ...(partnerIdOnRecord && { partnerIdOnRecord }),
    warnings: [],
  };
  return {
    basis: order,
    search,
    async send(sending) {
      const written = await orders.create(sending, flow, customerId, order).catch((error: unknown) => {
        if (error instanceof PartnerCenterError && RESELLER_REFUSED.includes(error.detail.code ?? ''))
          relationships.forget();
        throw error;
      });
      const placed = placedOrder(written, customerId, lines);
      return { response: answer(request, search, placed), claims: [`order_${placed.value.id}`] };
    },
    explain: () =>
      explainPurchase(
        [{ method: 'POST', path: `/v1/customers/${customerId}/orders`, body: order }],
        `Places an order of ${lines.map(({ quantity, offerId }) => `${quantity} × ${offerId}`).join(', ')} for the customer.`,
        search,
      ),
  };
}

/**
 * Places an order: for an indirect reseller’s customer with the reseller’s PartnerID on every line, or direct.
 * @throws AppError `IndirectResellerNotFound`, `AttestationRequired`, `QuantityAboveLimit`, `PartnerCenterRejected`, …
 * https://learn.microsoft.com/partner-center/developer/create-an-order-for-a-customer-of-an-indirect-reseller
 */
export const createOrder = once<CreateOrderRequest, CreateOrderResponse>({
  name: 'createOrder',
  plan,
  candidates: (services, request, { search, since }, context) =>
    orderCandidates(
      services,
      { customerId: request.path.customerId, search, since, respond: (order) => answer(request, search, order) },
      context,
    ),
});
