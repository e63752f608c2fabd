const DAY_IN_MS = 86_400_000;

const SECONDS = /^\d+$/;
const HTTP_DATE = /^(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? /i;

/** Every form of an HTTP date is in GMT, though the oldest does not say so. */
function parseHttpDate(text: string): number {
  if (!HTTP_DATE.test(text)) return NaN;
  return Date.parse(/GMT$/i.test(text) ? text : `${text} GMT`);
}

/**
 * Reads a Retry-After header at `now`, in epoch milliseconds; it is never longer than a day.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterInMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const delayInMs = SECONDS.test(text) ? Number(text) * 1000 : parseHttpDate(text) - now;
  return Number.isNaN(delayInMs) ? undefined : Math.min(Math.max(0, delayInMs), DAY_IN_MS);
}
