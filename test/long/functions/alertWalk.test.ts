import { afterAll, beforeAll, expect, it } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../../local/partnerCenter/seedIds.ts';
import type { Delivery } from '../../../local/sink/judgeDelivery.ts';
import {
  ALERT_SETTINGS,
  makeWebhook,
  messageOf,
  raise,
  untilQuiet,
  type MadeWebhook,
} from '../../functions/alertClient.ts';
import { partnerCenterSession } from '../../functions/partnerCenterSession.ts';
import { scan, UNLIMITED } from '../../functions/scanClient.ts';
import { tableRows } from '../../functions/tableRows.ts';
import { startTestApp, type TestApp } from '../../stack.ts';
import {
  alertLine,
  DEFAULT_STAGES,
  EXTENDED_TERM_STAGES,
  expectAlerts,
  stageInMs,
  type KnownDeadline,
  type Receiver,
} from './expectedAlerts.ts';

const CUTOFF = 'subscription.cutoff_approaching';
const EXTENDED = 'subscription.extended_term_risk';
const HOUR_IN_MS = 3_600_000;
/** Of a purchase; the walk goes on a little after it. */
const WINDOW_IN_HOURS = 7 * 24;
const STEPS = WINDOW_IN_HOURS + 3;
const SCAN_EVERY_STEPS = 24;
const WITHIN_MS = 180_000;

const { customerId } = SEED.resellerCustomer;
const { productId, skuId } = SEED_OFFERS.newCommercePlain;

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ settings: ALERT_SETTINGS });
});
afterAll(() => app.close());

/** Buys through the app, and tells the subscription. */
async function buy(quantity: number, termDuration: string): Promise<string> {
  const { status, body } = await app.buy(`customers/${customerId}/orders`, {
    indirectResellerId: SEED_RESELLERS.main.tenantId,
    billingCycle: 'monthly',
    lineItems: [{ offerId: `${productId}:${skuId}`, quantity, termDuration }],
  });
  expect(status, JSON.stringify(body)).toBe(200);
  const { order } = body as { order: { lineItems: { subscriptionId: string }[] } };
  return order.lineItems[0]?.subscriptionId.toLowerCase() ?? '';
}

/** Adds licences to a subscription whose own window has closed: they can be handed back for 7 days. */
async function addSeats({ customerId: owner, subscriptionId }: { customerId: string; subscriptionId: string }) {
  const session = partnerCenterSession(app);
  const path = `customers/${owner}/subscriptions/${subscriptionId}`;
  const { quantity, ...resource } = await session.ask('GET', path);
  await session.ask('PATCH', path, { ...resource, quantity: Number(quantity) + 3 });
}

/** Cutoffs lie at the minute of the seed, or at midnight: steps are taken as far from both as can be. Minutes. */
function untilBetween(minute: number): number {
  const between = minute < 30 ? 30 + minute / 2 : minute / 2;
  return Math.floor((between - minute + 60) % 60);
}

/** Moves Partner Center’s clock, and has the app ask it something, so that it knows. */
async function advance(duration: string): Promise<void> {
  await app.partnerCenter.advance(duration);
  expect((await app.api('GET', 'customers')).status).toBe(200);
}

async function open(): Promise<{ now: number; items: KnownDeadline[] }> {
  const { now, items } = (await app.partnerCenter.get('/_emulator/deadlines')).body as {
    now: string;
    items: KnownDeadline[];
  };
  return { now: Date.parse(now), items };
}

/** The terms of subscriptions, as Partner Center itself tells them. */
async function termsOf(items: KnownDeadline[]): Promise<Map<string, unknown>> {
  const session = partnerCenterSession(app);
  const terms = new Map<string, unknown>();
  for (const deadline of items) {
    const path = `customers/${deadline.customerId}/subscriptions/${deadline.subscriptionId}`;
    terms.set(deadline.subscriptionId, (await session.ask('GET', path)).termDuration);
  }
  return terms;
}

/** Runs the timer when its schedule does not run it just now. */
async function raiseAlone(): Promise<void> {
  const count = (pattern: RegExp) => [...app.output().matchAll(pattern)].length;
  await expect
    .poll(() => count(/raiseAlerts [\w-]+: Executing/g) - count(/raiseAlerts [\w-]+: (Succeeded|Failed)/g), {
      interval: 20,
    })
    .toBe(0);
  await raise(app);
}

/** What came since the last look. */
async function takeArrived(): Promise<Delivery[]> {
  const { items } = (await app.sink.get('/_emulator/deliveries')).body as { items: Delivery[] };
  if (items.length > 0) await app.sink.delete('/_emulator/deliveries');
  return items;
}

function lineOf(delivery: Delivery): string {
  const { kind, stage, until, customer, subscription } = messageOf(delivery).data as {
    kind: KnownDeadline['kind'];
    stage: string;
    until: string;
    customer: { id: string };
    subscription: { id: string };
  };
  return alertLine(stage, { kind, cutoff: until, customerId: customer.id, subscriptionId: subscription.id });
}

/** How many subscriptions a card says it is about. */
function countOnCard({ body }: Delivery): number {
  return Number(/"text":"(\d+) subscriptions? reach/.exec(body)?.[1]);
}

/** The alerts that the ledger has for a webhook: stage, customer and subscription. */
async function ledgerOf({ webhookId }: MadeWebhook): Promise<string[]> {
  const rows = (await tableRows(app, 'alerts')) as { partitionKey: string; rowKey: string }[];
  return rows
    .filter(({ partitionKey, rowKey }) => partitionKey === webhookId && rowKey.startsWith('l_'))
    .map(({ rowKey }) => /^l_[^_]+_([^_]+)_([^_]+)_.*_(\d+)$/.exec(rowKey)?.slice(1).join(' ') ?? rowKey)
    .toSorted();
}

it(
  'from a purchase to past its cutoff every receiver hears of every stage once, and of nothing else',
  async () => {
    await app.partnerCenter.post('/_emulator/switches', { ...UNLIMITED, sandboxQuotas: false });
    await app.partnerCenter.post('/_emulator/seed', { customers: 8, subscriptionsPerCustomer: 3, bought: 'windows' });
    const plain = await buy(1, 'P1Y');
    const cancelled = await buy(2, 'P1Y');
    const acknowledged = await buy(3, 'P1Y');
    const snoozed = await buy(4, 'P1Y');
    const monthly = await buy(5, 'P1M');
    await addSeats(SEED.newCommerceBase);
    const bought = [plain, cancelled, acknowledged, snoozed, monthly];
    const atStart = await open();
    const cutoffs = bought.map((id) => atStart.items.find(({ subscriptionId }) => subscriptionId === id)?.cutoff ?? '');
    const cutoff = Date.parse(cutoffs[0] ?? '');
    const terms = await termsOf(atStart.items);
    expect(bought.map((id) => terms.get(id))).toEqual(['P1Y', 'P1Y', 'P1Y', 'P1Y', 'P1M']);

    const isMonthly = ({ subscriptionId }: KnownDeadline) => terms.get(subscriptionId) === 'P1M';
    const isYearly = (deadline: KnownDeadline) => !isMonthly(deadline);
    const stagesOf =
      (stages: string[], extended: string[] = []) =>
      (kind: KnownDeadline['kind']) =>
        kind === 'extendedTerm' ? extended : stages;
    const receivers: (Receiver & { webhook: MadeWebhook })[] = [];
    const receive = async (hook: string, body: object, more: Omit<Receiver, 'hook'>): Promise<void> => {
      receivers.push({ hook, ...more, webhook: await makeWebhook(app, hook, { events: [CUTOFF], ...body }) });
    };
    const byDefault = { stages: stagesOf(DEFAULT_STAGES), wants: isYearly };
    await receive(
      'standard',
      { events: [CUTOFF, EXTENDED] },
      { ...byDefault, stages: stagesOf(DEFAULT_STAGES, EXTENDED_TERM_STAGES) },
    );
    await receive('cards', { format: 'teams' }, byDefault);
    await receive('twoDays', { stages: ['48h'] }, { ...byDefault, stages: stagesOf(['48h']) });
    await receive(
      'oneCustomer',
      { filter: { customerIds: [customerId] } },
      { ...byDefault, wants: (deadline) => isYearly(deadline) && deadline.customerId === customerId },
    );
    await receive('monthly', { filter: { terms: ['P1M'] } }, { ...byDefault, wants: isMonthly });

    const silences: { subscriptionId: string; until: number }[] = [];
    const acknowledge = async (subscriptionId: string, until?: number): Promise<void> => {
      const body = until === undefined ? {} : { until: new Date(until).toISOString() };
      const { status, body: answer } = await app.api('POST', `deadlines/${subscriptionId}/acknowledge`, body);
      expect(status, JSON.stringify(answer)).toBe(200);
      silences.push({ subscriptionId, until: until ?? Infinity });
    };
    /** What happens so many hours before the cutoff of what was bought. */
    const happenings = new Map<number, () => Promise<void>>([
      [50, () => acknowledge(acknowledged)],
      [
        40,
        async () => {
          const { status } = await app.api('POST', `customers/${customerId}/subscriptions/${cancelled}/cancel`, {});
          expect(status).toBe(200);
        },
      ],
      [30, () => acknowledge(snoozed, cutoff - 12 * HOUR_IN_MS)],
      [10, () => receive('late', {}, byDefault)],
    ]);

    const expected = new Map<string, string[]>();
    const seen = new Map<string, string[]>();
    const note = (lines: Map<string, string[]>, hook: string, more: string[]): void => {
      lines.set(hook, [...(lines.get(hook) ?? []), ...more]);
    };
    const dueCards: string[] = [];
    const seenCards: string[] = [];
    const messageIds: string[] = [];
    const verdicts = new Set<string>();
    const due = expectAlerts();
    await advance(`${untilBetween(new Date(cutoff).getUTCMinutes())}m`);
    for (let step = 0; step < STEPS; step += 1) {
      if (step > 0) await advance('1h');
      if (step % SCAN_EVERY_STEPS === 0) await scan(app);
      await happenings.get(WINDOW_IN_HOURS - step)?.();

      const { now, items } = await open();
      const told = items.filter(
        (deadline) => !silences.some((one) => one.subscriptionId === deadline.subscriptionId && one.until > now),
      );
      for (const receiver of receivers) {
        const lines = due(receiver, told, now);
        note(
          expected,
          receiver.hook,
          lines.map((line) => `${step} ${line}`),
        );
        const subscriptions = new Set(lines.map((line) => line.split(' ').at(-1))).size;
        if (receiver.hook === 'cards' && lines.length > 0) dueCards.push(`${step} ${subscriptions}`);
      }

      await raiseAlone();
      await untilQuiet(app, ...receivers.map(({ webhook }) => webhook.webhookId));
      for (const delivery of await takeArrived()) {
        const { hook, headers, signature, timestamp, repeat, answeredStatus } = delivery;
        messageIds.push(String(headers['webhook-id']));
        verdicts.add([signature, timestamp, repeat, answeredStatus].join(' '));
        if (hook === 'cards') seenCards.push(`${step} ${countOnCard(delivery)}`);
        else note(seen, hook, [`${step} ${lineOf(delivery)}`]);
      }
    }

    for (const { hook } of receivers.filter((receiver) => receiver.hook !== 'cards')) {
      expect([hook, seen.get(hook)?.toSorted()]).toEqual([hook, expected.get(hook)?.toSorted()]);
    }
    expect(seenCards).toEqual(dueCards);
    expect([...verdicts]).toEqual(['valid fresh none 204']);
    expect(new Set(messageIds).size).toBe(messageIds.length);

    const cards = receivers.find(({ hook }) => hook === 'cards');
    if (!cards) throw new Error('Nobody hears by cards.');
    const inCards = expected.get('cards')?.map((line) => line.split(' '));
    expect(await ledgerOf(cards.webhook)).toEqual(
      inCards
        ?.map(([, stage = '', , , customer, subscription]) => [customer, subscription, stageInMs(stage)].join(' '))
        .toSorted(),
    );

    /** Hours before its cutoff at which a receiver heard of a subscription, and the stage. */
    const heard = (hook: string, subscriptionId: string): string[] =>
      (seen.get(hook) ?? [])
        .map((line) => line.split(' '))
        .filter((words) => words.at(-1) === subscriptionId)
        .map(([step, stage]) => `${stage} at ${WINDOW_IN_HOURS - Number(step)}`);
    const all = ['72h at 72', '24h at 24', '6h at 6'];
    expect(Object.fromEntries(receivers.map(({ hook }) => [hook, bought.map((id) => heard(hook, id))]))).toEqual({
      standard: [all, ['72h at 72'], ['72h at 72'], ['72h at 72', '24h at 12', '6h at 6'], []],
      cards: [[], [], [], [], []],
      twoDays: [['48h at 48'], ['48h at 48'], [], ['48h at 48'], []],
      oneCustomer: [all, ['72h at 72'], ['72h at 72'], ['72h at 72', '24h at 12', '6h at 6'], []],
      monthly: [[], [], [], [], all],
      late: [['24h at 10', '6h at 6'], [], [], ['24h at 10', '6h at 6'], []],
    });
    expect(heard('standard', SEED.newCommerceBase.subscriptionId)).toEqual(all);
  },
  WITHIN_MS,
);
