import type { AppError } from '../errors.ts';
import { publicError } from '../partnerCenter/publicError.ts';
import type { Problem } from '../scans/scanRecord.ts';
import { cutText } from '../schemas/cutText.ts';

/** How a failure may be expected to end: soon, when Partner Center no longer throttles this customer, or not at all. */
export type Lasting = 'passing' | 'throttled' | 'refused';

/** What becomes of a customer that could not be looked at. */
export type Failure =
  /** Its turn has not come yet: the budget is spent, nobody gets through, or the message’s time is over. */
  | { kind: 'later'; afterInMs: number; problem?: Problem }
  /** Nothing is wrong with the customer: no other would fare better now. */
  | { kind: 'ours'; error: unknown }
  | { kind: 'failed'; code: string; message: string; lasts: Lasting; isTokenRefused: boolean };

/** An instant this close to the deadline of the work is past it. Milliseconds. */
const NEAR_IN_MS = 1_000;

/** Longer messages are cut: what Partner Center says may be a thousand characters, and a batch keeps them all in one row. */
export const LONGEST_MESSAGE = 300;

const NO_BUDGET: Problem = {
  code: 'TooManyRequests',
  message: 'Partner Center throttles the app, or calls take all requests: the scan waits for its turn.',
};

function lasting({ code, status }: AppError): Lasting {
  if (code === 'PartnerCenterThrottled') return 'throttled';
  return status >= 500 ? 'passing' : 'refused';
}

function isOurs(error: AppError): boolean {
  return (
    error.code === 'StorageUnavailable' || (error.code === 'CredentialProblem' && error.partnerCenter === undefined)
  );
}

/** Judges what was thrown while a customer was looked at; `remainingInMs` is what was left of the work’s time then. */
export function judgeFailure(error: unknown, remainingInMs: number): Failure {
  if (remainingInMs < NEAR_IN_MS) return { kind: 'later', afterInMs: 0 };
  const known = publicError(error);
  if (known.code === 'TooManyRequests') {
    return { kind: 'later', afterInMs: (known.retryAfterInSeconds ?? 0) * 1000, problem: NO_BUDGET };
  }
  if (isOurs(known)) return { kind: 'ours', error };
  const said =
    known.code === 'InternalError' && error instanceof Error ? `${known.message} (${error.message})` : known.message;
  const isTokenRefused = known.partnerCenter?.status === 401;
  const message = cutText(said, LONGEST_MESSAGE);
  return { kind: 'failed', code: known.code, message, lasts: lasting(known), isTokenRefused };
}
