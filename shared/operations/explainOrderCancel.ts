import type { Order, OrderLineItem } from '../schemas/order.ts';
import type { Explanation } from '../execution/moneyOperation.ts';

export interface OrderCancel {
  order: Order;
  lines: OrderLineItem[];
  isDone: boolean;
  cancel: Record<string, unknown>;
}

/** What a dry run says of the cancel of an order. */
export function explainOrderCancel(
  customerId: string,
  { order, lines, isDone, cancel }: OrderCancel,
): Promise<Explanation> {
  if (isDone) {
    return Promise.resolve({
      wouldSend: [],
      effect: 'Nothing is left to do: it is cancelled already.',
      warnings: [],
    });
  }
  const named = lines
    .filter(({ quantity }) => quantity !== 0)
    .map(({ quantity, friendlyName, offerId = 'an unnamed line' }) =>
      [...(quantity === undefined ? [] : [`${quantity} ×`]), friendlyName || offerId].join(' '),
    )
    .join(', ');
  const isWhole = lines.length === order.lineItems?.length;
  const what = isWhole ? `the whole order ${order.id} (${named})` : `${named} of order ${order.id}`;
  return Promise.resolve({
    wouldSend: [{ method: 'PATCH', path: `/v1/customers/${customerId}/orders/${order.id}`, body: cancel }],
    effect: `Cancels ${what} at once and for good. The order does not tell what is refunded.`,
    refund: 'unknown',
    warnings: [],
  });
}
