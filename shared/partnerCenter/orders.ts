import type { TokenFlow } from '../credentials/partnerCenterTokens.ts';
import type { CallContext } from '../http/call.ts';
import { Order } from '../schemas/order.ts';
import type { PartnerCenterClient } from './client.ts';
import { isSameId } from './isSameId.ts';
import { readAllPages } from './paging.ts';
import { parseItems, parseNamed, type Read, type ReadList } from './parseResource.ts';
import type { Reply } from './readReply.ts';
import { segment } from './segment.ts';

/** A line of an order to be placed, with the member names Partner Center documents. */
export interface OrderLineRequest {
  lineItemNumber: number;
  offerId: string;
  quantity: number;
  parentSubscriptionId?: string | undefined;
  partnerIdOnRecord?: string | undefined;
  [member: string]: unknown;
}

/** An order that was written: shown in the answer (another than the changed one does not count), or accepted and to be looked up, by id where the answer's Location tells it. */
export type WrittenOrder = { shown: Read<Order> } | { shown?: undefined; orderId?: string };

/** Where an accepted order may be looked up: an order of a customer, nothing else. */
const ORDER_LOCATION = /^(?:https?:\/\/[^/]+)?(?:\/v1)?\/customers\/[0-9a-f-]{36}\/orders\/([A-Za-z0-9_-]+)$/i;

function written({ body, location }: Reply, changedId?: string): WrittenOrder {
  const parsed = Order.safeParse(body);
  const isIt = parsed.success && (changedId === undefined || isSameId(parsed.data.id, changedId));
  if (isIt) return { shown: { value: parsed.data, raw: body } };
  const orderId = ORDER_LOCATION.exec(location ?? '')?.[1];
  return orderId === undefined ? {} : { orderId };
}

/** The body that cancels an order, or some of its lines. https://learn.microsoft.com/partner-center/developer/cancel-software-purchases */
export function orderCancel(
  orderId: string,
  lineItems?: { lineItemNumber: number; offerId: string | undefined }[],
): Record<string, unknown> {
  return { id: orderId, status: 'cancelled', ...(lineItems && { lineItems }) };
}

/** The body that places an order. https://learn.microsoft.com/partner-center/developer/create-an-order */
export function orderToPlace(
  customerId: string,
  order: Record<string, unknown> & { lineItems: OrderLineRequest[] },
): Record<string, unknown> {
  const lineItems = order.lineItems.map((line) => ({ ...line, attributes: { objectType: 'OrderLineItem' } }));
  return { referenceCustomerId: customerId, ...order, lineItems, attributes: { objectType: 'Order' } };
}

/** The body that adds a line to an order. https://learn.microsoft.com/partner-center/developer/purchase-an-add-on-to-a-subscription */
export function lineToAdd(customerId: string, line: OrderLineRequest): Record<string, unknown> {
  return orderToPlace(customerId, { lineItems: [line] });
}

/** The orders of one customer. https://learn.microsoft.com/partner-center/developer/order-resources */
export function createOrdersApi(client: PartnerCenterClient) {
  const pathOf = (customerId: string, orderId?: string) =>
    `/customers/${segment(customerId)}/orders${orderId === undefined ? '' : `/${segment(orderId)}`}`;

  return {
    /** Reads one order; its id is a case-sensitive string. */
    async get(
      context: CallContext,
      customerId: string,
      orderId: string,
      flow: TokenFlow = 'either',
    ): Promise<Read<Order>> {
      const path = pathOf(customerId, orderId);
      const { body } = await client.send(context, { method: 'GET', path, flow, notFound: 'OrderNotFound' });
      return { value: parseNamed(Order, body, { what: 'order', id: orderId }), raw: body };
    },

    /** Lists all orders of a customer. */
    async list(context: CallContext, customerId: string, flow: TokenFlow = 'either'): Promise<ReadList<Order>> {
      return parseItems(Order, await readAllPages(client, context, flow, pathOf(customerId)));
    },

    /**
     * Sends the cancel of {@link orderCancel}.
     * https://learn.microsoft.com/partner-center/developer/cancel-an-order-from-the-integration-sandbox
     */
    async cancel(
      context: CallContext,
      customerId: string,
      orderId: string,
      body: Record<string, unknown>,
    ): Promise<WrittenOrder> {
      const path = pathOf(customerId, orderId);
      return written(await client.send(context, { method: 'PATCH', path, flow: 'either', body }), orderId);
    },

    /**
     * Places the order of {@link orderToPlace}.
     * @throws UnknownOutcomeError where it may have been placed.
     * https://learn.microsoft.com/partner-center/developer/create-an-order-for-a-customer-of-an-indirect-reseller
     */
    async create(
      context: CallContext,
      flow: TokenFlow,
      customerId: string,
      body: Record<string, unknown>,
    ): Promise<WrittenOrder> {
      return written(await client.send(context, { method: 'POST', path: pathOf(customerId), flow, body }));
    },

    /**
     * Adds the line of {@link lineToAdd} to the order of a parent subscription, which is how a legacy add-on is bought.
     * @throws UnknownOutcomeError where it may have been bought.
     * https://learn.microsoft.com/partner-center/developer/purchase-an-add-on-to-a-subscription
     */
    async addLine(
      context: CallContext,
      customerId: string,
      orderId: string,
      body: Record<string, unknown>,
    ): Promise<WrittenOrder> {
      const path = pathOf(customerId, orderId);
      return written(await client.send(context, { method: 'PATCH', path, flow: 'either', body }), orderId);
    },
  };
}

export type OrdersApi = ReturnType<typeof createOrdersApi>;
