import type { CallContext } from '../http/call.ts';
import { PartnerCenterError } from '../partnerCenter/partnerCenterError.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import type { Order } from '../schemas/order.ts';
import { parseInstant } from '../schemas/instant.ts';
import type { Services } from '../services.ts';
import { isCreatedSince } from '../execution/isCreatedSince.ts';
import { fitOf } from './fitOf.ts';
import type { Candidates } from '../execution/moneyOperation.ts';
import type { Search } from '../execution/search.ts';

export interface OrderSearch<Response> {
  customerId: string;
  search: Search;
  since: Date;
  respond: (order: Read<Order>) => Response;
}

/** The customer’s orders that a purchase may have become: the one its answer named, else those of its content since it was sent. */
export async function orderCandidates<Response>(
  { orders }: Services,
  { customerId, search, since, respond }: OrderSearch<Response>,
  context: CallContext,
): Promise<Candidates<Response>> {
  if (search.kind !== 'order') throw new TypeError('This is no search for an order.');
  const { flow, orderId } = search;
  const asCandidate = (order: Read<Order>) => ({
    claim: `order_${order.value.id}`,
    orderId: order.value.id,
    createdAt: parseInstant(order.value.creationDate) ?? since,
    fit: (wanted: Search) => fitOf(order.value, customerId, wanted),
    respond: () => respond(order),
  });
  const isFitting = ({ value }: Read<Order>) => fitOf(value, customerId, search) >= 0;
  if (orderId !== undefined) {
    const named = await orders.get(context, customerId, orderId, flow).catch((error: unknown) => {
      if (error instanceof PartnerCenterError && error.detail.status === 404) return undefined;
      throw error;
    });
    if (named && isFitting(named)) return { items: [{ ...asCandidate(named), isNamed: true }], isComplete: false };
  }
  const { items, unreadable } = await orders.list(context, customerId, flow);
  const named = (ids: string[]) => items.filter(({ value }) => ids.includes(value.id.toLowerCase())).map(asCandidate);
  /** What the answer named is not there, or is another: nothing is taken for it by its content. */
  if (orderId !== undefined) return { items: [], isComplete: false, named };
  const fitting = items.filter(isFitting);
  const isDated = fitting.every(({ value }) => parseInstant(value.creationDate) !== undefined);
  const found = fitting.filter(({ value }) => isCreatedSince(value.creationDate, since));
  return {
    items: found.map(asCandidate),
    isComplete: unreadable === 0 && isDated,
    named,
  };
}
