import { isFarFuture, parseInstant, toInstant } from '../schemas/instant.ts';
import type { Subscription } from '../schemas/subscription.ts';
import { productOfSubscription } from './product.ts';

const DAY_IN_MS = 86_400_000;

/** Such as P1M, P1Y and P3Y. */
const DURATION = /^P(\d{1,2})([MY])$/i;

/** The end of the day for an instant that is a bare day; dates of new commerce are inclusive. */
export function inclusive(instant: Date): Date {
  const time = instant.getTime();
  return time % DAY_IN_MS === 0 ? toInstant(time + DAY_IN_MS) : instant;
}

/**
 * When the term ends; where only its last day can be read, one of new commerce ends with that day.
 * https://learn.microsoft.com/partner-center/developer/subscription-resources
 */
export function termEnd(subscription: Subscription): Date | undefined {
  const end = parseInstant(subscription.commitmentEndDateTime);
  if (end) return end;
  const day = parseInstant(subscription.commitmentEndDate);
  return day && productOfSubscription(subscription) === 'newCommerce' ? inclusive(day) : day;
}

/** Calendar months later, or earlier: a month before 31 March is the last day of February. */
function monthsFrom(instant: Date, months: number): Date {
  const moved = new Date(instant);
  moved.setUTCMonth(instant.getUTCMonth() + months);
  if (moved.getUTCDate() !== instant.getUTCDate()) moved.setUTCDate(0);
  return moved;
}

function termMonths({ termDuration = '' }: Subscription): number | undefined {
  const [, count, unit] = DURATION.exec(termDuration) ?? [];
  return count === undefined ? undefined : Number(count) * (unit?.toUpperCase() === 'Y' ? 12 : 1) || undefined;
}

/** When the term began, as its end and its length tell. */
export function termStart(subscription: Subscription): Date | undefined {
  const end = termEnd(subscription);
  const months = termMonths(subscription);
  return end && !isFarFuture(end) && months !== undefined ? monthsFrom(end, -months) : undefined;
}

/** Ends of terms are days as often as instants, and days begin where nobody says. */
const SAME_DAY_WITHIN_MS = 2 * DAY_IN_MS;

/**
 * When the term began, where whole terms lie between it and the purchase. A term that was cut to end with others, or followed one of
 * another length, began at a time that nothing tells.
 * https://learn.microsoft.com/partner-center/developer/custom-term-end-dates
 */
export function wholeTermStart(subscription: Subscription): Date | undefined {
  const start = termStart(subscription);
  const bought = parseInstant(subscription.creationDate);
  const months = termMonths(subscription);
  if (!start || !bought || months === undefined) return undefined;
  const monthsBetween =
    (start.getUTCFullYear() - bought.getUTCFullYear()) * 12 + start.getUTCMonth() - bought.getUTCMonth();
  const terms = Math.round(monthsBetween / months);
  const isWhole = [terms - 1, terms, terms + 1].some((count) => {
    const aheadInMs = monthsFrom(bought, count * months).getTime() - start.getTime();
    return count >= 0 && Math.abs(aheadInMs) <= SAME_DAY_WITHIN_MS;
  });
  return isWhole ? start : undefined;
}
