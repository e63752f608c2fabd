import { publicError } from '../partnerCenter/publicError.ts';
import { cutText } from '../schemas/cutText.ts';
import { LONGEST_MESSAGE } from './failures.ts';
import type { Problem } from '../scans/scanRecord.ts';

/** How often a process may end in the middle of the same work before that is given up. */
export const MOST_ATTEMPTS = 8;

/** From this attempt on customers are looked at one by one, so that it shows whom the process ends with. */
export const CAREFUL_FROM = 3;

/** When the host hands a message out again that failed, as host.json says. Milliseconds. */
const HANDED_OUT_AGAIN_IN_MS = 70_000;

/** What work is left with that failed as a whole, `now` in epoch milliseconds: nobody holds it, and its message comes again. */
export function comeAgain(error: unknown, now: number): { leaseUntil: number; dueAt: number; problem: Problem } {
  return { leaseUntil: 0, dueAt: now + HANDED_OUT_AGAIN_IN_MS, problem: problemOf(error) };
}

/** What stopped some work, as an operator sees it. */
function problemOf(error: unknown): Problem {
  const { code, message } = publicError(error);
  return { code, message: cutText(message, LONGEST_MESSAGE) };
}
