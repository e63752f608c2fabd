import { instantOf } from './dates.ts';
import type { JsonObject, SubscriptionRecord } from './types.ts';

/** The end of the refund: of the full one, or without an end where an option has none. */
function refundEnd({ resource }: SubscriptionRecord): number | undefined {
  const refunds = Array.isArray(resource.refundOptions) ? (resource.refundOptions as JsonObject[]) : [];
  const ends = refunds
    .filter(({ type }) => type === 'Full')
    .map(({ expiresAt }) => (typeof expiresAt === 'string' ? instantOf(expiresAt) : Number.POSITIVE_INFINITY));
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

/**
 * The instant before which a cancel is accepted, or at the marketplace refunded; undefined where there is none any more.
 * https://learn.microsoft.com/partner-center/new-commerce-cancellation-policy
 */
export function cancelWindow(record: SubscriptionRecord): number | undefined {
  if (record.kind === 'marketplace') return refundEnd(record);
  const until = record.resource.cancellationAllowedUntilDate;
  return until ? instantOf(until) : undefined;
}
