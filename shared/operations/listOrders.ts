import type { CallContext } from '../http/call.ts';
import type { ListOrdersRequest, ListOrdersResponse } from '../schemas/listOrders.ts';
import type { Services } from '../services.ts';
import { orderView } from './orderView.ts';
import { unreadableWarning } from './warnings.ts';

/** Lists a customer's orders. */
export async function listOrders(
  { orders }: Services,
  { path: { customerId } }: ListOrdersRequest,
  context: CallContext,
): Promise<ListOrdersResponse> {
  const { items, unreadable } = await orders.list(context, customerId);
  return { items: items.map(({ value }) => orderView(value)), warnings: unreadableWarning(unreadable) };
}
