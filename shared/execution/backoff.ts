const FIRST_DELAY_IN_MS = 5_000;

/** How long until the queue looks at an operation again, in milliseconds: doubling from 5 seconds up to the setting. */
export function backoffInMs(rounds: number, longestInMs: number): number {
  return Math.min(FIRST_DELAY_IN_MS * 2 ** Math.min(rounds, 20), longestInMs);
}
