import type { TokenFlow } from '../credentials/partnerCenterTokens.ts';
import type { CallContext } from '../http/call.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import { UnknownOutcomeError } from '../partnerCenter/partnerCenterError.ts';
import { readUntil } from '../partnerCenter/readUntil.ts';
import type { OrderLineRequest, WrittenOrder } from '../partnerCenter/orders.ts';
import type { Order } from '../schemas/order.ts';
import type { Services } from '../services.ts';
import { isCreatedSince } from './isCreatedSince.ts';

/** What is known of a purchase that was accepted without being shown. */
export interface Placed {
  customerId: string;
  flow: TokenFlow;
  /** Not earlier than this instant by Partner Center's clock. */
  since: Date;
  lines: Pick<OrderLineRequest, 'offerId' | 'quantity'>[];
}

function isSameContent(order: Order, { since, lines }: Placed): boolean {
  const bought = order.lineItems ?? [];
  return (
    isCreatedSince(order.creationDate, since) &&
    bought.length === lines.length &&
    lines.every(({ offerId, quantity }) =>
      bought.some((line) => line.offerId?.toLowerCase() === offerId.toLowerCase() && line.quantity === quantity),
    )
  );
}

/**
 * The order that an accepted purchase became: as the answer showed it, by the id it named, or the one order of this content since that
 * was not given out before.
 * @throws UnknownOutcomeError where that cannot be told.
 */
export async function findPlacedOrder(
  { orders, claims }: Services,
  context: CallContext,
  written: WrittenOrder,
  placed: Placed,
): Promise<Read<Order>> {
  const { customerId, flow } = placed;
  const { shown } = written;
  const orderId = written.shown ? undefined : written.orderId;
  const isCandidate = ({ value }: Read<Order>) => isSameContent(value, placed) && claims.isFree(value.id);
  const candidates = async () => {
    if (orderId !== undefined) return [await orders.get(context, customerId, orderId, flow)];
    return (await orders.list(context, customerId, flow)).items.filter(isCandidate);
  };
  const found = shown ? [shown] : (await readUntil(context, candidates, (readings) => readings.length > 0))?.reading;
  const [only, ...others] = found ?? [];
  if (!only || others.length > 0) {
    throw new UnknownOutcomeError('The purchase was accepted, and the order it became cannot be told.', {});
  }
  claims.claim(only.value.id);
  return only;
}
