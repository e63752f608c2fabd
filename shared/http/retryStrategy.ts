/** All retry defaults in one place; durations in milliseconds. */
export const RETRY = {
  maxAttempts: 4,
  firstDelayInMs: 500,
  maxDelayInMs: 30_000,
  /** Kept free before the deadline for the attempt that follows a wait. */
  reserveInMs: 5_000,
  statuses: [408, 500, 502, 503, 504],
} as const;

/** How one attempt ended: with an answer, or without one. */
export type Outcome =
  { kind: 'answered'; status: number; retryAfterInMs?: number } | { kind: 'failed'; neverLeft: boolean };

export interface RetrySituation {
  /** True for reads and calls without effect. */
  repeatable: boolean;
  /** Attempts made so far, the one just ended included. */
  attempts: number;
  tokenRenewed: boolean;
  remainingInMs: number;
  /** Between 0 and 1, spreads the waits. */
  jitter: number;
}

export type Decision = { retry: false } | { retry: true; delayInMs: number; renewToken: boolean };

const GIVE_UP: Decision = { retry: false };

function backoffInMs(attempts: number, jitter: number): number {
  const delay = Math.min(RETRY.firstDelayInMs * 2 ** (attempts - 1), RETRY.maxDelayInMs);
  return Math.round(delay * (0.5 + jitter / 2));
}

/**
 * Decides whether and when an attempt is repeated. A call with an effect is repeated only when nothing can have happened: after a 429,
 * after a 401 (once, with a renewed token), or when it never left this machine.
 * https://learn.microsoft.com/partner-center/developer/api-throttling-guidance
 */
export function retryStrategy(outcome: Outcome, situation: RetrySituation): Decision {
  const { repeatable, attempts, tokenRenewed, remainingInMs, jitter } = situation;
  if (attempts >= RETRY.maxAttempts) return GIVE_UP;
  if (outcome.kind === 'answered' && outcome.status === 401) {
    return tokenRenewed ? GIVE_UP : { retry: true, delayInMs: 0, renewToken: true };
  }

  const harmless = outcome.kind === 'answered' ? outcome.status === 429 : outcome.neverLeft;
  const transient = outcome.kind === 'failed' || RETRY.statuses.some((status) => status === outcome.status);
  if (!harmless && !(repeatable && transient)) return GIVE_UP;

  const asked = outcome.kind === 'answered' ? outcome.retryAfterInMs : undefined;
  const backoff = backoffInMs(attempts, jitter);
  const delayInMs = asked === undefined ? backoff : asked + (attempts > 1 ? backoff : 0);
  return delayInMs + RETRY.reserveInMs > remainingInMs ? GIVE_UP : { retry: true, delayInMs, renewToken: false };
}

/** Reads a Retry-After header, seconds or an HTTP date; `now` in epoch milliseconds by the sender's clock. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (!header) return undefined;
  const delayInMs = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(delayInMs) ? undefined : Math.max(0, delayInMs);
}
