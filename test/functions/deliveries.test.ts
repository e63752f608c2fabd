import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import type { DeliveryView } from '../../shared/schemas/delivery.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { ALERT_SETTINGS, arrived, deliveriesOf, makeWebhook, messageOf, raise, untilQuiet } from './alertClient.ts';
import { expectRefusal } from './expectAnswer.ts';
import { scan } from './scanClient.ts';

const CUTOFF = 'subscription.cutoff_approaching';
const FAKE_DNS = pathToFileURL(path.resolve(import.meta.dirname, '../fixtures/fakeDns.mjs')).href;
const PUBLIC = '93.184.215.14';

/** One subscription, so that each webhook has one alert to be told. */
const ONE = { events: [CUTOFF], filter: { customerIds: [SEED.newCommerceClosingSoon.customerId] } };

let app: TestApp;

beforeAll(async () => {
  const dns = { 'rebind.test': [[PUBLIC], ['127.0.0.1']], 'moving.test': [[PUBLIC], ['169.254.169.254'], [PUBLIC]] };
  app = await startTestApp({
    settings: {
      ...ALERT_SETTINGS,
      NODE_OPTIONS: `--import ${FAKE_DNS}`,
      FAKE_DNS: JSON.stringify(dns),
    },
  });
  await scan(app);
});
afterAll(() => app.close());

const answers = (name: string, answer: object) => app.sink.post('/_emulator/responses', { name, ...answer });

async function only(webhookId: string): Promise<DeliveryView> {
  const [delivery, ...others] = await deliveriesOf(app, webhookId);
  expect(others).toEqual([]);
  if (!delivery) throw new Error('There is no delivery.');
  return delivery;
}

const problems = ({ attempts }: DeliveryView) => attempts.map(({ status, problem }) => problem ?? status);

describe('a delivery', () => {
  it('to a receiver that is down for five attempts arrives at the sixth, under the same id, with a signature for each time', async () => {
    const webhook = await makeWebhook(app, 'down', ONE);
    await answers('down', { status: 503, count: 5 });
    await raise(app);
    await untilQuiet(app, webhook.webhookId);
    const deliveries = await arrived(app, 'down');
    expect(deliveries.map(({ answeredStatus }) => answeredStatus)).toEqual([503, 503, 503, 503, 503, 204]);
    expect(new Set(deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(deliveries.map(({ signature }) => signature))).toEqual(new Set(['valid']));
    expect(new Set(deliveries.map((delivery) => messageOf(delivery).timestamp)).size).toBe(1);
    const delivery = await only(webhook.webhookId);
    expect(delivery).toMatchObject({ state: 'delivered', subscriptionId: SEED.newCommerceClosingSoon.subscriptionId });
    expect(problems(delivery)).toEqual([...Array<string>(5).fill('The callback answered 503.'), 204]);
  });

  it('that fails to the last is a dead letter, listed, and can be sent again under the same id', async () => {
    const webhook = await makeWebhook(app, 'dead', ONE);
    await answers('dead', { status: 500, count: 6 });
    await raise(app);
    await untilQuiet(app, webhook.webhookId);
    const dead = await only(webhook.webhookId);
    expect(dead).toMatchObject({ state: 'failed', reason: 'The callback answered 500.' });
    expect(dead.attempts).toHaveLength(6);
    expect(await deliveriesOf(app, webhook.webhookId, '&state=failed')).toEqual([dead]);
    expect(app.output()).toContain('"event":"deliveryFailed"');

    const again = await app.api('POST', `webhooks/${webhook.webhookId}/deliveries/${dead.deliveryId}/redeliver`);
    expect(again.body).toMatchObject({ deliveryId: dead.deliveryId, state: 'waiting' });
    await untilQuiet(app, webhook.webhookId);
    expect(await only(webhook.webhookId)).toMatchObject({ state: 'delivered', messageId: dead.messageId });
    const ids = (await arrived(app, 'dead')).map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids)).toEqual(new Set([dead.messageId]));
    expect(ids).toHaveLength(7);
  });

  it('is made as late as the receiver asks for', async () => {
    const webhook = await makeWebhook(app, 'later', ONE);
    await answers('later', { status: 429, headers: { 'retry-after': '4' } });
    await raise(app);
    await untilQuiet(app, webhook.webhookId);
    const [first, second] = (await arrived(app, 'later')).map(({ receivedAt }) => Date.parse(receivedAt));
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(3_900);
  });

  it('that the receiver asks for after the cutoff is made before half of the time is over', async () => {
    const webhook = await makeWebhook(app, 'tooLate', ONE);
    await answers('tooLate', { status: 503, headers: { 'retry-after': String(23 * 3_600) } });
    await raise(app);
    await expect.poll(async () => (await only(webhook.webhookId)).attempts.length).toBe(1);
    const { state, nextAttemptAt = '' } = await only(webhook.webhookId);
    expect(state).toBe('waiting');
    const [data] = (await arrived(app, 'tooLate')).map((delivery) => messageOf(delivery).data);
    const waitInSeconds = (Date.parse(nextAttemptAt) - Date.now()) / 1000;
    expect(waitInSeconds).toBeGreaterThan(3_600);
    expect(waitInSeconds).toBeLessThan(Number(data?.secondsLeft) / 2 + 5);
  });

  it('is not redirected', async () => {
    const webhook = await makeWebhook(app, 'moved', ONE);
    await answers('moved', { status: 307, headers: { location: `${app.sink.url}/hooks/elsewhere` } });
    await raise(app);
    await untilQuiet(app, webhook.webhookId);
    expect(problems(await only(webhook.webhookId))).toEqual([expect.stringContaining('redirect'), 204]);
    expect(await arrived(app, 'elsewhere')).toEqual([]);
  });

  it('that is answered 410 disables its webhook until that is asked for again', async () => {
    const webhook = await makeWebhook(app, 'goneForGood', ONE);
    await answers('goneForGood', { status: 410 });
    await raise(app);
    await untilQuiet(app, webhook.webhookId);
    const dead = await only(webhook.webhookId);
    expect(dead).toMatchObject({ state: 'failed', attempts: [{ status: 410 }] });
    const { items } = (await app.api('GET', 'webhooks')).body as { items: { webhookId: string; state: string }[] };
    expect(items.find(({ webhookId }) => webhookId === webhook.webhookId)).toMatchObject({
      state: 'disabled',
      disabledReason: 'The callback answered 410: it is gone for good.',
    });
    const redeliver = `webhooks/${webhook.webhookId}/deliveries/${dead.deliveryId}/redeliver`;
    expectRefusal(await app.api('POST', redeliver), 'InvalidRequest');

    const callback = `${app.sink.url}/hooks/goneForGood`;
    const again = await app.api('POST', 'webhooks', { callback, ...ONE });
    expect(again.body).toMatchObject({ webhookId: webhook.webhookId, state: 'active' });
    expect(again.body).not.toHaveProperty('disabledReason');
    await untilQuiet(app, webhook.webhookId);
    expect(await only(webhook.webhookId)).toMatchObject({ state: 'delivered', messageId: dead.messageId });
  });

  it('to a receiver that does not answer ends after ten seconds, and holds up nobody else', async () => {
    const slow = await makeWebhook(app, 'slow', ONE);
    const quick = await makeWebhook(app, 'quick', ONE);
    await answers('slow', { status: 204, delayInMs: 60_000 });
    await raise(app);
    await untilQuiet(app, quick.webhookId);
    expect(await only(slow.webhookId)).toMatchObject({ state: 'waiting', attempts: [] });
    await expect.poll(async () => (await only(slow.webhookId)).attempts.length, { timeout: 15_000 }).toBe(1);
    const { attempts } = await only(slow.webhookId);
    expect(attempts[0]?.problem).toContain('in time');
    expect(attempts[0]?.tookMs).toBeLessThan(12_000);
    expect((await app.unkeyed('DELETE', slow.location.slice(`${app.url}/api/`.length))).status).toBe(204);
  });
});

describe('a callback whose name leads elsewhere after it was registered', () => {
  it.each(['rebind.test', 'moving.test'])('is not sent to at delivery: %s', async (host) => {
    const { port } = new URL(app.sink.url);
    const before = (await arrived(app, 'rebound')).length;
    const callback = `https://${host}:${port}/hooks/rebound`;
    const { body, status, headers } = await app.api('POST', 'webhooks', { callback, ...ONE });
    expect(status).toBe(201);
    const { webhookId } = body as { webhookId: string };
    const other = await makeWebhook(app, `beside-${host}`, ONE);
    await raise(app);
    await untilQuiet(app, other.webhookId);
    expect(await arrived(app, `beside-${host}`)).toHaveLength(1);
    await expect.poll(async () => (await only(webhookId)).attempts.length).toBeGreaterThan(0);
    const [attempt] = (await only(webhookId)).attempts;
    expect(attempt).toEqual({
      at: expect.any(String) as string,
      tookMs: expect.any(Number) as number,
      problem: expect.stringContaining('does not lead to the public internet') as string,
    });
    expect(JSON.stringify(await only(webhookId))).not.toMatch(/127\.0|169\.254|rebind|moving/);
    await app.unkeyed('DELETE', headers.get('location')?.slice(`${app.url}/api/`.length) ?? '');
    expect((await arrived(app, 'rebound')).length).toBe(before);
  });
});

describe('the log of deliveries', () => {
  it('comes in pages, the latest first', async () => {
    const { webhookId } = await makeWebhook(app, 'paged', { events: ['scan.completed'] });
    for (let test = 0; test < 5; test += 1) await app.api('POST', `webhooks/${webhookId}/test`);
    const all = await deliveriesOf(app, webhookId);
    expect(all.map(({ createdAt }) => createdAt)).toEqual(
      all
        .map(({ createdAt }) => createdAt)
        .toSorted()
        .reverse(),
    );
    const read: string[] = [];
    for (let next: string | undefined = `webhooks/${webhookId}/deliveries?size=2`; next !== undefined;) {
      const { body } = await app.api('GET', next);
      const page = body as { items: DeliveryView[]; nextLink?: string };
      read.push(...page.items.map(({ deliveryId }) => deliveryId));
      next = page.nextLink?.slice(`${app.url}/api/`.length);
    }
    expect(read).toEqual(all.map(({ deliveryId }) => deliveryId));
  });

  it('is of a webhook there is, and so is what is sent again', async () => {
    expectRefusal(await app.api('GET', 'webhooks/nonsense/deliveries'), 'WebhookNotFound');
    const { webhookId } = await makeWebhook(app, 'unknown', { events: ['scan.completed'] });
    const path = `webhooks/${webhookId}/deliveries/0000000000000-0000000000000000/redeliver`;
    expectRefusal(await app.api('POST', path), 'WebhookNotFound');
    expectRefusal(await app.api('GET', `webhooks/${webhookId}/deliveries?state=lost`), 'InvalidRequest');
  });
});

describe('what is sent again', () => {
  it('is sent as it was, though the cutoff has passed', async () => {
    const webhook = await makeWebhook(app, 'passed', ONE);
    await raise(app);
    await untilQuiet(app, webhook.webhookId);
    const first = await only(webhook.webhookId);
    await app.partnerCenter.advance('8d');
    expect((await app.api('GET', 'customers')).status).toBe(200);
    await app.api('POST', `webhooks/${webhook.webhookId}/deliveries/${first.deliveryId}/redeliver`);
    await untilQuiet(app, webhook.webhookId);
    expect(await only(webhook.webhookId)).toMatchObject({ state: 'delivered', messageId: first.messageId });
    const [one, other] = (await arrived(app, 'passed')).map((delivery) => messageOf(delivery).data);
    expect(other).toEqual({ ...one, secondsLeft: 0 });
  });
});
