import { matrixRefusal, type MatrixRefusal } from '../deadlines/productMatrix.ts';
import { productOfOrderLine, productOfSubscription, type Product } from '../deadlines/product.ts';
import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import { PartnerCenterError } from '../partnerCenter/partnerCenterError.ts';
import { orderCancel } from '../partnerCenter/orders.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import { unavailable } from '../partnerCenter/readReply.ts';
import type { CancelOrderRequest, CancelOrderResponse } from '../schemas/cancelOrder.ts';
import { parseInstant } from '../schemas/instant.ts';
import type { Order, OrderLineItem } from '../schemas/order.ts';
import type { Services } from '../services.ts';
import { once } from '../execution/carryOut.ts';
import { explainOrderCancel } from './explainOrderCancel.ts';
import { includeRaw } from './includeRaw.ts';
import type { Plan } from '../execution/moneyOperation.ts';
import { orderView } from './orderView.ts';
import { settleCancel } from './settleCancel.ts';
import { withdrawDeadlines } from './withdrawDeadlines.ts';

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

/** @throws AppError where a line cannot be cancelled through its order, or the order is too old. */
async function assertCancellable(
  services: Services,
  context: CallContext,
  customerId: string,
  { order, lines }: { order: Order; lines: OrderLineItem[] },
): Promise<void> {
  const { config, clock } = services;
  for (const line of lines) {
    const product = await productOf(services, context, customerId, { order, line });
    const refusal = matrixRefusal(product, config.environment, 'order');
    if (refusal) refuse(refusal);
  }
  const created = parseInstant(order.creationDate);
  const isOld = created && clock.now().getTime() - created.getTime() > SANDBOX_ORDER_AGE_IN_MS;
  if (config.environment === 'sandbox' && isOld) {
    const message = `The order is from ${created.toISOString()}: a sandbox order can be cancelled for 60 days.`;
    throw new AppError('OrderTooOld', message, { nextStep: 'Leave it, or delete the sandbox customer.' });
  }
}

/** Decides a cancel on what the order is now. */
async function plan(
  services: Services,
  request: CancelOrderRequest,
  context: CallContext,
): Promise<Plan<CancelOrderResponse>> {
  const { orders } = services;
  const { path, query, body } = request;
  const { customerId, orderId } = path;
  const read = (reading: CallContext) => orders.get(reading, customerId, orderId);
  const found = await read(context);
  const lines = chosenLines(found.value, body.lineItems);
  const isDone = isCancelled(found.value, body.lineItems);
  const answer = async ({ value, raw }: Read<Order>, alreadyCancelled: boolean): Promise<CancelOrderResponse> => {
    const cancelled = lines.flatMap(({ subscriptionId }) => subscriptionId ?? []);
    await withdrawDeadlines(services, context, customerId, cancelled);
    return { order: orderView(value), alreadyCancelled, warnings: [], ...includeRaw(query, raw) };
  };
  if (!isDone) await assertCancellable(services, context, customerId, { order: found.value, lines });

  const subset = body.lineItems && lines.map(({ lineItemNumber = 0, offerId }) => ({ lineItemNumber, offerId }));
  const cancel = orderCancel(orderId, subset);
  const before = orderView(found.value);
  return {
    ...(isDone && { done: () => answer(found, true) }),
    basis: { cancel, order: before, etag: found.value.attributes?.etag },
    before,
    async send(sending) {
      const cancelled = await settleCancel(sending, {
        write: async () => (await orders.cancel(sending, customerId, orderId, cancel)).shown,
        read: () => read(sending),
        isCancelled: (order) => isCancelled(order, body.lineItems),
        underWay: [ADJUSTMENT_PENDING],
        maybeDone: REFUSED_OR_DONE,
      });
      return { response: await answer(cancelled, false), claims: [] };
    },
    explain: () => explainOrderCancel(customerId, { order: found.value, lines, isDone, cancel }),
  };
}

/**
 * Cancels an order, or some of its lines: software, and in the sandbox Azure reservations too. Other products are refused with what to do instead.
 * @throws AppError `UseSubscriptionCancel`, `NotCancellable`, `OrderTooOld`, `OrderNotFound`, …
 * https://learn.microsoft.com/partner-center/developer/cancel-an-order-from-the-integration-sandbox
 */
export const cancelOrder = once<CancelOrderRequest, CancelOrderResponse>({ name: 'cancelOrder', plan });
