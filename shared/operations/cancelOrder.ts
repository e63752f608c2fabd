import { matrixRefusal, type MatrixRefusal } from '../deadlines/productMatrix.ts';
import { productOfOrderLine, productOfSubscription, type Product } from '../deadlines/product.ts';
import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import { PartnerCenterError } from '../partnerCenter/partnerCenterError.ts';
import { unavailable } from '../partnerCenter/readReply.ts';
import type { CancelOrderRequest, CancelOrderResponse } from '../schemas/cancelOrder.ts';
import { parseInstant } from '../schemas/instant.ts';
import type { Order, OrderLineItem } from '../schemas/order.ts';
import type { Services } from '../services.ts';
import { includeRaw } from './includeRaw.ts';
import { orderView } from './orderView.ts';
import { settleCancel } from './settleCancel.ts';
import { keyWarning } from './warnings.ts';

/** Sandbox orders older than this cannot be cancelled. https://learn.microsoft.com/partner-center/developer/cancel-an-order-from-the-integration-sandbox */
const SANDBOX_ORDER_AGE_IN_MS = 60 * 24 * 60 * 60_000;

/** Another adjustment of the order is under way: possibly this cancel, sent before. */
const ADJUSTMENT_PENDING = { status: 409, code: '800014' };

/** What Partner Center also says of an order that is cancelled already. */
const REFUSED_OR_DONE = [
  { status: 400, code: '800061' },
  { status: 400, code: '800063' },
];

/** The lines a cancel is about. @throws AppError `InvalidRequest` for a line the order does not have. */
function chosenLines(order: Order, chosen: CancelOrderRequest['body']['lineItems']): OrderLineItem[] {
  const lines = order.lineItems ?? [];
  if (lines.length === 0) throw unavailable('Partner Center showed the order without its lines.');
  if (!chosen) return lines;
  return chosen.map(({ lineItemNumber }, index) => {
    const line = lines.find((candidate) => candidate.lineItemNumber === lineItemNumber);
    if (line) return line;
    const numbers = lines.map((candidate) => candidate.lineItemNumber).join(', ');
    throw new AppError('InvalidRequest', `The order has no line ${lineItemNumber}; it has ${numbers}.`, {
      target: `lineItems[${index}].lineItemNumber`,
    });
  });
}

/** An order is cancelled whole; of some lines each is, once its quantity is 0. */
function isCancelled(order: Order, chosen: CancelOrderRequest['body']['lineItems']): boolean {
  if (order.status?.toLowerCase() === 'cancelled') return true;
  const numbers = (chosen ?? order.lineItems ?? []).map(({ lineItemNumber }) => lineItemNumber);
  const lines = (order.lineItems ?? []).filter(({ lineItemNumber }) => numbers.includes(lineItemNumber));
  return lines.length > 0 && lines.every(({ quantity }) => quantity === 0);
}

function refuse({ reason, nextStep }: MatrixRefusal): never {
  throw new AppError(reason, `This order cannot be cancelled as an order. ${nextStep}`, { nextStep });
}

/** Where a line does not tell its product, its subscription does. */
async function productOf(
  { subscriptions }: Services,
  context: CallContext,
  customerId: string,
  { order, line }: { order: Order; line: OrderLineItem },
): Promise<Product> {
  const product = productOfOrderLine(line, order.billingCycle);
  if (product !== 'unknown' || !line.subscriptionId) return product;
  const found = await subscriptions.get(context, customerId, line.subscriptionId).catch((error: unknown) => {
    if (error instanceof PartnerCenterError && error.detail.status === 404) return undefined;
    throw error;
  });
  return found ? productOfSubscription(found.value) : product;
}

/**
 * Cancels an order, or some of its lines: software, and in the sandbox Azure reservations too. Other products are refused with what to do instead.
 * @throws AppError `UseSubscriptionCancel`, `NotCancellable`, `OrderTooOld`, `OrderNotFound`, …
 * https://learn.microsoft.com/partner-center/developer/cancel-an-order-from-the-integration-sandbox
 */
export async function cancelOrder(
  services: Services,
  request: CancelOrderRequest,
  context: CallContext,
): Promise<CancelOrderResponse> {
  const { orders, config, clock } = services;
  const { path, query, body } = request;
  const { customerId, orderId } = path;
  const warnings = keyWarning(request);

  const read = () => orders.get(context, customerId, orderId);
  const found = await read();
  const lines = chosenLines(found.value, body.lineItems);
  if (isCancelled(found.value, body.lineItems)) {
    return { order: orderView(found.value), alreadyCancelled: true, warnings, ...includeRaw(query, found.raw) };
  }

  for (const line of lines) {
    const product = await productOf(services, context, customerId, { order: found.value, line });
    const refusal = matrixRefusal(product, config.environment, 'order');
    if (refusal) refuse(refusal);
  }
  const created = parseInstant(found.value.creationDate);
  if (
    config.environment === 'sandbox' &&
    created &&
    clock.now().getTime() - created.getTime() > SANDBOX_ORDER_AGE_IN_MS
  ) {
    const message = `The order is from ${created.toISOString()}: a sandbox order can be cancelled for 60 days.`;
    throw new AppError('OrderTooOld', message, { nextStep: 'Leave it, or delete the sandbox customer.' });
  }

  const subset = body.lineItems && lines.map(({ lineItemNumber = 0, offerId }) => ({ lineItemNumber, offerId }));
  const cancelled = await settleCancel(context, {
    write: async () => (await orders.cancel(context, customerId, orderId, subset)).shown,
    read,
    isCancelled: (order) => isCancelled(order, body.lineItems),
    underWay: [ADJUSTMENT_PENDING],
    maybeDone: REFUSED_OR_DONE,
  });
  return { order: orderView(cancelled.value), alreadyCancelled: false, warnings, ...includeRaw(query, cancelled.raw) };
}
