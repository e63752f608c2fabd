import type { CallContext } from '../http/call.ts';
import type { Deadline } from '../schemas/deadline.ts';
import type { Services } from '../services.ts';
import type { DueAlert } from '../webhooks/deliveryRecord.ts';
import { alertRowKey } from '../webhooks/ledger.ts';
import type { WebhookRecord } from '../webhooks/webhookRecord.ts';
import { findDue, type Circumstances, type Due, type Hearer } from './findDue.ts';
import { forEach } from './forEach.ts';
import { inParallel } from './inParallel.ts';
import { hearersOf } from './publish.ts';
import { readAgain, subscriptionKey } from './readAgain.ts';
import { stagesOf, type SubscriptionEvent } from './stagesOf.ts';

const TYPES: SubscriptionEvent[] = ['subscription.cutoff_approaching', 'subscription.extended_term_risk'];

/** While a subscription cannot be read its alert waits so long; one whose cutoff is near does not. Milliseconds. */
const WAIT_FOR_READING_MS = 30 * 60_000;
const TOO_NEAR_TO_WAIT_MS = 60 * 60_000;

const SENT_AT_ONCE = 16;

/** How far ahead somebody wants to be told, in milliseconds. */
function horizon(webhooks: readonly WebhookRecord[], setting: readonly number[]): number {
  const stages = webhooks.flatMap((webhook) =>
    TYPES.flatMap((type) => (webhook.events.includes(type) ? stagesOf(webhook, type, setting) : [])),
  );
  return Math.max(...stages);
}

/** Whether an alert that could not be read again goes all the same: it has waited long enough, or must not wait. */
async function mayGoUnread({ ledger }: Services, { webhook }: Hearer, due: Due, now: Date): Promise<boolean> {
  const { deadline, stageInMs } = due;
  if (Date.parse(deadline.cutoff) - now.getTime() <= TOO_NEAR_TO_WAIT_MS) return true;
  const firstAt = await ledger.unreadSince(webhook.webhookId, { ...deadline, stageInMs });
  return Date.now() - firstAt >= WAIT_FOR_READING_MS;
}

/** Enters the alerts of one type for a webhook: each by itself, or for Teams all of them in one card. */
async function enter(
  { ledger }: Services,
  { webhookId, format }: WebhookRecord,
  type: SubscriptionEvent,
  alerts: DueAlert[],
): Promise<string[]> {
  return format === 'teams' ? ledger.enterTogether(webhookId, type, alerts) : ledger.enterEach(webhookId, type, alerts);
}

/**
 * Raises the alerts whose stage has begun: found in the table, read again from Partner Center, judged once more by what was read, entered
 * in the ledger, and only then sent. What there is no time for, or what cannot be read, is due again in the next run.
 */
export async function raiseDueAlerts(
  services: Services,
  webhooks: readonly WebhookRecord[],
  context: CallContext,
): Promise<void> {
  const { acknowledgements, clock, config, deadlines, deliveries, ledger } = services;
  const asking = hearersOf(webhooks, ...TYPES);
  if (asking.length === 0) return;
  const from = clock.now();
  const until = new Date(from.getTime() + horizon(asking, config.alertStagesInMs));
  const hearers: Hearer[] = await Promise.all(
    asking.map(async (webhook) => ({ webhook, sent: await ledger.sent(webhook.webhookId, from, until) })),
  );
  const circumstances = async (): Promise<Circumstances> => ({
    silenced: await acknowledgements.all(),
    setting: config.alertStagesInMs,
    now: clock.now(),
  });

  const candidates: Deadline[] = [];
  const first = await circumstances();
  for await (const { deadline } of deadlines.read({ from, until })) {
    if (hearers.some((hearer) => findDue(hearer, deadline, first))) candidates.push(deadline);
  }
  if (candidates.length === 0) return;
  const readings = await readAgain(services, candidates, { ...context, lane: 'scan', isBegun: true });
  const open = [...readings.values()].flatMap((reading) =>
    reading.kind === 'read' ? reading.deadlines.map((deadline) => ({ deadline, readAt: reading.readAt })) : [],
  );
  const unread = candidates.filter((deadline) => readings.get(subscriptionKey(deadline))?.kind === 'unknown');

  const then = await circumstances();
  let raised = 0;
  await forEach(hearers, async (hearer) => {
    const { webhookId } = hearer.webhook;
    const alerts = new Map<string, DueAlert & { type: SubscriptionEvent }>();
    const add = ({ deadline, stageInMs, type }: Due, verified: boolean, readAt: number): void => {
      const key = alertRowKey({ ...deadline, stageInMs });
      if (!alerts.has(key)) alerts.set(key, { deadline, stageInMs, type, verified, readAt });
    };
    for (const { deadline, readAt } of open) {
      const due = findDue(hearer, deadline, then);
      if (due) add(due, true, readAt);
    }
    for (const deadline of unread) {
      const due = findDue(hearer, deadline, then);
      if (due && (await mayGoUnread(services, hearer, due, then.now))) add(due, false, Date.now());
    }
    const sorted = [...alerts.values()].toSorted((one, other) =>
      one.deadline.cutoff < other.deadline.cutoff ? -1 : 1,
    );
    for (const type of TYPES) {
      const ofType = sorted.filter((alert) => alert.type === type).map(({ type: _, ...alert }) => alert);
      if (ofType.length === 0) continue;
      const deliveryIds = await enter(services, hearer.webhook, type, ofType);
      raised += ofType.length;
      await inParallel(deliveryIds, SENT_AT_ONCE, (deliveryId) => deliveries.send(webhookId, deliveryId));
    }
  });
  const counts = { candidates: candidates.length, read: readings.size, unread: unread.length, raised };
  context.log('info', 'alertsRaised', counts);
}
