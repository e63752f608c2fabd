import { addDuration, DAY_IN_MS, HOUR_IN_MS, instantOf, sevenDigits, startOfDay, wholeSeconds } from './dates.ts';
import type { ProductKind, SubscriptionRecord, SubscriptionResource } from './types.ts';

const WINDOW_IN_MS = 7 * DAY_IN_MS;
const FOREVER = '9999-12-31T00:00:00Z';

type TermMembers = Pick<SubscriptionResource, 'commitmentEndDate' | 'commitmentEndDateTime'>;

/**
 * End of a term as the resource tells it. New commerce and software end with an inclusive day; legacy and marketplace terms end
 * at the instant itself; an Azure plan does not end.
 * https://learn.microsoft.com/partner-center/developer/subscription-resources
 */
export function termEndMembers(
  kind: ProductKind,
  startedAt: number,
  duration: string,
  customEnd?: string,
): TermMembers {
  if (kind === 'azurePlan') return { commitmentEndDate: FOREVER };
  if (kind === 'marketplace') return { commitmentEndDate: sevenDigits(addDuration(startedAt, duration)) };
  if (kind === 'legacy') return { commitmentEndDate: wholeSeconds(startOfDay(addDuration(startedAt, duration))) };
  const lastDay = customEnd
    ? startOfDay(instantOf(customEnd))
    : startOfDay(addDuration(startedAt, duration)) - DAY_IN_MS;
  return {
    commitmentEndDate: wholeSeconds(lastDay),
    commitmentEndDateTime: wholeSeconds(lastDay + DAY_IN_MS - 1000),
  };
}

/** The first instant after the current term. */
export function termEndOf({ commitmentEndDate, commitmentEndDateTime }: SubscriptionResource): number {
  if (commitmentEndDateTime) return instantOf(commitmentEndDateTime) + 1000;
  return commitmentEndDate ? instantOf(commitmentEndDate) : Number.POSITIVE_INFINITY;
}

/**
 * Opens the cancellation window of a purchase or renewal: 7 days by the clock for new commerce, to the end of the seventh day
 * for software subscriptions, a refund period of 24 hours or 14 days for the marketplace.
 * https://learn.microsoft.com/partner-center/new-commerce-cancellation-policy
 */
export function openWindow(record: SubscriptionRecord, openedAt: number): void {
  const { kind, resource } = record;
  if (kind === 'newCommerce' && !resource.isTrial) {
    const until = openedAt + WINDOW_IN_MS;
    resource.cancellationAllowedUntilDate = sevenDigits(until);
    resource.refundOptions = [
      { type: 'Full', expiresAt: wholeSeconds(startOfDay(openedAt) + DAY_IN_MS) },
      { type: 'Partial', expiresAt: sevenDigits(until) },
    ];
    record.seatBatches = [{ quantity: resource.quantity, allowedUntil: until }];
  } else if (kind === 'newCommerce') {
    resource.cancellationAllowedUntilDate = null;
  } else if (kind === 'softwareSubscription') {
    const endOfSeventhDay = startOfDay(openedAt + WINDOW_IN_MS) + DAY_IN_MS - 60_000;
    resource.cancellationAllowedUntilDate = wholeSeconds(endOfSeventhDay);
  } else if (kind === 'marketplace') {
    const refundedFor = resource.termDuration === 'P1M' ? 24 * HOUR_IN_MS : 14 * DAY_IN_MS;
    resource.refundOptions = [{ type: 'Full', expiresAt: sevenDigits(openedAt + refundedFor) }];
  }
}

/**
 * Keeps the window open to the end of the term, for the subscription and for its seats: an extended service term may be ended at any time.
 * https://learn.microsoft.com/partner-center/customers/extended-service-terms
 */
export function openToTermEnd(record: SubscriptionRecord): void {
  const { resource } = record;
  const termEnd = termEndOf(resource);
  resource.cancellationAllowedUntilDate = sevenDigits(termEnd);
  record.seatBatches = [{ quantity: resource.quantity, allowedUntil: termEnd }];
}

/** Seats added mid-term may be handed back for 7 days of their own, or at any time like the rest of the subscription. */
export function addSeats({ kind, resource, seatBatches }: SubscriptionRecord, quantity: number, now: number): void {
  if (kind !== 'newCommerce') return;
  const until = resource.cancellationAllowedUntilDate;
  const termEnd = termEndOf(resource);
  const isOpenToTermEnd = until && instantOf(until) === termEnd;
  seatBatches.push({ quantity, allowedUntil: isOpenToTermEnd ? termEnd : now + WINDOW_IN_MS });
}

/**
 * Starts the term and the refund of a marketplace subscription, which begin when the customer activates it.
 * https://learn.microsoft.com/partner-center/developer/cancel-an-azure-marketplace-subscription
 */
export function activate(record: SubscriptionRecord, activatedAt: number): void {
  const { kind, resource } = record;
  resource.effectiveStartDate = sevenDigits(activatedAt);
  Object.assign(resource, termEndMembers(kind, activatedAt, resource.termDuration ?? 'P1M'));
  openWindow(record, activatedAt);
}
