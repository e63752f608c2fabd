import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { SEED, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { AlertEvent } from '../../shared/schemas/alertEvents.ts';
import { AcknowledgeDeadlineResponse } from '../../shared/schemas/acknowledgeDeadline.ts';
import type { Deadline } from '../../shared/schemas/deadline.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import {
  ALERT_SETTINGS,
  arrived,
  deliveriesOf,
  forgetAlerts,
  makeWebhook,
  messageOf,
  raise,
  untilQuiet,
} from './alertClient.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { runTimer } from './runTimer.ts';
import { list, scan } from './scanClient.ts';
import { changeRows } from './storedRows.ts';

const HOUR_IN_MS = 3_600_000;
const DAY_IN_MS = 24 * HOUR_IN_MS;
const CUTOFF = 'subscription.cutoff_approaching';
const EXTENDED = 'subscription.extended_term_risk';
const { customerId, subscriptionId } = SEED.newCommerceClosingSoon;
const CANCEL = `customers/${customerId}/subscriptions/${subscriptionId}/cancel`;

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ settings: ALERT_SETTINGS });
});
afterAll(() => app.close());
afterEach(async () => {
  await app.partnerCenter.reset();
  await app.partnerCenter.delete('/_emulator/faults');
  await forgetAlerts(app);
});

/** Moves Partner Center’s clock, and has the app ask it something, so that it knows. */
async function advance(duration: string): Promise<void> {
  await app.partnerCenter.advance(duration);
  expect((await app.api('GET', 'customers')).status).toBe(200);
}

/** What arrived at a hook: kind, stage and subscription. */
async function told(hook: string): Promise<string[]> {
  const alerts = (await arrived(app, hook)).map((delivery) => {
    const { data } = messageOf(delivery) as unknown as {
      data: { kind: string; stage: string; subscription: { id: string } };
    };
    return `${data.kind} ${data.stage} ${data.subscription.id}`;
  });
  return alerts.toSorted();
}

async function raiseAll(...webhooks: { webhookId: string }[]): Promise<void> {
  await raise(app);
  await untilQuiet(app, ...webhooks.map(({ webhookId }) => webhookId));
}

const open = async (query = ''): Promise<Deadline[]> => (await list(app, `?size=1000${query}`)).items;

it('an alert says all that is to be known, is signed, and its address cancels the subscription', async () => {
  await scan(app);
  const webhook = await makeWebhook(app, 'one', { events: [CUTOFF], filter: { customerIds: [customerId] } });
  await raiseAll(webhook);
  const [delivery, ...others] = await arrived(app, 'one');
  expect(others).toEqual([]);
  if (!delivery) throw new Error('Nothing arrived.');
  const headers = delivery.headers as Record<string, string>;
  const verified = new Webhook(webhook.secret ?? '').verify(delivery.body, headers);
  const { type, timestamp, data } = messageOf(delivery);
  expect(verified).toEqual({ type, timestamp, data });
  expect(AlertEvent.parse({ type, data })).toEqual({ type, data });
  const [deadline] = await open(`&customerId=${customerId}`);
  expect(data).toMatchObject({
    kind: 'cancel',
    stage: '6h',
    until: deadline?.cutoff,
    customer: { id: customerId, name: deadline?.customerName },
    reseller: { partnerId: SEED_RESELLERS.main.mpnId, id: SEED_RESELLERS.main.tenantId },
    subscription: { id: subscriptionId, orderId: deadline?.orderId },
    product: { id: deadline?.product },
    quantity: 10,
    refundableQuantity: 10,
    term: { duration: 'P1Y', end: deadline?.commitmentEndDateTime },
    refund: 'partial',
    verified: true,
    cancel: { method: 'POST', url: `${app.url}/api/${CANCEL}` },
  });
  const secondsLeft = (Date.parse(deadline?.cutoff ?? '') - app.clock.now().getTime()) / 1000;
  expect(Math.abs(Number(data.secondsLeft) - secondsLeft)).toBeLessThan(30);
  const { method, url } = data.cancel as { method: string; url: string };
  const cancelled = await app.api(method, url.slice(`${app.url}/api/`.length), {});
  expect(cancelled.status, JSON.stringify(cancelled.body)).toBe(200);
  await raiseAll(webhook);
  expect(await arrived(app, 'one')).toHaveLength(1);
});

describe('who is told what', () => {
  it('follows from events, stages and filters; monthly terms only where they are named', async () => {
    await scan(app);
    const deadlines = (await open()).filter(
      ({ cutoff }) => Date.parse(cutoff) < app.clock.now().getTime() + 20 * 86_400_000,
    );
    const isCutoff = ({ kind }: Deadline) => kind !== 'extendedTerm';
    const stages = ['20d'];
    const cases: [string, object, (deadline: Deadline) => boolean][] = [
      ['all', { events: [CUTOFF] }, (one) => isCutoff(one) && one.termDuration !== 'P1M'],
      ['terms', { events: [EXTENDED], format: 'standard' }, (one) => !isCutoff(one)],
      [
        'monthly',
        { events: [CUTOFF], filter: { terms: ['P1M'] } },
        (one) => isCutoff(one) && one.termDuration === 'P1M',
      ],
      [
        'yearly',
        { events: [CUTOFF], filter: { terms: ['P1Y'] } },
        (one) => isCutoff(one) && one.termDuration === 'P1Y',
      ],
      [
        'reseller',
        { events: [CUTOFF], filter: { resellers: [SEED_RESELLERS.main.mpnId] } },
        (one) => isCutoff(one) && one.partnerIdOnRecord === SEED_RESELLERS.main.mpnId,
      ],
      [
        'tenant',
        { events: [CUTOFF], filter: { resellers: [SEED_RESELLERS.main.tenantId.toUpperCase()], minQuantity: 5 } },
        (one) => isCutoff(one) && one.resellerId === SEED_RESELLERS.main.tenantId && (one.quantity ?? 9) >= 5,
      ],
      ['many', { events: [CUTOFF], filter: { minQuantity: 10 } }, (one) => isCutoff(one) && (one.quantity ?? 10) >= 10],
      ['none', { events: ['scan.overdue'] }, () => false],
    ];
    const webhooks = [];
    for (const [hook, body] of cases) webhooks.push(await makeWebhook(app, hook, { stages, ...body }));
    await raiseAll(...webhooks);
    for (const [hook, , isExpected] of cases) {
      const expected = deadlines
        .filter(isExpected)
        .map((one) => `${one.kind} ${one.kind === 'extendedTerm' ? '30d' : '20d'} ${one.subscriptionId}`);
      expect([hook, await told(hook)]).toEqual([hook, expected.toSorted()]);
    }
    await raiseAll(...webhooks);
    expect((await told('all')).length).toBeGreaterThan(5);
  });

  it('is one card for each run and kind in Teams', async () => {
    await scan(app);
    const webhook = await makeWebhook(app, 'cards', { events: [CUTOFF], format: 'teams', stages: ['20d', '2h'] });
    await raiseAll(webhook);
    await raiseAll(webhook);
    const [card, ...others] = await arrived(app, 'cards');
    expect(others).toEqual([]);
    const { type, attachments } = JSON.parse(card?.body ?? '') as {
      type: string;
      attachments: { contentType: string }[];
    };
    expect([type, attachments.map(({ contentType }) => contentType)]).toEqual([
      'message',
      ['application/vnd.microsoft.card.adaptive'],
    ]);
    const [delivery] = await deliveriesOf(app, webhook.webhookId);
    expect(delivery?.alerts).toBeGreaterThan(5);
    expect(card?.headers['webhook-id']).toBe(delivery?.messageId);
    expect(card?.signature).toBe('valid');
    await advance('3h');
    await raiseAll(webhook);
    expect(await arrived(app, 'cards')).toHaveLength(2);
    expect((await deliveriesOf(app, webhook.webhookId))[0]).toMatchObject({ alerts: 1, subscriptionId });
  });
});

describe('what is not true any more', () => {
  it('is not told: cancelled, moved, or gone since the scan', async () => {
    await scan(app, { customerId });
    const webhook = await makeWebhook(app, 'gone', { events: [CUTOFF] });
    expect((await app.api('POST', CANCEL, {})).status).toBe(200);
    await raiseAll(webhook);
    expect(await arrived(app, 'gone')).toEqual([]);
    expect(await deliveriesOf(app, webhook.webhookId)).toEqual([]);
  });

  it('is not told at a later attempt either', async () => {
    await scan(app, { customerId });
    const webhook = await makeWebhook(app, 'late', { events: [CUTOFF], filter: { customerIds: [customerId] } });
    await app.sink.post('/_emulator/responses', { name: 'late', status: 500 });
    await raise(app);
    await expect.poll(async () => (await arrived(app, 'late')).length).toBe(1);
    expect((await app.api('POST', CANCEL, {})).status).toBe(200);
    await untilQuiet(app, webhook.webhookId);
    expect(await arrived(app, 'late')).toHaveLength(1);
    expect((await deliveriesOf(app, webhook.webhookId))[0]).toMatchObject({ state: 'dropped' });
  });
});

describe('while Partner Center cannot be read', () => {
  it('an alert whose cutoff is near goes and says that it was not verified; others wait', async () => {
    await scan(app);
    const stages = ['20d'];
    const webhook = await makeWebhook(app, 'blind', { events: [CUTOFF], stages });
    await advance('4h');
    await app.partnerCenter.faults({ kind: 'serverError', route: 'GET /v1/customers/*/subscriptions/*', count: 1_000 });
    await raiseAll(webhook);
    expect(await told('blind')).toEqual([`cancel 20d ${subscriptionId}`]);
    expect(messageOf((await arrived(app, 'blind'))[0] ?? ({} as never)).data).toMatchObject({ verified: false });
    await app.partnerCenter.delete('/_emulator/faults');
    await raiseAll(webhook);
    expect((await told('blind')).length).toBeGreaterThan(5);
  });
});

describe('an acknowledged deadline', () => {
  const acknowledge = (body: object) => app.api('POST', `deadlines/${subscriptionId.toUpperCase()}/acknowledge`, body);

  it('is silent for good, also after the next scan, and the list says so', async () => {
    await scan(app, { customerId });
    const said = expectAnswer(await acknowledge({ note: 'Contoso keeps it' }), AcknowledgeDeadlineResponse);
    expect(said).toMatchObject({ subscriptionId, silenced: true, deadlines: [{ kind: 'cancel' }] });
    const webhook = await makeWebhook(app, 'silent', { events: [CUTOFF], filter: { customerIds: [customerId] } });
    await raiseAll(webhook);
    await scan(app, { customerId });
    await raiseAll(webhook);
    expect(await arrived(app, 'silent')).toEqual([]);
    const [deadline] = await open(`&customerId=${customerId}`);
    expect(deadline).toMatchObject({ acknowledged: { note: 'Contoso keeps it', through: deadline?.cutoff } });
  });

  it('is told again after the time it was acknowledged until, or when that is lifted', async () => {
    await scan(app, { customerId });
    const webhook = await makeWebhook(app, 'until', { events: [CUTOFF], filter: { customerIds: [customerId] } });
    await acknowledge({ until: new Date(app.clock.now().getTime() + 3_600_000).toISOString() });
    await raiseAll(webhook);
    expect(await arrived(app, 'until')).toEqual([]);
    await advance('2h');
    await raiseAll(webhook);
    expect(await told('until')).toEqual([`cancel 6h ${subscriptionId}`]);

    await acknowledge({});
    const lifted = expectAnswer(await acknowledge({ until: '2026-01-01T00:00:00Z' }), AcknowledgeDeadlineResponse);
    expect(lifted).toMatchObject({ silenced: false });
    expect((await open(`&customerId=${customerId}`))[0]).not.toHaveProperty('acknowledged');
  });

  it('is one that is open, and its request is one that can be read', async () => {
    expectRefusal(await acknowledge({}), 'DeadlineNotFound');
    expectRefusal(await app.api('POST', 'deadlines/nonsense/acknowledge', {}), 'InvalidRequest');
    expect(expectRefusal(await acknowledge({ until: 'tomorrow' }), 'InvalidRequest').target).toBe('until');
  });
});

describe('what is told besides', () => {
  it('is a digest of each scan of all customers that ended since, once', async () => {
    await scan(app);
    const webhook = await makeWebhook(app, 'digest', { events: ['scan.completed'] });
    const cards = await makeWebhook(app, 'digestCard', { events: ['scan.completed'], format: 'teams' });
    await raiseAll(webhook, cards);
    expect(await arrived(app, 'digest')).toEqual([]);
    const second = await scan(app);
    await scan(app, { customerId });
    await raiseAll(webhook, cards);
    await raiseAll(webhook, cards);
    const deliveries = await arrived(app, 'digest');
    expect(deliveries).toHaveLength(1);
    expect(await arrived(app, 'digestCard')).toHaveLength(1);
    const { type, data } = messageOf(deliveries[0] ?? ({} as never));
    expect(AlertEvent.parse({ type, data })).toEqual({ type, data });
    const deadlines = (await open()).filter(({ termDuration }) => termDuration !== 'P1M');
    const { expected, seen, skipped, failed } = second.customers;
    expect(data).toMatchObject({
      scanId: second.scanId,
      complete: false,
      customers: { expected, seen, skipped, failed },
      failed: [{ customerName: 'Former Customer' }],
    });
    expect((data.deadlines as object[]).length + Number(data.more)).toBe(deadlines.length);
    expect(Buffer.byteLength(deliveries[0]?.body ?? '')).toBeLessThanOrEqual(20_000);
    const counted = (data.open as { count: number }[]).reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBe(deadlines.length);
  });

  it('is how operations ended, once each', async () => {
    const webhook = await makeWebhook(app, 'operations', { events: ['operation.completed'] });
    const { customerId: other } = SEED.newCommerceOpen;
    const filtered = await makeWebhook(app, 'others', {
      events: ['operation.completed'],
      filter: { customerIds: [other] },
    });
    const done = await app.api('POST', CANCEL, {});
    const refused = await app.api(
      'POST',
      CANCEL.replace(subscriptionId, SEED.newCommerceClosed.subscriptionId).replace(
        customerId,
        SEED.newCommerceClosed.customerId,
      ),
      {},
    );
    expect([done.status, refused.status]).toEqual([200, 409]);
    await expect.poll(async () => (await arrived(app, 'operations')).length).toBe(2);
    await untilQuiet(app, webhook.webhookId, filtered.webhookId);
    const events = (await arrived(app, 'operations')).map((delivery) => messageOf(delivery));
    for (const { type, data } of events) expect(AlertEvent.parse({ type, data })).toEqual({ type, data });
    expect(
      events.map(({ data }) => data).toSorted((one, two) => Number(one.status) - Number(two.status)),
    ).toMatchObject([
      { operation: 'cancelSubscription', customerId, subscriptionId, state: 'succeeded', status: 200 },
      { operation: 'cancelSubscription', state: 'failed', status: 409, code: 'CancellationWindowClosed' },
    ]);
    expect(await arrived(app, 'others')).toEqual([]);
  });

  it('is how operations ended of the resellers, terms and quantities that a webhook asks for', async () => {
    const events = ['operation.completed'];
    const filters: [string, object, number][] = [
      ['reseller', { resellers: [SEED_RESELLERS.main.mpnId] }, 1],
      ['otherReseller', { resellers: ['1111111'] }, 0],
      ['term', { terms: ['P1Y'], minQuantity: 10 }, 1],
      ['otherTerm', { terms: ['P3Y'] }, 0],
      ['tooMany', { minQuantity: 11 }, 0],
    ];
    const webhooks = [await makeWebhook(app, 'everything', { events })];
    for (const [hook, filter] of filters) webhooks.push(await makeWebhook(app, hook, { events, filter }));
    expect((await app.api('POST', CANCEL, {})).status).toBe(200);
    await expect.poll(async () => (await arrived(app, 'everything')).length).toBe(1);
    await untilQuiet(app, ...webhooks.map(({ webhookId }) => webhookId));
    for (const [hook, , count] of filters) expect([hook, (await arrived(app, hook)).length]).toEqual([hook, count]);
  });

  it('is that no scan of all customers has ended for 26 hours, once a day', async () => {
    await scan(app);
    const webhook = await makeWebhook(app, 'overdue', { events: ['scan.overdue'] });
    await raiseAll(webhook);
    expect(await arrived(app, 'overdue')).toEqual([]);
    const age = (hours: number) =>
      changeRows(app, 'scans', ({ state }) =>
        state === 'completed' ? { endedAt: new Date(Date.now() - hours * HOUR_IN_MS).toISOString() } : undefined,
      );
    const hours = [25, 27, 30, 49, 51];
    for (const ago of hours) {
      await age(ago);
      await raiseAll(webhook);
    }
    const told = (await arrived(app, 'overdue')).map((delivery) => messageOf(delivery));
    for (const { type, data } of told) expect(AlertEvent.parse({ type, data })).toEqual({ type, data });
    expect(told.map(({ data }) => data.hours)).toEqual([27, 51]);
  });

  it('is what the app signs in with that ends soon, at each stage once', async () => {
    const webhook = await makeWebhook(app, 'credentials', { events: ['credential.expiring'] });
    const { items } = (await app.keyVault.get('/_emulator/secrets')).body as {
      items: { name: string; value: string }[];
    };
    const valueOf = (name: string) => items.find((item) => item.name === name)?.value ?? '';
    const store = (name: string, days: { created?: number; expires?: number }) =>
      app.keyVault.post('/_emulator/secrets', {
        name,
        value: valueOf(name),
        ...Object.fromEntries(
          Object.entries(days).map(([what, ago]) => [what, new Date(Date.now() + ago * DAY_IN_MS).toISOString()]),
        ),
      });
    const watch = async () => {
      const ended = () => app.output().match(/watchCredentials [\w-]+: Succeeded/g)?.length ?? 0;
      const before = ended();
      await runTimer(app, 'watchCredentials');
      await expect.poll(ended).toBeGreaterThan(before);
      await untilQuiet(app, webhook.webhookId);
    };
    const told = async () =>
      (await arrived(app, 'credentials')).map((delivery) => {
        const { type, data } = messageOf(delivery);
        expect(AlertEvent.parse({ type, data })).toEqual({ type, data });
        return `${String(data.credential)} ${String(data.daysLeft)}`;
      });

    await watch();
    expect(await told()).toEqual([]);
    await store('partner-center-refresh-token', { created: -59.5 });
    await store('partner-center-client-secret', { expires: 31 });
    await watch();
    expect(await told()).toEqual([]);
    await store('partner-center-refresh-token', { created: -60.5 });
    await store('partner-center-client-secret', { expires: 29.5 });
    await watch();
    await watch();
    expect((await told()).toSorted()).toEqual(['clientSecret 29', 'refreshToken 29']);
    await store('partner-center-client-secret', { expires: -1 });
    await watch();
    expect((await told()).at(-1)).toBe('clientSecret 0');
    expect(app.output()).not.toContain(valueOf('partner-center-client-secret'));
  });
});
