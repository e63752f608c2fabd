import type { Order } from '../schemas/order.ts';
import { plainName } from '../schemas/plainName.ts';
import type { Search } from '../execution/search.ts';
import { isOrderOf } from './isOrderOf.ts';

type OrderSearch = Extract<Search, { kind: 'order' }>;

/**
 * How well an order that was found fits what was bought: -1 where it cannot be it, and more the more of what need not be shown agrees. Between
 * purchases of the same offers it is the one that fits best.
 */
export function fitOf(order: Order, customerId: string, search: Search): number {
  if (search.kind !== 'order' || !isOrderOf(order, customerId, search.lines)) return -1;
  const shown = order.lineItems ?? [];
  if (!search.partnerIdOnRecord && shown.some(({ partnerIdOnRecord }) => partnerIdOnRecord)) return -1;
  const isNamed = ({ friendlyName, offerId }: OrderSearch['lines'][number]) =>
    friendlyName !== undefined &&
    shown.some((line) => line.friendlyName === friendlyName && line.offerId?.toLowerCase() === offerId.toLowerCase());
  const isBilled =
    search.billingCycle !== undefined && plainName(order.billingCycle) === plainName(search.billingCycle);
  const isSoldFor = shown.every(({ partnerIdOnRecord = '' }) => partnerIdOnRecord === (search.partnerIdOnRecord ?? ''));
  return search.lines.filter(isNamed).length + (isBilled ? 1 : 0) + (isSoldFor ? 1 : 0);
}
