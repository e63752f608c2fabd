import { isSilenced } from '../alerts/isSilenced.ts';
import { isWanted } from '../alerts/isWanted.ts';
import { sign } from '../alerts/sign.ts';
import { stageDue } from '../alerts/stageDue.ts';
import { postCallback, type PostOutcome } from '../callbacks/postCallback.ts';
import type { CallContext } from '../http/call.ts';
import { compact } from '../schemas/compact.ts';
import type { DeliveryAttempt } from '../schemas/delivery.ts';
import type { Services } from '../services.ts';
import type { HeldDelivery } from '../webhooks/deliveries.ts';
import type { DeliveryRecord, DueAlert } from '../webhooks/deliveryRecord.ts';
import { isSameCutoff } from '../webhooks/ledger.ts';
import type { WebhookRecord } from '../webhooks/webhookRecord.ts';
import { messageIdOf, messageOf } from './messageOf.ts';
import { readAgain, subscriptionKey, type Reading } from './readAgain.ts';
import { eventTypeOf, stagesOf } from './stagesOf.ts';

/** What was read longer ago than this, or for an earlier attempt, is read again before it is sent. Milliseconds. */
const FRESH_FOR_MS = 60_000;

/** Attempts that are kept in the log. */
const MOST_ATTEMPTS = 50;

/** A receiver that comes back is not asked for everything at once: delays are up to so much longer. */
const JITTER = 0.1;

/** The next attempt comes before this much of the time that is left has passed … */
const SHARE_OF_TIME_LEFT = 0.5;

/** … but not at once, in milliseconds. */
const SHORTEST_DELAY_MS = 1_000;

/** So long nothing is sent to a receiver that does not answer at all, so that it does not hold up the others. Milliseconds. */
const PAUSE_MS = 30_000;

/** The receiver is gone for good. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#responding-to-webhooks */
const GONE = 410;

/** What is left to be told of a delivery, and how many of its alerts came too late. */
interface Left {
  alerts: DueAlert[];
  tooLate: number;
}

/** Whether an alert is to be sent still: somebody may have said to know of it, or a more urgent one has taken its place. */
async function isCurrent(
  { acknowledgements, config }: Services,
  webhook: WebhookRecord,
  { deadline, stageInMs }: DueAlert,
  now: Date,
): Promise<boolean> {
  const cutoff = new Date(deadline.cutoff);
  const stages = stagesOf(webhook, eventTypeOf(deadline), config.alertStagesInMs);
  const isOvertaken = (stageDue(cutoff, stages, now) ?? stageInMs) < stageInMs;
  return !isOvertaken && !isSilenced(await acknowledgements.get(deadline), cutoff, now);
}

/** An alert as Partner Center tells it now; undefined where nothing of it is open any more. */
function alertNow(alert: DueAlert, reading: Reading, { filter }: WebhookRecord): DueAlert | undefined {
  if (reading.kind === 'unknown') return { ...alert, verified: false };
  const { cutoff, kind } = alert.deadline;
  const deadline = reading.deadlines.find((other) => other.kind === kind && isSameCutoff(other.cutoff, cutoff));
  if (!deadline || !isWanted(filter, deadline)) return undefined;
  return { ...alert, deadline: { ...deadline, cutoff }, verified: true, readAt: reading.readAt };
}

/** The alerts of a delivery that are to be told at this moment, as Partner Center says; what somebody asks for once more is told as it was. */
async function leftOf(
  services: Services,
  webhook: WebhookRecord,
  { alerts, claimed, tries, again }: DeliveryRecord,
  context: CallContext,
): Promise<Left> {
  const entered = alerts.slice(0, claimed);
  if (again) return { alerts: entered, tooLate: 0 };
  const isStale = ({ readAt }: DueAlert): boolean => tries > 0 || readAt + FRESH_FOR_MS < Date.now();
  const readings = await readAgain(
    services,
    entered.filter(isStale).map(({ deadline }) => deadline),
    { ...context, lane: 'scan', isBegun: true },
  );
  const now = services.clock.now();
  const inTime = entered.filter(({ deadline: { cutoff } }) => new Date(cutoff) > now);
  const left: DueAlert[] = [];
  for (const alert of inTime) {
    const reading = readings.get(subscriptionKey(alert.deadline));
    const current = reading ? alertNow(alert, reading, webhook) : alert;
    if (current && (await isCurrent(services, webhook, current, now))) left.push(current);
  }
  return { alerts: left, tooLate: entered.length - inTime.length };
}

function problemOf(outcome: PostOutcome): string | undefined {
  if (outcome.kind === 'failed') return outcome.message;
  const { status } = outcome;
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400)
    return 'The callback answered with a redirect, which is not followed: register where it leads to.';
  if (status === GONE) return 'The callback answered 410: it is gone for good.';
  return `The callback answered ${status}.`;
}

/** Sends a delivery to its webhook once. */
async function attempt(services: Services, webhook: WebhookRecord, record: DeliveryRecord) {
  const { webhooks, clock, config } = services;
  const { callback, secrets } = await webhooks.open(webhook);
  const body = messageOf(record, config.publicUrl, clock.now());
  const at = new Date();
  const outcome = await postCallback(callback, {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'partner-center-functions',
      ...sign(messageIdOf(record), body, secrets, at),
    },
    body,
    allowed: config.alertAllowedHosts,
  });
  const made: DeliveryAttempt = {
    at: at.toISOString(),
    tookMs: Date.now() - at.getTime(),
    ...compact({
      status: outcome.kind === 'answered' ? outcome.status : undefined,
      problem: problemOf(outcome),
    }),
  };
  return { outcome, made };
}

/**
 * When the attempt after so many is due, in milliseconds from now: before too much of the time is over that is left for the soonest
 * cutoff; undefined after the last.
 */
function nextDelay(
  delaysInMs: readonly number[],
  { tries, alerts, again }: Pick<DeliveryRecord, 'tries' | 'alerts' | 'again'>,
  outcome: PostOutcome,
  now: Date,
): number | undefined {
  const delayInMs = delaysInMs[tries - 1];
  if (delayInMs === undefined) return undefined;
  const soonest = Math.min(...alerts.map(({ deadline }) => Date.parse(deadline.cutoff)));
  const mostInMs = again ? Infinity : (soonest - now.getTime()) * SHARE_OF_TIME_LEFT;
  const askedFor = outcome.kind === 'answered' ? (outcome.retryAfterInMs ?? 0) : 0;
  const wanted = Math.max(delayInMs * (1 + Math.random() * JITTER), askedFor);
  return Math.max(SHORTEST_DELAY_MS, Math.min(wanted, mostInMs));
}

/**
 * Makes one attempt at a delivery that this process holds. A failed one is made again later; the last one leaves a dead letter, and so
 * does an alert that could not be delivered before its cutoff.
 */
export async function deliverHeld(
  services: Services,
  webhook: WebhookRecord,
  held: HeldDelivery,
  context: CallContext,
): Promise<DeliveryRecord> {
  const { deliveries, webhooks, config, clock } = services;
  const { record } = held;
  const { webhookId, deliveryId, type } = record;
  const isTest = type === 'webhook.test';

  const fail = (members: Partial<DeliveryRecord>, reason: string): Promise<DeliveryRecord> => {
    context.log(isTest ? 'warn' : 'error', 'deliveryFailed', { webhookId, deliveryId, type, reason });
    return deliveries.leave(held, { ...members, state: 'failed', reason });
  };

  const { alerts, tooLate } = record.event
    ? { alerts: [], tooLate: 0 }
    : await leftOf(services, webhook, record, context);
  const lateness = tooLate > 0 ? `The cutoff of ${tooLate} passed before it could be delivered.` : undefined;
  if (!record.event && alerts.length === 0) {
    if (lateness !== undefined) return fail({}, lateness);
    context.log('info', 'deliveryDropped', { webhookId, deliveryId, type });
    return deliveries.leave(held, { state: 'dropped', reason: 'Nothing of it was to be told any more.' });
  }
  if (lateness !== undefined) context.log('error', 'alertsTooLate', { webhookId, deliveryId, type, tooLate });
  const { outcome, made } = await attempt(services, webhook, { ...record, alerts });
  const { status, problem, tookMs } = made;
  const members = compact({
    alerts,
    claimed: alerts.length,
    reason: lateness,
    tries: record.tries + 1,
    attempts: [...record.attempts, made].slice(-MOST_ATTEMPTS),
  });
  const seen = { webhookId, deliveryId, type, tries: members.tries, status, tookMs };
  if (problem === undefined) {
    context.log('info', 'delivered', seen);
    return deliveries.leave(held, { ...members, state: 'delivered' });
  }
  if (status === GONE) {
    await webhooks.disable(webhookId, problem);
    context.log('error', 'webhookDisabled', { webhookId, reason: problem });
    return fail(members, problem);
  }
  const delayInMs = isTest
    ? undefined
    : nextDelay(config.alertRetryDelaysInMs, { ...record, ...members }, outcome, clock.now());
  if (delayInMs === undefined) return fail(members, problem);
  if (outcome.kind === 'failed' && outcome.reason === 'timeout') await deliveries.pause(webhookId, PAUSE_MS);
  context.log('warn', 'attemptFailed', { ...seen, reason: problem, againInMs: Math.round(delayInMs) });
  return deliveries.later(held, members, delayInMs);
}
