/** A bucket of request tokens; times in epoch milliseconds. */
export interface Bucket {
  tokens: number;
  filledAt: number;
}

/** The share of a minute's budget that may go out at once. */
export const BURST_SHARE = 0.1;

/** A caller is told to come back rather than held longer than this. */
export const MAX_WAIT_IN_MS = 30_000;

/** The full bucket of a budget. */
export function fullBucket(requestsPerMinute: number, now: number): Bucket {
  return { tokens: Math.max(1, requestsPerMinute * BURST_SHARE), filledAt: now };
}

/**
 * Takes one token, in advance where the bucket is empty.
 * @returns the bucket afterwards and how long the request has to wait.
 */
export function takeToken(
  bucket: Bucket,
  requestsPerMinute: number,
  now: number,
): { bucket: Bucket; waitInMs: number } {
  const perMs = requestsPerMinute / 60_000;
  const capacity = fullBucket(requestsPerMinute, now).tokens;
  const tokens = Math.min(capacity, bucket.tokens + Math.max(0, now - bucket.filledAt) * perMs) - 1;
  return { bucket: { tokens, filledAt: now }, waitInMs: tokens >= 0 ? 0 : Math.ceil(-tokens / perMs) };
}
