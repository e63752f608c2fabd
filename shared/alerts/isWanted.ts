import type { Deadline } from '../schemas/deadline.ts';
import type { WebhookFilter } from '../schemas/webhook.ts';

/** Terms that are alerted of only where they are named: they come round every month. */
const ONLY_IF_NAMED = ['P1M'];

/** Whether a webhook with this filter hears of a deadline. */
export function isWanted(filter: WebhookFilter, deadline: Deadline): boolean {
  const { customerIds, resellers, terms, minQuantity } = filter;
  const { customerId, partnerIdOnRecord, resellerId, termDuration = '', kind } = deadline;
  const quantity = kind === 'seats' ? deadline.refundableQuantity : deadline.quantity;
  const term = termDuration.toUpperCase();
  if (customerIds && !customerIds.includes(customerId)) return false;
  if (resellers && ![partnerIdOnRecord, resellerId].some((id) => id !== undefined && resellers.includes(id))) {
    return false;
  }
  if (terms ? !terms.includes(term) : ONLY_IF_NAMED.includes(term)) return false;
  return minQuantity === undefined || quantity === undefined || quantity >= minQuantity;
}
