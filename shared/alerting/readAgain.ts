import { deadlinesOf } from '../deadlines/deadlinesOf.ts';
import { hasUnreadableCutoff } from '../deadlines/windows.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { Deadline } from '../schemas/deadline.ts';
import type { Services } from '../services.ts';
import { inParallel } from './inParallel.ts';

/**
 * What Partner Center says of a subscription now: what is open, maybe nothing, and when it said so, in epoch milliseconds by this app’s
 * clock; or nothing, since it could not be read.
 */
export type Reading = { kind: 'read'; deadlines: Deadline[]; readAt: number } | { kind: 'unknown' };

const AT_ONCE = 8;

/** How long one subscription may take, and how much of the work’s time is left to what comes after. Milliseconds. */
const TIMES = { readInMs: 20_000, reserveInMs: 45_000 } as const;

/** So many subscriptions of a customer that cannot be read say that the others cannot be either. */
const ENOUGH_FAILURES = 2;

/** What is not there any more has nothing open. */
const GONE: ErrorCode[] = ['SubscriptionNotFound', 'CustomerNotFound'];

/** By what the subscription of a deadline is told apart. */
export function subscriptionKey({
  customerId,
  subscriptionId,
}: Pick<Deadline, 'customerId' | 'subscriptionId'>): string {
  return `${customerId}/${subscriptionId}`;
}

/** One deadline for each subscription, in turns from each customer, so that none keeps the others waiting. */
function inTurns(deadlines: readonly Deadline[]): Deadline[] {
  const turns = new Map<string, number>();
  const known = new Map(deadlines.map((deadline) => [subscriptionKey(deadline), deadline]));
  return [...known.values()]
    .map((deadline) => {
      const turn = turns.get(deadline.customerId) ?? 0;
      turns.set(deadline.customerId, turn + 1);
      return { deadline, turn };
    })
    .toSorted((one, other) => one.turn - other.turn)
    .map(({ deadline }) => deadline);
}

/**
 * Reads the subscriptions of deadlines from Partner Center, each once; those that there is no time for are unknown.
 * @returns what is open now, by {@link subscriptionKey}.
 */
export async function readAgain(
  { subscriptions, clock, config }: Services,
  deadlines: readonly Deadline[],
  context: CallContext,
): Promise<Map<string, Reading>> {
  const readings = new Map<string, Reading>();
  const failures = new Map<string, number>();
  await inParallel(inTurns(deadlines), AT_ONCE, async (deadline) => {
    const { customerId, customerName, subscriptionId, scanId, partnerIdOnRecord, resellerId, resellerName } = deadline;
    const key = subscriptionKey(deadline);
    const failed = failures.get(customerId) ?? 0;
    readings.set(key, { kind: 'unknown' });
    if (Date.now() > context.deadline - TIMES.reserveInMs || failed >= ENOUGH_FAILURES) return;
    try {
      const until = Math.min(context.deadline, Date.now() + TIMES.readInMs);
      const { value } = await subscriptions.get({ ...context, deadline: until }, customerId, subscriptionId);
      if (hasUnreadableCutoff(value, config.environment)) {
        context.log('warn', 'notReadAgain', { customerId, subscriptionId, reason: 'Its cutoff cannot be read.' });
        return;
      }
      const isSameReseller = resellerId !== undefined && value.partnerId === partnerIdOnRecord;
      const open = deadlinesOf(value, {
        customerId,
        customerName,
        reseller: isSameReseller ? { id: resellerId, name: resellerName } : undefined,
        scanId,
        environment: config.environment,
        seenAt: clock.now(),
      });
      readings.set(key, { kind: 'read', deadlines: open, readAt: Date.now() });
    } catch (error) {
      const isGone = error instanceof AppError && GONE.includes(error.code);
      if (isGone) {
        readings.set(key, { kind: 'read', deadlines: [], readAt: Date.now() });
        return;
      }
      failures.set(customerId, failed + 1);
      context.log('warn', 'notReadAgain', { customerId, subscriptionId, reason: String(error) });
    }
  });
  return readings;
}
