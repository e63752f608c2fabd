const MINUTE_IN_MS = 60_000;

interface Span {
  startedAt: number;
  count: number;
}

/**
 * Counts requests per key in spans of a real minute; every attempt counts.
 * https://learn.microsoft.com/partner-center/developer/api-throttling-guidance
 */
export class RateLimiter {
  #spans = new Map<string, Span>();

  /** Counts one request; says the seconds to wait when it is above the limit. */
  take(key: string, limit: number, now = Date.now()): number | undefined {
    const known = this.#spans.get(key);
    const span = known && now - known.startedAt < MINUTE_IN_MS ? known : { startedAt: now, count: 0 };
    this.#spans.set(key, span);
    span.count += 1;
    if (limit === 0 || span.count <= limit) return undefined;
    return Math.max(1, Math.ceil((span.startedAt + MINUTE_IN_MS - now) / 1000));
  }

  clear(): void {
    this.#spans.clear();
  }
}
