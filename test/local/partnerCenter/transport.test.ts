import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED, SEED_OFFERS } from '../../../local/partnerCenter/seedIds.ts';
import { startHarness, type Harness, type Json } from './partnerCenterHarness.ts';

let harness: Harness;
const { customerId, subscriptionId } = SEED.newCommerceOpen;
const PATH = `/v1/customers/${customerId}/subscriptions/${subscriptionId}`;
const ORDERS = `/v1/customers/${SEED.resellerCustomer.customerId}/orders`;
const ORDER = { lineItems: [{ lineItemNumber: 0, offerId: SEED_OFFERS.legacyPlain, quantity: 1 }] };

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.server.close());
beforeEach(async () => {
  await harness.control('POST', 'reset');
});

async function orderCount(): Promise<number> {
  return (await harness.get<{ items: Json[] }>(ORDERS)).body.items.length;
}

describe('headers', () => {
  it('echoes the ids and tells the date of the test clock', async () => {
    await harness.control('POST', 'clock', { advance: '6d' });
    const requestId = randomUUID();
    const correlationId = randomUUID();
    const { headers } = await harness.get(PATH, {
      headers: {
        'MS-RequestId': requestId,
        'MS-CorrelationId': correlationId,
        'X-Locale': 'de-DE',
        ValidateMfa: 'true',
      },
    });
    expect(Object.fromEntries(headers)).toMatchObject({
      'ms-requestid': requestId,
      'ms-correlationid': correlationId,
      'ms-cv': expect.stringMatching(/^\S{16}\.0$/) as string,
      'ms-serverid': '020021921',
      'x-locale': 'de-DE',
      'content-type': 'application/json; charset=utf-8',
      ismfacompliant: 'true',
    });
    expect(Math.abs(Date.parse(headers.get('date') ?? '') - harness.clock.now().getTime())).toBeLessThan(5000);
  });

  it('makes ids up when none are sent', async () => {
    const { headers } = await harness.get(PATH);
    expect(headers.get('ms-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('ms-correlationid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('answers unknown addresses and ids in shape A', async () => {
    const unknown = await harness.get('/v1/nothing');
    expect([unknown.status, unknown.body.code]).toEqual([404, 1000]);
    expect((await harness.get('/v1/customers/nope')).body.code).toBe(900118);
    expect((await harness.get(`/v1/customers/${randomUUID()}/orders`)).body.code).toBe(60003);
    expect((await harness.get(`/v1/customers/${customerId}/subscriptions/${randomUUID()}`)).body.code).toBe(20003);
    const gone = await harness.get(`/v1/customers/${SEED.relationshipRemoved.customerId}/subscriptions`);
    expect([gone.status, gone.body.code]).toEqual([403, 20002]);
  });

  it('begins every answer with a byte order mark when told to', async () => {
    await harness.control('POST', 'switches', { bom: true });
    expect((await harness.get(PATH)).text.codePointAt(0)).toBe(0xfeff);
  });
});

describe('the rate limit', () => {
  it('answers shape B from the gateway, for the tenant or for one customer', async () => {
    await harness.control('POST', 'switches', { rateLimitPerMinutePerCustomer: 2 });
    await harness.get(PATH);
    await harness.get(PATH);
    const limited = await harness.get(PATH);
    const seconds = Number(limited.headers.get('retry-after'));
    expect(limited.status).toBe(429);
    expect(limited.body).toEqual({
      statusCode: 429,
      message: `Rate limit is exceeded. Try again in ${seconds} seconds.`,
    });
    expect(seconds).toBeGreaterThan(0);
    expect(limited.headers.get('ms-requestid')).toBeNull();
    expect((await harness.get(ORDERS)).status).toBe(200);
    await harness.control('POST', 'switches', { rateLimitPerMinute: 4, rateLimitPerMinutePerCustomer: 0 });
    expect((await harness.get(ORDERS)).status).toBe(429);
  });
});

describe('MS-RequestId', () => {
  it('replays the answer of the first write for a day, on the same address only', async () => {
    const headers = { 'MS-RequestId': randomUUID() };
    const first = await harness.post(ORDERS, ORDER, { headers });
    const second = await harness.post(ORDERS, ORDER, { headers });
    expect(second.body).toEqual(first.body);
    expect(await orderCount()).toBe(1);
    await harness.control('POST', 'clock', { advance: '24h' });
    expect((await harness.post(ORDERS, ORDER, { headers })).body.id).not.toBe(first.body.id);
    expect(await orderCount()).toBe(2);
  });

  it('is no protection with the switch off', async () => {
    await harness.control('POST', 'switches', { requestIdReplay: false });
    const headers = { 'MS-RequestId': randomUUID() };
    await harness.post(ORDERS, ORDER, { headers });
    await harness.post(ORDERS, ORDER, { headers });
    expect(await orderCount()).toBe(2);
  });

  it('replays the order of a connection that broke after it was placed', async () => {
    await harness.control('POST', 'faults', { kind: 'resetAfterCommit' });
    const headers = { 'MS-RequestId': randomUUID() };
    await expect(harness.post(ORDERS, ORDER, { headers })).rejects.toThrow();
    const again = await harness.post(ORDERS, ORDER, { headers });
    const { body } = await harness.get<{ items: Json[] }>(ORDERS);
    expect([again.status, body.items.map(({ id }) => id)]).toEqual([201, [again.body.id]]);
  });

  it('does not keep a second order away after such a break with the switch off', async () => {
    await harness.control('POST', 'switches', { requestIdReplay: false });
    await harness.control('POST', 'faults', { kind: 'resetAfterCommit' });
    const headers = { 'MS-RequestId': randomUUID() };
    await expect(harness.post(ORDERS, ORDER, { headers })).rejects.toThrow();
    expect((await harness.post(ORDERS, ORDER, { headers })).status).toBe(201);
    expect(await orderCount()).toBe(2);
  });

  it('answers 409 while the first still runs', async () => {
    await harness.control('POST', 'faults', { kind: 'slow', delayInMs: 300 });
    const headers = { 'MS-RequestId': randomUUID() };
    const answers = await Promise.all([
      harness.post(ORDERS, ORDER, { headers }),
      harness.post(ORDERS, ORDER, { headers }),
    ]);
    expect(answers.map(({ status, body }) => [status, body.code]).sort()).toEqual([
      [201, undefined],
      [409, 800060],
    ]);
    expect(await orderCount()).toBe(1);
  });
});
