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

/** When the term began, as its end and its length tell, in calendar months: a month before 31 March is the last day of February. */
export function termStart(subscription: Subscription): Date | undefined {
  const end = termEnd(subscription);
  const [, count, unit] = DURATION.exec(subscription.termDuration ?? '') ?? [];
  if (!end || isFarFuture(end) || count === undefined) return undefined;
  const start = new Date(end);
  start.setUTCMonth(end.getUTCMonth() - Number(count) * (unit?.toUpperCase() === 'Y' ? 12 : 1));
  if (start.getUTCDate() !== end.getUTCDate()) start.setUTCDate(0);
  return start;
}
