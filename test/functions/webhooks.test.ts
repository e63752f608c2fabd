import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryView } from '../../shared/schemas/delivery.ts';
import { CreateWebhookResponse } from '../../shared/schemas/createWebhook.ts';
import { ListWebhooksResponse } from '../../shared/schemas/listWebhooks.ts';
import type { WebhookView } from '../../shared/schemas/webhook.ts';
import { HOSTILE_CALLBACKS } from '../shared/callbacks/hostileCallbacks.ts';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { ALERT_SETTINGS, arrived, deliveriesOf, makeWebhook, messageOf } from './alertClient.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { tableRows } from './tableRows.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const CUSTOMER = '7d1b6e1a-0f0e-4c7e-8a54-000000000001';
const OTHER = '7d1b6e1a-0f0e-4c7e-8a54-000000000002';

let app: TestApp;
let callback: string;
let count = 0;

beforeAll(async () => {
  app = await startTestApp({ settings: ALERT_SETTINGS });
});
afterAll(() => app.close());
beforeEach(() => {
  count += 1;
  callback = `${app.sink.url}/hooks/hook${count}?sig=cAllBackSignature${count}`;
});

const create = (body: object): Promise<Answer> => app.api('POST', 'webhooks', body);
const below = (location: string): string => location.slice(`${app.url}/api/`.length);

async function list(): Promise<ListWebhooksResponse['items']> {
  return expectAnswer(await app.api('GET', 'webhooks'), ListWebhooksResponse).items;
}

describe('a webhook', () => {
  it('is made with a secret that is shown this once, and listed without it and without its callback', async () => {
    const answer = await create({
      callback,
      events: ['scan.completed', 'scan.overdue', 'scan.completed'],
      name: 'Nights',
    });
    expect(answer.status).toBe(201);
    const made = CreateWebhookResponse.parse(answer.body);
    expect(made).toEqual(answer.body);
    expect(made).toMatchObject({
      name: 'Nights',
      callback: `${app.sink.url}/…`,
      format: 'standard',
      events: ['scan.completed', 'scan.overdue'],
      stages: ['72h', '24h', '6h'],
      filter: {},
      state: 'active',
    });
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { secret: _, ...shown } = made;
    expect(await list()).toContainEqual({ ...shown, address: answer.headers.get('location') });
  });

  it('keeps its own secret to itself', async () => {
    const answer = await create({ callback, events: ['scan.completed'], secret: SECRET });
    expect(answer.status).toBe(201);
    expect(JSON.stringify(answer.body)).not.toContain('whsec_');
  });

  it('has the stages and the filter it was asked for, written as the app writes them', async () => {
    const filter = { customerIds: [CUSTOMER.toUpperCase()], terms: ['p1y'], resellers: ['4847383'], minQuantity: 5 };
    const { body } = await create({
      callback,
      events: ['subscription.cutoff_approaching'],
      stages: ['6h', '3d', '7d', '72h', '90m'],
      filter,
    });
    expect(body).toMatchObject({
      stages: ['7d', '72h', '6h', '90m'],
      filter: { customerIds: [CUSTOMER], terms: ['P1Y'], resellers: ['4847383'], minQuantity: 5 },
    });
  });

  it('that is asked for again is the one there is, at the same Location, and hears of the further events too', async () => {
    const first = await create({ callback, events: ['scan.completed'], format: 'teams', name: 'One' });
    const again = await create({ callback, events: ['scan.completed', 'scan.overdue'], stages: ['48h'] });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    const { webhookId } = first.body as WebhookView;
    expect(again.body).toMatchObject({
      webhookId,
      name: 'One',
      format: 'teams',
      events: ['scan.completed', 'scan.overdue'],
      stages: ['48h'],
    });
    expect(again.body).not.toHaveProperty('secret');
    expect((await list()).filter((webhook) => webhook.webhookId === webhookId)).toHaveLength(1);
  });

  it('of the same callback with another filter is another one', async () => {
    const events = ['subscription.cutoff_approaching'];
    const ids = new Set<string>();
    for (const filter of [
      undefined,
      { customerIds: [CUSTOMER, OTHER] },
      { customerIds: [OTHER, CUSTOMER] },
      { minQuantity: 2 },
    ]) {
      ids.add(((await create({ callback, events, filter })).body as WebhookView).webhookId);
    }
    expect(ids.size).toBe(3);
  });

  it('that twenty calls ask for at once is one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({ callback, events: ['scan.overdue'] })));
    expect(new Set(answers.map(({ body }) => (body as WebhookView).webhookId)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
  });
});

describe('the address of a webhook', () => {
  it('deletes it without a key, and says so again when it is repeated', async () => {
    const { location, webhookId } = await makeWebhook(app, 'deleted', { events: ['scan.completed'] });
    expect(location).toMatch(new RegExp(`^${app.url}/api/webhooks/${webhookId}\\?token=[\\w-]{43}$`));
    for (let repeat = 0; repeat < 3; repeat += 1) {
      const { status, body } = await app.unkeyed('DELETE', below(location));
      expect({ status, body }).toEqual({ status: 204, body: undefined });
    }
    expect((await list()).map((webhook) => webhook.webhookId)).not.toContain(webhookId);
    expectRefusal(await app.api('GET', `webhooks/${webhookId}/deliveries`), 'WebhookNotFound');
  });

  it('can be made again after that', async () => {
    const first = await makeWebhook(app, 'again', { events: ['scan.completed'] });
    await app.unkeyed('DELETE', below(first.location));
    const second = await makeWebhook(app, 'again', { events: ['scan.completed'] });
    expect(second.webhookId).not.toBe(first.webhookId);
    expect(second.location).not.toBe(first.location);
  });

  it.each([
    ['without a token', ''],
    ['with a token that is none', '?token=nonsense'],
    ['with the token of another', undefined],
  ])('deletes nothing %s', async (_, query) => {
    const { webhookId, location } = await makeWebhook(app, `kept${count}`, { events: ['scan.completed'] });
    const other = await makeWebhook(app, `other${count}`, { events: ['scan.completed'] });
    const path = `webhooks/${webhookId}${query ?? new URL(other.location).search}`;
    expectRefusal(await app.unkeyed('DELETE', path), 'WebhookNotFound');
    expectRefusal(await app.unkeyed('DELETE', path, undefined, { 'x-functions-key': 'nonsense' }), 'WebhookNotFound');
    expect((await list()).map((webhook) => webhook.webhookId)).toContain(webhookId);
    expect((await app.unkeyed('DELETE', below(location))).status).toBe(204);
  });

  it('is what deletes it, and no function key; the list has it', async () => {
    const { webhookId, location } = await makeWebhook(app, `keyed${count}`, { events: ['scan.completed'] });
    expectRefusal(await app.api('DELETE', `webhooks/${webhookId}`), 'WebhookNotFound');
    const { address = '' } = (await list()).find((webhook) => webhook.webhookId === webhookId) ?? {};
    expect(address).toBe(location);
    expect((await app.unkeyed('DELETE', below(address))).status).toBe(204);
  });
});

describe('what a webhook keeps secret', () => {
  it('is in no table, no log and no answer', async () => {
    const answer = await create({ callback, events: ['scan.completed'], secret: SECRET });
    const { webhookId } = answer.body as WebhookView;
    await app.sink.post('/_emulator/responses', { name: `hook${count}`, status: 500 });
    await app.api('POST', `webhooks/${webhookId}/test`);
    await app.api('POST', `webhooks/${webhookId}/test`);
    const answers = [
      answer,
      await app.api('GET', 'webhooks'),
      await app.api('GET', `webhooks/${webhookId}/deliveries`),
    ];
    const { items } = (await app.keyVault.get('/_emulator/secrets')).body as {
      items: { name: string; value: string }[];
    };
    const key = items.find(({ name }) => name === 'webhook-encryption-key')?.value ?? '';
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    const places = {
      webhooks: JSON.stringify(await tableRows(app, 'webhooks')),
      alerts: JSON.stringify(await tableRows(app, 'alerts'), (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
      log: app.output(),
      answers: JSON.stringify(answers.map(({ body }) => body)),
    };
    expect(places.webhooks).toContain(webhookId);
    expect(places.alerts).toContain(webhookId);
    const token = new URL(answer.headers.get('location') ?? '').searchParams.get('token') ?? '';
    const { answers: _, ...stored } = places;
    expect(
      Object.entries(stored)
        .filter(([, text]) => text.includes(token))
        .map(([name]) => name),
    ).toEqual([]);
    for (const secret of [`cAllBackSignature${count}`, `hook${count}`, SECRET, SECRET.slice(6), key]) {
      expect(
        Object.entries(places)
          .filter(([, text]) => text.includes(secret))
          .map(([name]) => name),
      ).toEqual([]);
    }
  });
});

describe('a test', () => {
  it('is sent at once and tells that it arrived, signed', async () => {
    const { webhookId, hook } = await makeWebhook(app, `test${count}`, { events: ['scan.completed'] });
    const view = expectAnswer(await app.api('POST', `webhooks/${webhookId}/test`), DeliveryView);
    expect(view).toMatchObject({ type: 'webhook.test', state: 'delivered', attempts: [{ status: 204 }] });
    const [delivery, ...others] = await arrived(app, hook);
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({ signature: 'valid', timestamp: 'fresh' });
    expect(delivery?.headers['webhook-id']).toBe(view.messageId);
    expect(delivery && messageOf(delivery)).toMatchObject({ type: 'webhook.test', data: { webhookId } });
    expect(await deliveriesOf(app, webhookId)).toEqual([view]);
  });

  it('that does not arrive says why, and is not tried again', async () => {
    const { webhookId, hook } = await makeWebhook(app, `failing${count}`, { events: ['scan.completed'] });
    await app.sink.post('/_emulator/responses', { name: hook, status: 503 });
    const view = expectAnswer(await app.api('POST', `webhooks/${webhookId}/test`), DeliveryView);
    expect(view).toMatchObject({ state: 'failed', reason: 'The callback answered 503.', attempts: [{ status: 503 }] });
  });

  it('of no webhook says so', async () => {
    expectRefusal(await app.api('POST', 'webhooks/nonsense/test'), 'WebhookNotFound');
  });
});

describe('a secret that was changed', () => {
  it('signs beside the one before it', async () => {
    const { webhookId, hook } = await makeWebhook(app, `changed${count}`, { events: ['scan.completed'] });
    const changed = { callback: `${app.sink.url}/hooks/${hook}`, events: ['scan.completed'], secret: SECRET };
    expect((await create(changed)).status).toBe(200);
    await app.api('POST', `webhooks/${webhookId}/test`);
    await app.sink.post('/_emulator/secrets', { name: hook, secret: SECRET });
    await app.api('POST', `webhooks/${webhookId}/test`);
    const deliveries = await arrived(app, hook);
    expect(deliveries.map(({ signature }) => signature)).toEqual(['valid', 'valid']);
    expect(String(deliveries[0]?.headers['webhook-signature']).split(' ')).toHaveLength(2);
  });
});

describe('a callback that may not be sent to', () => {
  it.each(HOSTILE_CALLBACKS)('is refused: $why', async ({ callback: hostile }) => {
    const error = expectRefusal(await create({ callback: hostile, events: ['scan.completed'] }), 'InvalidRequest');
    expect(error.target).toBe('callback');
    expect(error.message.replace(/such as \S+$/, '')).not.toContain(hostile.trim() || 'nothing');
  });

  it('leaves nothing behind', async () => {
    const callbacks = (await list()).map((webhook) => webhook.callback);
    expect(new Set(callbacks)).toEqual(new Set([`${app.sink.url}/…`]));
  });
});

describe('a request for a webhook', () => {
  it.each<[string, object, string]>([
    ['without a callback', { events: ['scan.completed'] }, 'callback'],
    ['without events', { callback: 'https://example.com' }, 'events'],
    ['with no event', { callback: 'https://example.com', events: [] }, 'events'],
    ['with an event there is not', { callback: 'https://example.com', events: ['scan.finished'] }, 'events[0]'],
    [
      'with a stage that is none',
      { callback: 'https://example.com', events: ['scan.completed'], stages: ['soon'] },
      'stages[0]',
    ],
    [
      'with a stage of a minute',
      { callback: 'https://example.com', events: ['scan.completed'], stages: ['1m'] },
      'stages[0]',
    ],
    [
      'with a stage of a year',
      { callback: 'https://example.com', events: ['scan.completed'], stages: ['365d'] },
      'stages[0]',
    ],
    ['with an unknown member', { callback: 'https://example.com', events: ['scan.completed'], url: 'x' }, 'url'],
    [
      'with an unknown filter',
      { callback: 'https://example.com', events: ['scan.completed'], filter: { term: 'P1Y' } },
      'filter.term',
    ],
    [
      'with a customer that is no GUID',
      { callback: 'https://example.com', events: ['scan.completed'], filter: { customerIds: ['x'] } },
      'filter.customerIds[0]',
    ],
    [
      'with a secret that is too short',
      { callback: 'https://example.com', events: ['scan.completed'], secret: 'whsec_c2hvcnQ=' },
      'secret',
    ],
    [
      'with a secret that is none',
      { callback: 'https://example.com', events: ['scan.completed'], secret: 'password' },
      'secret',
    ],
    [
      'with a format there is not',
      { callback: 'https://example.com', events: ['scan.completed'], format: 'slack' },
      'format',
    ],
  ])('%s says what to do', async (_, body, target) => {
    expect(expectRefusal(await create(body), 'InvalidRequest').target).toBe(target);
  });
});
