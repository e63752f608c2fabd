import type { OrderLineRequest } from '../partnerCenter/orders.ts';
import type { Order } from '../schemas/order.ts';

/** What was bought, line by line. */
export type BoughtLine = Pick<OrderLineRequest, 'offerId' | 'quantity' | 'partnerIdOnRecord'> & {
  termDuration?: unknown;
};

const agrees = (shown: string | undefined, sent: unknown) => !shown || sent === undefined || shown === sent;

/** Whether an order is the one that these lines became: as many, of these offers and quantities, and nowhere another term or reseller. */
export function isOrderOf(
  { referenceCustomerId, lineItems = [] }: Order,
  customerId: string,
  lines: BoughtLine[],
): boolean {
  return (
    agrees(referenceCustomerId?.toLowerCase(), customerId.toLowerCase()) &&
    lineItems.length === lines.length &&
    lines.every((line) =>
      lineItems.some(
        ({ offerId, quantity, termDuration, partnerIdOnRecord }) =>
          offerId?.toLowerCase() === line.offerId.toLowerCase() &&
          quantity === line.quantity &&
          agrees(termDuration, line.termDuration) &&
          agrees(partnerIdOnRecord, line.partnerIdOnRecord),
      ),
    )
  );
}
