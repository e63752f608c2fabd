import { publicError } from '../partnerCenter/publicError.ts';
import type { Problem } from '../scans/scanRecord.ts';

/**
 * How often work is taken without being left in order before it is given up: more often than the host hands a message out before it
 * puts it into the poison queue.
 */
export const MOST_ATTEMPTS = 8;

/** When the host hands a message out again that failed, as host.json says. Milliseconds. */
const HANDED_OUT_AGAIN_IN_MS = 70_000;

/** What work is left with that failed as a whole, `now` in epoch milliseconds: nobody holds it, and its message comes again. */
export function comeAgainIn(now: number): { leaseUntil: number; dueAt: number } {
  return { leaseUntil: 0, dueAt: now + HANDED_OUT_AGAIN_IN_MS };
}

/** What stopped some work, as an operator sees it. */
export function problemOf(error: unknown): Problem {
  const { code, message } = publicError(error);
  return { code, message };
}
