import type { Deadline } from './deadline.ts';

/** What is refunded at `now`, by Partner Center’s clock: a full refund ends before the rest does. */
export function refundAt({ refund, fullRefundUntil }: Deadline, now: Date): Deadline['refund'] {
  const isPast = fullRefundUntil !== undefined && new Date(fullRefundUntil) <= now;
  return refund === 'full' && isPast ? 'partial' : refund;
}
