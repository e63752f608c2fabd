import type { Warning } from '../schemas/answers.ts';
import { isFarFuture } from '../schemas/instant.ts';
import type { NextTermInstructions, ScheduledAction, Subscription } from '../schemas/subscription.ts';
import { plainName } from '../schemas/plainName.ts';
import { isOver } from './isOver.ts';
import { productOfSubscription } from './product.ts';
import { termEnd } from './term.ts';

/** The first day whose term ends run on as a paid extended service term. */
const EXTENDED_TERMS_SINCE = new Date('2026-05-04T00:00:00Z');

function actionsOf({ scheduledActions = [] }: Subscription): ScheduledAction[] {
  return scheduledActions.filter((action) => action !== undefined);
}

/**
 * Whether a cancel is scheduled, for the end of the term or for a day.
 * https://learn.microsoft.com/partner-center/customers/extended-service-terms
 */
export function scheduledCancel(subscription: Subscription): boolean {
  return actionsOf(subscription).some(({ actionType }) => plainName(actionType) === 'cancel');
}

/** `product CFQ7TTC0LH18:0001, quantity 5, term P1Y, billed Monthly`; empty where there are no instructions. */
function target(instructions: NextTermInstructions | undefined): string {
  if (!instructions) return '';
  const { product, quantity, customTermEndDate } = instructions;
  const { productId, skuId, termDuration, billingCycle } = product ?? {};
  const parts = [
    productId && `product ${skuId ? `${productId}:${skuId}` : productId}`,
    quantity !== undefined && `quantity ${quantity}`,
    termDuration && `term ${termDuration}`,
    billingCycle && `billed ${billingCycle}`,
    customTermEndDate && `ending ${customTermEndDate}`,
  ];
  const isEmpty = Object.values(instructions).every((value) => value === undefined || value === null);
  return parts.filter((part) => part).join(', ') || (isEmpty ? '' : 'other terms');
}

/** What an action does, apart from a cancel; undefined for the plain renewal that auto-renew brings anyway. */
function deed({ actionType, instructions }: ScheduledAction): string | undefined {
  const to = target(instructions);
  const type = plainName(actionType);
  if (type === 'cancel') return undefined;
  if (type === 'renewtonewterm') return to && `a change to ${to}`;
  if (type === 'renewtoextendedserviceterm') return 'a renewal to an extended service term';
  const named = type === 'transition' ? 'a transition' : `the action ${actionType ?? 'without a name'}`;
  return to ? `${named} to ${to}` : named;
}

function when({ scheduleType, effectiveDate }: ScheduledAction): string {
  return plainName(scheduleType) === 'customdate' && effectiveDate ? `on ${effectiveDate}` : 'at the term end';
}

/**
 * What is scheduled besides a cancel, in words that end a sentence; undefined where nothing is.
 * https://learn.microsoft.com/partner-center/developer/create-scheduled-changes
 */
export function scheduledChange(subscription: Subscription): string | undefined {
  const to = target(subscription.scheduledNextTermInstructions);
  const changes = actionsOf(subscription).flatMap((action) => {
    const done = deed(action);
    return done ? [`${done} ${when(action)}`] : [];
  });
  const all = new Set([...(to ? [`a change to ${to} at the term end`] : []), ...changes]);
  return all.size > 0 ? [...all].join(' and ') : undefined;
}

function termEndOf(subscription: Subscription): Date | undefined {
  const end = termEnd(subscription);
  return end && !isFarFuture(end) ? end : undefined;
}

/**
 * Whether a licence-based new-commerce subscription would run on, paid, after its term: auto-renew is off and no cancel is scheduled.
 * https://learn.microsoft.com/partner-center/customers/extended-service-terms
 */
export function extendedTermRisk(subscription: Subscription): boolean {
  const { autoRenewEnabled, isTrial } = subscription;
  if (productOfSubscription(subscription) !== 'newCommerce' || isTrial || isOver(subscription)) return false;
  const end = termEndOf(subscription);
  return (
    autoRenewEnabled === false && !scheduledCancel(subscription) && end !== undefined && end >= EXTENDED_TERMS_SINCE
  );
}

/** How long before the end of a term its extension is announced: the time to schedule a cancel or turn auto-renew on. Milliseconds. */
const EXTENSION_NOTICE_IN_MS = 30 * 86_400_000;

/**
 * When the paid extended service term would begin, where that is ahead of `now`, an instant by Partner Center's clock, by 30 days at most.
 * https://learn.microsoft.com/partner-center/customers/extended-service-terms
 */
export function extendedTermStart(subscription: Subscription, now: Date): Date | undefined {
  const end = termEndOf(subscription);
  if (!end || !extendedTermRisk(subscription)) return undefined;
  const aheadInMs = end.getTime() - now.getTime();
  return aheadInMs > 0 && aheadInMs <= EXTENSION_NOTICE_IN_MS ? end : undefined;
}

/** What happens to what is scheduled, and what to do about it. */
const DROPPED = {
  cancel: {
    cancel: 'The cancel that was scheduled goes with the subscription: nothing is left to be scheduled.',
    change: (what: string) =>
      `What was scheduled goes with the subscription (${what}): schedule it on another one if it is still wanted.`,
  },
  purchase: {
    cancel:
      'The purchase changes the parent’s order and drops the cancel that was scheduled: schedule it again afterwards.',
    change: (what: string) =>
      `The purchase changes the parent’s order and drops what was scheduled (${what}): schedule it again afterwards.`,
  },
};

function dropped(subscription: Subscription, doing: 'cancel' | 'purchase'): Warning[] {
  const says = DROPPED[doing];
  const change = scheduledChange(subscription);
  return [
    ...(scheduledCancel(subscription) ? [{ code: 'ScheduledCancelDropped', message: says.cancel }] : []),
    ...(change ? [{ code: 'ScheduledChangeDropped', message: says.change(change) }] : []),
  ];
}

/**
 * What a cancel of the subscription, or the purchase of an add-on to it, means for what is scheduled for the end of its term. A purchase
 * changes a legacy parent itself; a new-commerce add-on is a subscription of its own and drops nothing.
 * https://learn.microsoft.com/partner-center/developer/create-scheduled-changes
 */
export function renewalWarnings(subscription: Subscription, doing: 'cancel' | 'purchase'): Warning[] {
  if (doing === 'cancel' || productOfSubscription(subscription) === 'legacy') return dropped(subscription, doing);
  if (!extendedTermRisk(subscription)) return [];
  const end = termEndOf(subscription)?.toISOString() ?? '';
  const message = `Auto-renew of the parent is off and no cancel is scheduled, so after ${end} it runs on as a paid extended service term: schedule a cancel to end it then, or turn auto-renew on.`;
  return [{ code: 'ExtendedTermRisk', message }];
}
