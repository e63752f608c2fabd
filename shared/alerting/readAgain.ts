import { deadlinesOf } from '../deadlines/deadlinesOf.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { Deadline } from '../schemas/deadline.ts';
import type { Services } from '../services.ts';
import { inParallel } from './inParallel.ts';

/** What Partner Center says of a subscription now: what is open, maybe nothing; or nothing, since it could not be read. */
export type Reading = { kind: 'read'; deadlines: Deadline[] } | { kind: 'unknown' };

/** By what the subscription of a deadline is told apart. */
export function subscriptionKey({
  customerId,
  subscriptionId,
}: Pick<Deadline, 'customerId' | 'subscriptionId'>): string {
  return `${customerId}/${subscriptionId}`;
}

const AT_ONCE = 8;

/** No further subscription is read with less time than this before the end of the work’s time. Milliseconds. */
const RESERVE_IN_MS = 45_000;

/** What is not there any more has nothing open. */
const GONE: ErrorCode[] = ['SubscriptionNotFound', 'CustomerNotFound'];

/**
 * Reads the subscriptions of deadlines from Partner Center, each once, in their order. Those that there was no time for are missing from
 * the answer.
 * @returns what is open now, by {@link subscriptionKey}.
 */
export async function readAgain(
  { subscriptions, clock, config }: Services,
  deadlines: readonly Deadline[],
  context: CallContext,
): Promise<Map<string, Reading>> {
  const readings = new Map<string, Reading>();
  const known = new Map(deadlines.map((deadline) => [subscriptionKey(deadline), deadline]));
  await inParallel(known.values(), AT_ONCE, async (deadline) => {
    if (Date.now() > context.deadline - RESERVE_IN_MS) return;
    const { customerId, customerName, subscriptionId, scanId, partnerIdOnRecord, resellerId, resellerName } = deadline;
    try {
      const { value } = await subscriptions.get(context, customerId, subscriptionId);
      const isSameReseller = resellerId !== undefined && value.partnerId === partnerIdOnRecord;
      const open = deadlinesOf(value, {
        customerId,
        customerName,
        reseller: isSameReseller ? { id: resellerId, name: resellerName } : undefined,
        scanId,
        environment: config.environment,
        seenAt: clock.now(),
      });
      readings.set(subscriptionKey(deadline), { kind: 'read', deadlines: open });
    } catch (error) {
      const isGone = error instanceof AppError && GONE.includes(error.code);
      if (!isGone) context.log('warn', 'notReadAgain', { subscriptionId, reason: String(error) });
      readings.set(subscriptionKey(deadline), isGone ? { kind: 'read', deadlines: [] } : { kind: 'unknown' });
    }
  });
  return readings;
}
