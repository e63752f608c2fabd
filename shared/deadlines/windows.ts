import { isFarFuture, parseInstant } from '../schemas/instant.ts';
import type { RefundableQuantity, Subscription } from '../schemas/subscription.ts';
import { isFullRefund, openRefunds } from './cancellation.ts';
import { isOver } from './isOver.ts';
import { productOfSubscription } from './product.ts';
import { matrixRefusal, type Environment } from './productMatrix.ts';
import { inclusive, termEnd, wholeTermStart } from './term.ts';

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

/** Windows are seven days, thirty at most; a day more for the night of the scan. */
const LATELY_IN_MS = 31 * 86_400_000;

const WITHOUT_SEATS = ['pending', 'none'];
const NOT_LICENSED = ['usage', 'benefit'];

function isNeverCancelled(subscription: Subscription, environment: Environment): boolean {
  const refusal = matrixRefusal(productOfSubscription(subscription), environment, 'subscription');
  return refusal?.reason === 'NotCancellable';
}

/** Ends of days are written as 23:59:00, 23:59:59 and 00:00:00, so instants within a minute are the same. */
function isSame(one: Date, other: Date): boolean {
  return Math.abs(one.getTime() - other.getTime()) <= MINUTE_IN_MS;
}

/** Whether an instant is the end of the term, as an instant or as a day. */
function isTermEnd({ commitmentEndDateTime, commitmentEndDate }: Subscription, instant: Date): boolean {
  return [commitmentEndDateTime, commitmentEndDate].some((text) => {
    const end = parseInstant(text);
    return end && (isSame(instant, inclusive(end)) || isSame(inclusive(instant), inclusive(end)));
  });
}

/** The date of what may be cancelled at any time is the term end: no cutoff, and neither is "never". */
function isCutoff(subscription: Subscription, instant: Date): boolean {
  return !isFarFuture(instant) && !isTermEnd(subscription, instant);
}

/**
 * Whether the cutoff is that of the refund, since none of the cancel is stated. In new commerce null means closed, and the end of the term
 * that it is cancelled at any time; elsewhere a cancel is then still taken, but the money is gone. A free trial has none to lose.
 * https://learn.microsoft.com/partner-center/customers/new-commerce-cancellation-policy
 */
function isInferred(subscription: Subscription): boolean {
  const { cancellationAllowedUntilDate: stated, isTrial } = subscription;
  const isNewCommerce = productOfSubscription(subscription) === 'newCommerce';
  const until = parseInstant(stated);
  if (!until) return stated !== null || !isNewCommerce;
  return !isCutoff(subscription, until) && !isNewCommerce && !isTrial;
}

/** The last end of the refunds that are open at `now`: of the full ones while one is; in new commerce of all, since it refunds in part as long as it takes a cancel. */
function refundEnd(subscription: Subscription, now: Date): Date | undefined {
  const open = openRefunds(subscription, now);
  const full = productOfSubscription(subscription) === 'newCommerce' ? [] : open.filter(isFullRefund);
  const ends = (full.length > 0 ? full : open).flatMap(({ expiresAt }) => parseInstant(expiresAt) ?? []);
  return ends.filter((end) => isCutoff(subscription, end)).toSorted((one, other) => other.getTime() - one.getTime())[0];
}

function cancelWindow(subscription: Subscription, now: Date): Window | undefined {
  const until = parseInstant(subscription.cancellationAllowedUntilDate);
  if (until && isCutoff(subscription, until)) {
    return { kind: 'cancel', cutoff: until, basis: 'cancellationAllowedUntilDate', inferred: false };
  }
  if (!isInferred(subscription) || (until && until <= now)) return undefined;
  const cutoff = refundEnd(subscription, now);
  return cutoff && { kind: 'cancel', cutoff, basis: 'refundOptions', inferred: true };
}

/** Whether it may be cancelled until its term ends. */
function isCancelledAnytime(subscription: Subscription): boolean {
  const until = parseInstant(subscription.cancellationAllowedUntilDate);
  return until !== undefined && !isCutoff(subscription, until);
}

type Batch = NonNullable<NonNullable<RefundableQuantity['details']>[number]>;

/** The batches of seats whose cutoff matters; undefined for one that cannot be read. */
function batchesOf(subscription: Subscription): (Batch | undefined)[] {
  if (isCancelledAnytime(subscription)) return [];
  const details = subscription.refundableQuantity?.details ?? [];
  return details.filter((batch) => batch?.quantity === undefined || batch.quantity > 0);
}

/**
 * One window for each cutoff; its quantity is known only where each of its batches states one. Seats may be added a week before the end
 * of the term: that their cutoff is the same then says nothing.
 */
function seatWindows(subscription: Subscription): Window[] {
  const quantities = new Map<number, number>();
  for (const { allowedUntilDateTime, quantity = NaN } of batchesOf(subscription).filter(
    (batch) => batch !== undefined,
  )) {
    const cutoff = parseInstant(allowedUntilDateTime);
    if (!cutoff || isFarFuture(cutoff)) continue;
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
  if (isOver(subscription) || isNeverCancelled(subscription, environment)) return [];

  const cancel = cancelWindow(subscription, now);
  const seats = seatWindows(subscription).filter(({ cutoff }) => !cancel || !isSame(cutoff, cancel.cutoff));
  return [...(cancel ? [cancel] : []), ...seats]
    .filter(({ cutoff }) => cutoff > now)
    .toSorted((one, other) => one.cutoff.getTime() - other.cutoff.getTime());
}

function isUnreadable(text: string | null | undefined): boolean {
  return Boolean(text?.trim()) && !parseInstant(text);
}

/** What is stated as the end of a term that may run on as a paid extension, and cannot be read. */
function unreadTermEnds(subscription: Subscription): (string | undefined)[] {
  const { autoRenewEnabled, commitmentEndDateTime, commitmentEndDate } = subscription;
  const mayRunOn = autoRenewEnabled === false && productOfSubscription(subscription) === 'newCommerce';
  return mayRunOn && !termEnd(subscription) ? [commitmentEndDateTime, commitmentEndDate] : [];
}

/** Whether a cutoff that matters is stated and cannot be read, so that what {@link windowsOf} lists may not be all. */
export function hasUnreadableCutoff(subscription: Subscription, environment: Environment): boolean {
  if (isOver(subscription) || isNeverCancelled(subscription, environment)) return false;
  const batches = batchesOf(subscription);
  const refunds = isInferred(subscription) ? (subscription.refundOptions ?? []) : [];
  if (batches.includes(undefined) || refunds.includes(undefined)) return true;
  const ends = [
    subscription.cancellationAllowedUntilDate,
    ...batches.map((batch) => batch?.allowedUntilDateTime),
    ...refunds.map((refund) => refund?.expiresAt),
    ...unreadTermEnds(subscription),
  ];
  return ends.some(isUnreadable);
}

/** Whether the term, or the subscription, may have begun lately: also where nothing tells for certain, as of a term that was cut to end with others. */
function mayHaveBegunLately(subscription: Subscription, now: Date): boolean {
  const { creationDate, effectiveStartDate } = subscription;
  const start = wholeTermStart(subscription);
  const told = [parseInstant(creationDate), parseInstant(effectiveStartDate), start];
  const lately = now.getTime() - LATELY_IN_MS;
  return !start || told.some((instant) => instant !== undefined && instant.getTime() >= lately);
}

/**
 * Whether reading a subscription by its id at `now` may show windows that a list does not. That is licence-based new commerce, no trial,
 * with more than one seat, where seats may have a cutoff of their own: `changedIds`, in lower case, are the only ones whose seats can have
 * changed, where that is known. And it is any whose list leaves out `cancellationAllowedUntilDate`, as lists older than the member do,
 * where its term may have begun in the last 31 days: without the read its window would be lost; later none is open that would be worth a request a night.
 * https://learn.microsoft.com/partner-center/developer/get-a-subscription-by-id
 */
export function mayHideWindows(subscription: Subscription, now: Date, changedIds?: ReadonlySet<string>): boolean {
  const { id, status = '', isTrial, quantity = Infinity, billingType = '' } = subscription;
  const stated = subscription.cancellationAllowedUntilDate;
  if (productOfSubscription(subscription) !== 'newCommerce' || isTrial || isOver(subscription)) return false;
  if (NOT_LICENSED.includes(billingType.toLowerCase())) return false;
  if (stated !== null && !parseInstant(stated) && mayHaveBegunLately(subscription, now)) return true;
  if (WITHOUT_SEATS.includes(status.toLowerCase()) || quantity <= 1) return false;
  if (isCancelledAnytime(subscription)) return false;
  return changedIds?.has(id.toLowerCase()) ?? true;
}
