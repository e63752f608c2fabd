import type { BoughtLine } from '../execution/search.ts';
import type { Order, OrderLineItem } from '../schemas/order.ts';

const agrees = (shown: string | undefined, sent: string | undefined) => !shown || sent === undefined || shown === sent;

function isLineOf({ offerId, quantity, termDuration, partnerIdOnRecord }: OrderLineItem, line: BoughtLine): boolean {
  return (
    offerId?.toLowerCase() === line.offerId.toLowerCase() &&
    quantity === line.quantity &&
    agrees(termDuration, line.termDuration) &&
    agrees(partnerIdOnRecord, line.partnerIdOnRecord)
  );
}

/** Whether an order is the one that these lines became: line for line of these offers and quantities, and nowhere another term or reseller. */
export function isOrderOf(
  { referenceCustomerId, lineItems = [] }: Order,
  customerId: string,
  lines: BoughtLine[],
): boolean {
  const left = [...lineItems];
  const isShown = (line: BoughtLine) => {
    const index = left.findIndex((shown) => isLineOf(shown, line));
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  };
  return (
    agrees(referenceCustomerId?.toLowerCase(), customerId.toLowerCase()) && lines.every(isShown) && left.length === 0
  );
}
