import type { TokenFlow } from '../credentials/partnerCenterTokens.ts';
import type { CallContext } from '../http/call.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import { UnknownOutcomeError } from '../partnerCenter/partnerCenterError.ts';
import { readUntil } from '../partnerCenter/readUntil.ts';
import type { WrittenOrder } from '../partnerCenter/orders.ts';
import type { Order } from '../schemas/order.ts';
import type { Services } from '../services.ts';
import { isCreatedSince } from './isCreatedSince.ts';
import { isOrderOf, type BoughtLine } from './isOrderOf.ts';

/** What is known of a purchase that was accepted without being shown. */
export interface Placed {
  customerId: string;
  flow: TokenFlow;
  /** Not earlier than this instant by Partner Center's clock. */
  since: Date;
  lines: BoughtLine[];
}

/**
 * The order that an accepted purchase became: as the answer showed it, unless that is another one, by the id it named, or the one order of this content since that
 * was not given out before.
 * @throws UnknownOutcomeError where that cannot be told.
 */
export async function findPlacedOrder(
  { orders, claims }: Services,
  context: CallContext,
  written: WrittenOrder,
  placed: Placed,
): Promise<Read<Order>> {
  const { customerId, flow, since, lines } = placed;
  const shown = written.shown && isOrderOf(written.shown.value, customerId, lines) ? written.shown : undefined;
  const orderId = written.shown ? undefined : written.orderId;
  const isCandidate = ({ value }: Read<Order>) =>
    isOrderOf(value, customerId, lines) && isCreatedSince(value.creationDate, since) && claims.isFree(value.id);
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
