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

async function arrange(fault: Json): Promise<void> {
  const { status, body } = await harness.control('POST', 'faults', fault);
  expect([status, body.id]).toEqual([200, expect.any(String)]);
}

async function statusOf(path = PATH): Promise<unknown> {
  return (await harness.get(path)).body.status;
}

const ONE_CUSTOMER = { route: `GET /v1/customers/${customerId}/subscriptions`, count: 1_000_000 };
const CANCEL = { status: 'deleted' };

describe('faults that answer instead', () => {
  it('throttles with Retry-After in shape B, as often as told', async () => {
    await arrange({ kind: 'throttle', retryAfterInSeconds: 3, count: 2 });
    for (const seen of [429, 429, 200]) expect((await harness.get(PATH)).status).toBe(seen);
  });

  it('may be meant for one customer, and for as many requests as need be', async () => {
    const { id } = (await harness.control<{ id: string }>('POST', 'faults', { kind: 'throttle', ...ONE_CUSTOMER }))
      .body;
    for (let asked = 0; asked < 5; asked += 1) {
      expect((await harness.get(`/v1/customers/${customerId}/subscriptions`)).status).toBe(429);
      expect((await harness.get(`/v1/customers/${SEED.empty.customerId}/subscriptions`)).status).toBe(200);
    }
    const { body } = await harness.control<{ items: Json[] }>('GET', 'faults');
    expect(body.items).toEqual([
      { id, kind: 'throttle', ...ONE_CUSTOMER, count: 1_000_000 - 5, retryAfterInSeconds: 57 },
    ]);
  });

  it('fails with 500 or 503', async () => {
    await arrange({ kind: 'serverError', status: 503 });
    expect((await harness.patch(PATH, CANCEL)).status).toBe(503);
    await arrange({ kind: 'serverError' });
    expect((await harness.patch(PATH, CANCEL)).body.code).toBe(800003);
    expect(await statusOf()).toBe('active');
  });

  it('answers an empty 401, an expired token, a renewal, a stale ETag or any error', async () => {
    await arrange({ kind: 'empty401' });
    expect((await harness.get(PATH)).text).toBe('');
    await arrange({ kind: 'tokenExpired' });
    expect((await harness.get(PATH)).body.code).toBe(800001);
    await arrange({ kind: 'renewalInProgress' });
    expect(await statusOf()).toBe('active');
    const renewing = await harness.patch(PATH, CANCEL);
    expect([renewing.status, renewing.body.code]).toEqual([409, 800082]);
    await arrange({ kind: 'customError', status: 409, code: 900278, description: 'Pending.' });
    expect((await harness.patch(PATH, CANCEL)).body).toEqual({
      code: 900278,
      description: 'Pending.',
      data: [],
      source: 'PartnerFD',
    });
  });

  it('makes the ETag stale as if someone had changed the resource', async () => {
    const legacy = SEED.legacyWithAddOns;
    const path = `/v1/customers/${legacy.customerId}/subscriptions/${legacy.subscriptionId}`;
    const { body } = await harness.get(path);
    await arrange({ kind: 'staleEtag' });
    expect((await harness.patch(path, body)).body.code).toBe(2055);
    expect((await harness.patch(path, body)).body.code).toBe(2055);
    expect((await harness.patch(path, (await harness.get(path)).body)).status).toBe(200);
  });

  it('waits for its route and leaves others alone', async () => {
    await arrange({ kind: 'serverError', route: 'PATCH /v1/customers/*/subscriptions/*' });
    expect((await harness.get(PATH)).status).toBe(200);
    expect((await harness.post(ORDERS, ORDER)).status).toBe(201);
    expect((await harness.patch(PATH, CANCEL)).status).toBe(500);
  });
});

describe('faults on the way', () => {
  it('resets before and after the commit', async () => {
    await arrange({ kind: 'resetBeforeCommit' });
    await expect(harness.patch(PATH, CANCEL)).rejects.toThrow();
    expect(await statusOf()).toBe('active');
    await arrange({ kind: 'resetAfterCommit' });
    const headers = { 'MS-RequestId': randomUUID() };
    await expect(harness.patch(PATH, CANCEL, { headers })).rejects.toThrow();
    expect(await statusOf()).toBe('deleted');
    expect((await harness.patch(PATH, CANCEL, { headers })).body.status).toBe('deleted');
  });

  it('cuts an answer, whole or with the connection, and puts a byte order mark', async () => {
    await arrange({ kind: 'truncated' });
    const cut = await harness.get(PATH);
    expect([cut.status, cut.body]).toEqual([200, undefined]);
    await arrange({ kind: 'truncated', closeConnection: true });
    await expect(harness.get(PATH)).rejects.toThrow();
    await arrange({ kind: 'bom' });
    expect((await harness.get(PATH)).text.startsWith('\uFEFF{')).toBe(true);
  });

  it('delays an answer', async () => {
    await arrange({ kind: 'slow', delayInMs: 120 });
    const started = performance.now();
    await harness.get(PATH);
    expect(performance.now() - started).toBeGreaterThan(100);
  });

  it('accepts with 202, a relative Location and no body, and shows the change at once or later', async () => {
    await arrange({ kind: 'accepted202', route: 'PATCH /v1/customers/*/subscriptions/*', visibleAfterReads: 2 });
    const { status, text, headers } = await harness.patch(PATH, CANCEL);
    expect([status, text]).toEqual([202, '']);
    expect(headers.get('location')).toBe(`/customers/${customerId}/subscriptions/${subscriptionId}`);
    expect([await statusOf(), await statusOf(), await statusOf()]).toEqual(['active', 'active', 'deleted']);
    await arrange({ kind: 'accepted202' });
    const accepted = await harness.post(ORDERS, ORDER);
    const location = accepted.headers.get('location') ?? '';
    expect((await harness.get(`/v1${location}`)).status).toBe(200);
  });

  it('shows new orders late, by reads or by the clock', async () => {
    await arrange({ kind: 'lateVisibility', reads: 1 });
    const first = await harness.post(ORDERS, ORDER);
    const path = `${ORDERS}/${String(first.body.id)}`;
    expect([(await harness.get(path)).body.code, (await harness.get(path)).status]).toEqual([20000, 200]);
    await arrange({ kind: 'lateVisibility' });
    const second = await harness.post(ORDERS, ORDER);
    expect((await harness.get(`${ORDERS}/${String(second.body.id)}`)).status).toBe(404);
    await harness.control('POST', 'clock', { advance: '15m' });
    expect((await harness.get(`${ORDERS}/${String(second.body.id)}`)).status).toBe(200);
  });
});

describe('faults after the commit', () => {
  it('shows what was done and not answered late', async () => {
    const orders = async () => (await harness.get(ORDERS)).body.totalCount;
    await arrange({ kind: 'resetAfterCommit', minutes: 15 });
    await expect(harness.post(ORDERS, ORDER)).rejects.toThrow();
    await harness.control('POST', 'clock', { advance: '14m' });
    expect(await orders()).toBe(0);
    await harness.control('POST', 'clock', { advance: '61s' });
    expect(await orders()).toBe(1);
  });

  it('answers an error although everything is done', async () => {
    await arrange({ kind: 'serverError', afterCommit: true });
    expect((await harness.patch(PATH, CANCEL)).status).toBe(500);
    expect(await statusOf()).toBe('deleted');
    await arrange({ kind: 'customError', status: 409, code: 800060, description: 'Busy.', afterCommit: true });
    expect((await harness.post(ORDERS, ORDER)).body.code).toBe(800060);
    expect((await harness.get(ORDERS)).body.totalCount).toBe(1);
  });
});

describe('the control of faults', () => {
  it('lists and clears them', async () => {
    await arrange({ kind: 'throttle', count: 5 });
    expect((await harness.control<{ items: Json[] }>('GET', 'faults')).body.items).toMatchObject([
      { kind: 'throttle', count: 5 },
    ]);
    await harness.control('DELETE', 'faults');
    expect((await harness.get(PATH)).status).toBe(200);
  });

  it('names what it knows when it does not understand', async () => {
    const kind = await harness.control<{ error: { allowed: string[] } }>('POST', 'faults', { kind: 'flood' });
    expect(kind.status).toBe(400);
    expect(kind.body.error.allowed).toContain('throttle');
    const member = await harness.control<{ error: { allowed: string[] } }>('POST', 'faults', {
      kind: 'slow',
      delay: 1,
    });
    expect(member.status).toBe(400);
    expect(member.body.error.allowed).toEqual(['kind', 'route', 'count', 'delayInMs']);
  });
});
