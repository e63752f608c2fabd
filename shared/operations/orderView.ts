import type { OrderView } from '../schemas/answers.ts';
import type { Order } from '../schemas/order.ts';
import { compact, utc } from '../schemas/compact.ts';

/** An order as callers see it. */
export function orderView(order: Order): OrderView {
  const { id, alternateId, status, billingCycle, transactionType, currencyCode } = order;
  return compact({
    id,
    alternateId,
    customerId: order.referenceCustomerId,
    status,
    billingCycle,
    transactionType,
    currencyCode,
    creationDate: utc(order.creationDate),
    lineItems: (order.lineItems ?? []).map((line) =>
      compact({
        lineItemNumber: line.lineItemNumber,
        offerId: line.offerId,
        friendlyName: line.friendlyName,
        quantity: line.quantity,
        termDuration: line.termDuration,
        subscriptionId: line.subscriptionId,
        partnerIdOnRecord: line.partnerIdOnRecord || undefined,
      }),
    ),
  });
}
