import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { SEED } from '../../../local/partnerCenter/seedIds.ts';
import { startHarness, type Harness, type Json } from './partnerCenterHarness.ts';

let harness: Harness;
const { customerId, subscriptionId } = SEED.newCommerceOpen;
const PATH = `/v1/customers/${customerId}/subscriptions/${subscriptionId}`;

beforeAll(async () => {
  harness = await startHarness({ environment: 'production' });
});
afterAll(() => harness.server.close());
beforeEach(async () => {
  await harness.control('POST', 'reset');
});

it('moves the clock and tells it', async () => {
  const { body: before } = await harness.control<{ now: string }>('GET', 'clock');
  const { body: after } = await harness.control<{ now: string }>('POST', 'clock', { advance: '6d2h30m5s' });
  const moved = Date.parse(after.now) - Date.parse(before.now);
  expect(Math.abs(moved - ((6 * 24 + 2) * 3600 + 30 * 60 + 5) * 1000)).toBeLessThan(5000);
  const wrong = await harness.control<{ error: Json }>('POST', 'clock', { advance: 'tomorrow' });
  expect([wrong.status, wrong.body.error.allowed]).toEqual([400, ['advance']]);
});

it('moves the clock back, as where this machine’s clock is ahead of Partner Center’s', async () => {
  const { body } = await harness.control<{ now: string }>('POST', 'clock', { advance: '-2h' });
  const behind = Date.now() - Date.parse(body.now);
  expect(Math.abs(behind - 2 * 3_600_000)).toBeLessThan(5000);
  const { status, headers } = await harness.get(PATH);
  expect(status).toBe(200);
  expect(Math.abs(Date.parse(headers.get('date') ?? '') - Date.parse(body.now))).toBeLessThan(5000);
  await harness.control('POST', 'clock', { advance: '1h30m' });
  expect(Math.abs(Date.now() - harness.clock.now().getTime() - 30 * 60_000)).toBeLessThan(5000);
});

it('tells what was asked, from an index on, without the Authorization header', async () => {
  await harness.get(`${PATH}?a=1`, { headers: { 'MS-RequestId': 'r', 'MS-CorrelationId': 'c' } });
  await harness.patch(PATH, { status: 'nope' }, { headers: { 'If-Match': '"x"' } });
  const { body, text } = await harness.control<{ items: Json[] }>('GET', 'requests');
  expect(body.items).toMatchObject([
    { method: 'GET', path: `${PATH}?a=1`, status: 200, requestId: 'r', correlationId: 'c' },
    { method: 'PATCH', path: PATH, status: 400, ifMatch: '"x"', body: { status: 'nope' } },
  ]);
  expect(text).not.toMatch(/bearer/i);
  const index = Number(body.items[1]?.index);
  expect((await harness.control<{ items: Json[] }>('GET', `requests?since=${index}`)).body.items).toHaveLength(1);
  await harness.control('DELETE', 'requests');
  expect((await harness.control<{ items: Json[] }>('GET', 'requests')).body.items).toEqual([]);
});

it('sums up the requests by this machine’s clock, kept or not', async () => {
  const { body: nothing } = await harness.control('GET', 'requests/summary');
  expect(nothing).toEqual({ total: 0, throttled: 0, firstAt: null, lastAt: null });
  const from = Date.now();
  await harness.control('POST', 'switches', { keepRequests: false });
  await harness.control('POST', 'faults', { kind: 'throttle' });
  await harness.get(PATH);
  await harness.get(PATH);
  const { body } = await harness.control('GET', 'requests/summary');
  expect(body).toMatchObject({ total: 2, throttled: 1 });
  expect(Number(body.firstAt)).toBeGreaterThanOrEqual(from);
  expect(Number(body.lastAt)).toBeGreaterThanOrEqual(Number(body.firstAt));
  expect((await harness.control('GET', 'requests')).body.items).toEqual([]);
  await harness.control('DELETE', 'requests');
  expect((await harness.control('GET', 'requests/summary')).body.total).toBe(0);
});

it('lets every answer wait, and only those of the API', async () => {
  await harness.control('POST', 'switches', { latencyInMs: 150 });
  const asked = performance.now();
  expect((await harness.get('/v1/customers', { token: null })).status).toBe(401);
  expect(performance.now() - asked).toBeGreaterThanOrEqual(145);
  await harness.control('POST', 'switches', { latencyInMs: 0 });
});

it('sets switches, and refuses unknown ones with the names of the known', async () => {
  expect((await harness.control('GET', 'switches')).body.environment).toBe('production');
  const { body } = await harness.control('POST', 'switches', { environment: 'sandbox', asyncCancelAfterReads: 3 });
  expect(body).toMatchObject({ environment: 'sandbox', asyncCancelAfterReads: 3, requestIdReplay: true });
  const wrong = await harness.control<{ error: { allowed: string[] } }>('POST', 'switches', { speed: 1 });
  expect(wrong.status).toBe(400);
  expect(wrong.body.error.allowed).toContain('requestIdReplay');
});

it('resets everything to the seed', async () => {
  await harness.control('POST', 'clock', { advance: '100d' });
  await harness.patch(PATH, { friendlyName: 'Changed', autoRenewEnabled: true });
  await harness.control('POST', 'reset');
  expect((await harness.get(PATH)).body.friendlyName).toBe('Microsoft 365 Business Basic');
  expect((await harness.control('GET', 'switches')).body.environment).toBe('production');
});

it('lists the seeded customers with what each is for', async () => {
  await harness.control('POST', 'seed', { customers: 3 });
  const { body } = await harness.control<{ items: Json[] }>('GET', 'customers');
  expect(body.items.length).toBeGreaterThanOrEqual(20);
  expect(body.items[0]).toMatchObject({
    id: customerId,
    purpose: 'new commerce, bought a day ago, window open',
    subscriptions: [{ id: subscriptionId, status: 'active' }],
    orders: [{ id: SEED.newCommerceOpen.orderId }],
  });
  const all = await harness.control<{ items: Json[] }>('GET', 'customers?all=true');
  expect(all.body.items).toHaveLength(body.items.length + 3);
});

it('asks for the customer when several have a subscription of that id', async () => {
  const { subscriptionId: shared, customerId: owner } = SEED.marketplace;
  expect((await harness.control('POST', `subscriptions/${shared}`, { quantity: 9 })).status).toBe(400);
  const { body } = await harness.control('POST', `subscriptions/${shared}?customerId=${owner}`, { quantity: 9 });
  expect(body.quantity).toBe(9);
  expect((await harness.control('POST', 'orders/unknown', {})).status).toBe(404);
  expect((await harness.control('GET', 'unknown')).status).toBe(404);
});
