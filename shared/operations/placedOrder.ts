import type { Read } from '../partnerCenter/parseResource.ts';
import { UnknownOutcomeError } from '../partnerCenter/partnerCenterError.ts';
import type { WrittenOrder } from '../partnerCenter/orders.ts';
import type { Order } from '../schemas/order.ts';
import type { BoughtLine } from '../execution/search.ts';
import { isOrderOf } from './isOrderOf.ts';

/**
 * The order that the answer to a purchase shows.
 * @throws UnknownOutcomeError where it shows none, or another one; with the order’s id where the answer names it.
 */
export function placedOrder(written: WrittenOrder, customerId: string, lines: BoughtLine[]): Read<Order> {
  if (written.shown && isOrderOf(written.shown.value, customerId, lines)) return written.shown;
  const named = written.shown || written.orderId === undefined ? {} : { orderId: written.orderId };
  throw new UnknownOutcomeError('The purchase was accepted without showing the order it became.', named);
}
