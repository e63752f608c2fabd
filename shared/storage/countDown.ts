/** Beyond every instant that anything happens at. */
const LAST_INSTANT = 9_999_999_999_999;

/** The beginning of row keys that count down, so that the latest row comes first; the instant in epoch milliseconds. */
export function countDown(instant: number): string {
  return String(LAST_INSTANT - instant).padStart(13, '0');
}
