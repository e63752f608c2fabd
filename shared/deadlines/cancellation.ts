import { NEXT_STEPS } from '../errors.ts';
import type { Cancellation } from '../schemas/cancellation.ts';
import { isFarFuture, parseInstant } from '../schemas/instant.ts';
import type { RefundOption, Subscription } from '../schemas/subscription.ts';
import { productOfSubscription } from './product.ts';
import { matrixRefusal, type Environment } from './productMatrix.ts';
import { termEnd } from './term.ts';

/** A cutoff counts as passed only when it is this far back; within it Partner Center decides. Milliseconds. */
export const GRACE_IN_MS = 60_000;

const ENDED = ['expired', 'disabled'];

const CANCEL_NOW = 'Cancel it now, or let it run.';
const ASK = 'Send the cancel: only Partner Center can tell whether it is still accepted.';
const WAIT_FOR_RENEWAL = 'The term has ended. Send the cancel: a renewal, if one is under way, opens a new window.';

/** Whether an option gives all the money back. */
export function isFullRefund({ type }: RefundOption): boolean {
  return type?.toLowerCase() === 'full';
}

/** The refunds that are still open at `now`; one without an end always is. */
export function openRefunds({ refundOptions = [] }: Subscription, now: Date): RefundOption[] {
  return refundOptions.flatMap((option) => {
    if (!option) return [];
    const until = parseInstant(option.expiresAt);
    return option.expiresAt === undefined || (until && until > now) ? [option] : [];
  });
}

function refundOf(subscription: Subscription, now: Date): Cancellation['refund'] {
  const { refundOptions, cancellationAllowedUntilDate } = subscription;
  const open = openRefunds(subscription, now);
  if (open.some(isFullRefund)) return 'full';
  if (open.length > 0) return 'partial';
  if (refundOptions === undefined || refundOptions.includes(undefined)) return 'unknown';
  return parseInstant(cancellationAllowedUntilDate) ? 'partial' : 'unknown';
}

function closed(basis: Cancellation['basis'], until?: Date): Cancellation {
  return {
    allowed: false,
    ...(until && { until: until.toISOString(), remainingSeconds: 0 }),
    basis,
    refund: 'none',
    reason: 'CancellationWindowClosed',
    nextStep: NEXT_STEPS.CancellationWindowClosed,
  };
}

/**
 * Whether a subscription may be cancelled at `now`, an instant by Partner Center's clock. The cutoff is read, never computed: purchases,
 * renewals and products all count differently. After the term's end a renewal may be opening a new window, so only Partner Center can tell.
 * https://learn.microsoft.com/partner-center/developer/subscription-resources
 */
export function cancellation(subscription: Subscription, now: Date, environment: Environment): Cancellation {
  if (subscription.status?.toLowerCase() === 'deleted') {
    return { allowed: false, basis: 'status', refund: 'none', nextStep: 'Nothing to do: it is cancelled already.' };
  }
  const product = productOfSubscription(subscription);
  const refusal = matrixRefusal(product, environment, 'subscription');
  if (refusal && refusal.reason !== 'UseSubscriptionCancel') {
    return { allowed: false, basis: 'product', refund: 'unknown', ...refusal, reason: refusal.reason };
  }

  const refund = refundOf(subscription, now);
  const end = termEnd(subscription);
  const renewing = end !== undefined && end <= now && !ENDED.includes(subscription.status?.toLowerCase() ?? '');
  const stated = subscription.cancellationAllowedUntilDate;
  const until = parseInstant(stated);

  if (until && until.getTime() + GRACE_IN_MS >= now.getTime()) {
    const remainingSeconds = Math.max(0, Math.floor((until.getTime() - now.getTime()) / 1000));
    const window = isFarFuture(until) ? {} : { until: until.toISOString(), remainingSeconds };
    return { allowed: true, ...window, basis: 'cancellationAllowedUntilDate', refund, nextStep: CANCEL_NOW };
  }
  if (renewing) return { allowed: true, basis: 'commitmentEndDateTime', refund, nextStep: WAIT_FOR_RENEWAL };
  if (until) return closed('cancellationAllowedUntilDate', until);
  if (stated === null && product === 'newCommerce') return closed('cancellationAllowedUntilDate');
  return { allowed: true, basis: 'inferred', refund, nextStep: ASK };
}
