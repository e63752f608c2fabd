import { isFarFuture, parseInstant } from '../schemas/instant.ts';
import type { Subscription } from '../schemas/subscription.ts';
import { productOfSubscription } from './product.ts';
import { matrixRefusal, type Environment } from './productMatrix.ts';

/** A time until which money can be saved: by cancelling a subscription, or by giving back seats of it. */
export interface Window {
  kind: 'cancel' | 'seats';
  cutoff: Date;
  /** The member of the subscription that states the cutoff. */
  basis: 'cancellationAllowedUntilDate' | 'refundableQuantity' | 'refundOptions';
  /** Whether the cutoff is that of a refund, where no cutoff of the cancel is stated. */
  inferred: boolean;
  /** How many seats, where that is stated. */
  quantity?: number;
}

const MINUTE_IN_MS = 60_000;
const DAY_IN_MS = 86_400_000;

const OVER = ['deleted', 'expired', 'disabled'];
const WITHOUT_SEATS = [...OVER, 'pending', 'none'];
const NOT_LICENSED = ['usage', 'benefit'];

/** The end of the day for an instant that is a bare day; dates of new commerce are inclusive. */
function inclusive(instant: number): number {
  return instant % DAY_IN_MS === 0 ? instant + DAY_IN_MS : instant;
}

/** Ends of days are written as 23:59:00, 23:59:59 and 00:00:00, so instants within a minute are the same. */
function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) <= MINUTE_IN_MS;
}

/** Whether an instant is the end of the term, as an instant or as a day. */
function isTermEnd({ commitmentEndDateTime, commitmentEndDate }: Subscription, instant: Date): boolean {
  const at = instant.getTime();
  return [commitmentEndDateTime, commitmentEndDate].some((text) => {
    const end = parseInstant(text)?.getTime();
    if (end === undefined) return false;
    return isSame(at, inclusive(end)) || isSame(inclusive(at), inclusive(end));
  });
}

/** The date of what may be cancelled at any time is the term end: no cutoff, and neither is "never". */
function isCutoff(subscription: Subscription, instant: Date): boolean {
  return !isFarFuture(instant) && !isTermEnd(subscription, instant);
}

/** The end of the full refund, of any refund where none is full; undefined where that has no end. */
function refundEnd({ refundOptions = [] }: Subscription): Date | undefined {
  const full = refundOptions.filter(({ type }) => type?.toLowerCase() === 'full');
  const ends = (full.length > 0 ? full : refundOptions).flatMap(({ expiresAt }) => parseInstant(expiresAt) ?? []);
  return ends.toSorted((one, other) => other.getTime() - one.getTime())[0];
}

function cancelWindow(subscription: Subscription): Window | undefined {
  const stated = subscription.cancellationAllowedUntilDate;
  if (stated === null) return undefined;
  const until = parseInstant(stated);
  if (until) {
    if (!isCutoff(subscription, until)) return undefined;
    return { kind: 'cancel', cutoff: until, basis: 'cancellationAllowedUntilDate', inferred: false };
  }
  const cutoff = productOfSubscription(subscription) === 'marketplace' ? refundEnd(subscription) : undefined;
  if (!cutoff || !isCutoff(subscription, cutoff)) return undefined;
  return { kind: 'cancel', cutoff, basis: 'refundOptions', inferred: true };
}

/** Whether it may be cancelled until its term ends. */
function isCancelledAnytime(subscription: Subscription): boolean {
  const until = parseInstant(subscription.cancellationAllowedUntilDate);
  return until !== undefined && !isCutoff(subscription, until);
}

/**
 * One window for each cutoff; its quantity is known only where each of its batches states one. Seats may be added a week before the end
 * of the term: that their cutoff is the same then says nothing.
 */
function seatWindows(subscription: Subscription): Window[] {
  if (isCancelledAnytime(subscription)) return [];
  const quantities = new Map<number, number>();
  for (const detail of subscription.refundableQuantity?.details ?? []) {
    const cutoff = parseInstant(detail?.allowedUntilDateTime);
    const quantity = detail?.quantity ?? NaN;
    if (!cutoff || isFarFuture(cutoff) || quantity <= 0) continue;
    quantities.set(cutoff.getTime(), (quantities.get(cutoff.getTime()) ?? 0) + quantity);
  }
  return [...quantities].map(([time, quantity]) => {
    const known = Number.isNaN(quantity) ? {} : { quantity };
    return { kind: 'seats', cutoff: new Date(time), basis: 'refundableQuantity', inferred: false, ...known };
  });
}

/**
 * What of a subscription can still be taken back at `now`, an instant by Partner Center's clock, soonest first. Cutoffs are read, never
 * computed. Seats that go with the cancel are not listed again.
 * https://learn.microsoft.com/partner-center/customers/new-commerce-cancellation-policy
 */
export function windowsOf(subscription: Subscription, now: Date, environment: Environment): Window[] {
  if (OVER.includes(subscription.status?.toLowerCase() ?? '')) return [];
  const refusal = matrixRefusal(productOfSubscription(subscription), environment, 'subscription');
  if (refusal?.reason === 'NotCancellable') return [];

  const cancel = cancelWindow(subscription);
  const seats = seatWindows(subscription).filter(
    ({ cutoff }) => !cancel || !isSame(cutoff.getTime(), cancel.cutoff.getTime()),
  );
  return [...(cancel ? [cancel] : []), ...seats]
    .filter(({ cutoff }) => cutoff > now)
    .toSorted((one, other) => one.cutoff.getTime() - other.cutoff.getTime());
}

/**
 * Whether reading a subscription by its id may show seats with a cutoff of their own: licence-based new commerce with more than one seat,
 * neither a trial nor cancellable at any time. `changedIds`, in lower case, are the only ones whose seats can have changed, where that is known.
 * https://learn.microsoft.com/partner-center/developer/get-a-subscription-by-id
 */
export function mayHaveSeatWindows(subscription: Subscription, changedIds?: ReadonlySet<string>): boolean {
  const { id, status = '', isTrial, quantity = Infinity, billingType = '' } = subscription;
  if (productOfSubscription(subscription) !== 'newCommerce') return false;
  if (NOT_LICENSED.includes(billingType.toLowerCase())) return false;
  if (WITHOUT_SEATS.includes(status.toLowerCase()) || isTrial || quantity <= 1) return false;
  if (isCancelledAnytime(subscription)) return false;
  return changedIds?.has(id.toLowerCase()) ?? true;
}
