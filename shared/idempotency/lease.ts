/** How long a holder may work without a sign of life, and how often it gives one. Milliseconds. */
export const LEASE = { lastsInMs: 60_000, renewEveryInMs: 20_000, marginInMs: 5_000 } as const;

/** How long keys and answers are kept after an operation's end. https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
const KEPT_FOR_IN_MS = 30 * 24 * 60 * 60_000;

/** When a row that is touched now may be forgotten. */
export function expiryOf(now: number): string {
  return new Date(now + KEPT_FOR_IN_MS).toISOString();
}
