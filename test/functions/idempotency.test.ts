import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { expectRefusal } from './expectAnswer.ts';
import { follow } from './followOperation.ts';
import { asked, writes } from './upstream.ts';

const { customerId } = SEED.resellerCustomer;
const ORDERS = `customers/${customerId}/orders`;
const LINE = { offerId: SEED_OFFERS.legacyPlain, quantity: 5 };
const BODY = { direct: true, lineItems: [LINE] };
const OTHER_BODY = { direct: true, lineItems: [{ ...LINE, quantity: 6 }] };
const V5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({
    settings: { OPERATION_RETRY_DELAY: '1s', PARTNER_CENTER_REQUESTS_PER_MINUTE: '1000000' },
  });
});
afterAll(() => app.close());

/** A call with a key, and what it sent upstream. */
async function call(key: string, path: string = ORDERS, body: object = BODY) {
  await app.partnerCenter.delete('/_emulator/requests');
  const answer = await app.buy(path, body, { 'idempotency-key': key });
  return { answer, sent: await asked(app), written: await writes(app) };
}

const refuseOnce = (fault: object) =>
  app.partnerCenter.faults({ kind: 'customError', route: 'POST /v1/customers/*/orders', ...fault });

function expectReplay(answer: Answer, first: Answer): void {
  expect({ status: answer.status, body: answer.body }).toEqual({ status: first.status, body: first.body });
  expect(answer.headers.get('idempotent-replayed')).toBe('true');
  expect(first.headers.get('idempotent-replayed')).toBeNull();
}

async function startOver(requestIdReplay: boolean): Promise<void> {
  await app.partnerCenter.reset();
  const unlimited = { rateLimitPerMinute: 0, rateLimitPerMinutePerCustomer: 0, sandboxQuotas: false };
  await app.partnerCenter.post('/_emulator/switches', { requestIdReplay, ...unlimited });
}

describe('a key', () => {
  beforeEach(() => startOver(false));

  test('gives the first answer again, says so, and sends nothing', async () => {
    const key = randomUUID();
    const first = await call(key);
    expect(first.answer.status).toBe(200);
    expect(first.written).toMatchObject([{ requestId: expect.stringMatching(V5) as string }]);
    const again = await call(key);
    expectReplay(again.answer, first.answer);
    expect(again.sent).toEqual([]);
  });

  test('answers with what was asked for first, also the resource as Partner Center returned it', async () => {
    const key = randomUUID();
    const first = await call(key, `${ORDERS}?include=raw`);
    expect(first.answer.body).toHaveProperty('raw');
    expectReplay((await call(key)).answer, first.answer);
  });

  test('with another quantity is refused, and nothing is sent', async () => {
    const key = randomUUID();
    await call(key);
    const { answer, sent } = await call(key, ORDERS, OTHER_BODY);
    expect(expectRefusal(answer, 'IdempotencyKeyReused').target).toBe('idempotencyKey');
    expect(answer.headers.get('idempotent-replayed')).toBeNull();
    expect(sent).toEqual([]);
  });

  test('on another route is another operation', async () => {
    const key = randomUUID();
    const { customerId: owner, subscriptionId, addOnOfferId } = SEED.legacyWithAddOns;
    await call(key);
    const addOn = { offerId: addOnOfferId, quantity: 2 };
    const { answer, written } = await call(key, `customers/${owner}/subscriptions/${subscriptionId}/addons`, addOn);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.headers.get('idempotent-replayed')).toBeNull();
    expect(written).toHaveLength(1);
  });

  test('for another customer is refused', async () => {
    const key = randomUUID();
    await call(key);
    const { answer, sent } = await call(key, `customers/${SEED.empty.customerId}/orders`);
    expectRefusal(answer, 'IdempotencyKeyReused');
    expect(sent).toEqual([]);
  });

  test('is the same call with ids in the other case and members in another order', async () => {
    const key = randomUUID();
    const { tenantId } = SEED_RESELLERS.main;
    const first = await call(key, ORDERS, { indirectResellerId: tenantId, lineItems: [LINE] });
    expect(first.answer.status).toBe(200);
    const lineItems = [{ quantity: LINE.quantity, offerId: LINE.offerId }];
    const shouted = { lineItems, indirectResellerId: tenantId.toUpperCase() };
    const again = await call(key, `customers/${customerId.toUpperCase()}/orders`, shouted);
    expectReplay(again.answer, first.answer);
    expect(again.sent).toEqual([]);
  });

  test('means the same bare, in quotes and in the body', async () => {
    const key = randomUUID();
    const first = await call(key);
    expectReplay((await call(`"${key}"`)).answer, first.answer);
    expectReplay(await app.api('POST', ORDERS, { ...BODY, idempotencyKey: key }), first.answer);
    const both = { ...BODY, idempotencyKey: key };
    expectReplay(await app.buy(ORDERS, both, { 'idempotency-key': key }), first.answer);
  });

  test('in the header and another one in the body are refused', async () => {
    const { answer, sent } = await call(randomUUID(), ORDERS, { ...BODY, idempotencyKey: randomUUID() });
    expectRefusal(answer, 'InvalidRequest');
    expect(sent).toEqual([]);
  });

  test('is needed to buy, and nothing is sent without', async () => {
    const answer = await app.api('POST', ORDERS, BODY);
    expect(expectRefusal(answer, 'IdempotencyKeyRequired').target).toBe('idempotencyKey');
    expect(await asked(app)).toEqual([]);
  });

  test('of 50 calls at once buys once, and all end with the same', async () => {
    const key = randomUUID();
    const calls = Array.from({ length: 50 }, () => app.buy(ORDERS, BODY, { 'idempotency-key': key }));
    const answers = await Promise.all(calls);
    expect(answers.filter(({ status }) => status !== 200 && status !== 202)).toEqual([]);
    const ended = await Promise.all(answers.map((answer) => follow(app, answer)));
    expect(new Set(ended.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(ended[0]).toMatchObject({ status: 200, body: { order: { lineItems: [LINE] } } });
    expect(await writes(app)).toHaveLength(1);
  });
});

describe.each([true, false])('with Partner Center’s own replay of requests: %s', (requestIdReplay) => {
  beforeEach(() => startOver(requestIdReplay));

  describe('a call that changed nothing leaves its key free:', () => {
    test('a dry run', async () => {
      const key = randomUUID();
      const dry = await call(key, ORDERS, { ...BODY, dryRun: true });
      expect(dry.answer).toMatchObject({ status: 200, body: { dryRun: true } });
      expect(dry.written).toEqual([]);
      const { confirm } = dry.answer.body as { confirm: string };
      const real = await call(key, ORDERS, { ...BODY, confirm });
      expect(real.answer.status).toBe(200);
      expect(real.written).toHaveLength(1);
      expectReplay((await call(key)).answer, real.answer);
    });

    test.each([
      ['a refusal of Partner Center', { status: 400, code: 800002, description: 'As documented.' }, 422, 1],
      ['too many requests', { kind: 'throttle', retryAfterInSeconds: 200 }, 429, 1],
    ])('%s', async (_what, fault, status, sends) => {
      const key = randomUUID();
      await refuseOnce(fault);
      const refused = await call(key);
      expect(refused.answer.status, JSON.stringify(refused.answer.body)).toBe(status);
      expect(refused.written).toHaveLength(sends);
      await refuseOnce(fault);
      const again = await call(key);
      expect(again.answer.headers.get('idempotent-replayed')).toBeNull();
      expect(again.written).toHaveLength(sends);

      const bought = await call(key);
      expect(bought.answer.status).toBe(200);
      const ids = [...refused.written, ...again.written, ...bought.written].map(({ requestId }) => requestId ?? '');
      expect(ids.filter((id) => !V5.test(id))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
      expectReplay((await call(key)).answer, bought.answer);
    });

    test('one that is refused before anything is sent, and then asks for something else', async () => {
      const key = randomUUID();
      const unknown = { indirectResellerId: randomUUID(), lineItems: [LINE] };
      expectRefusal((await call(key, ORDERS, unknown)).answer, 'IndirectResellerNotFound');
      expect((await call(key)).answer.status).toBe(200);
    });

    test('an answer 429 that is waited for and repeated, under a new MS-RequestId', async () => {
      const key = randomUUID();
      await refuseOnce({ kind: 'throttle', retryAfterInSeconds: 1 });
      const { answer, written } = await call(key);
      expect(answer.status).toBe(200);
      expect(new Set(written.map(({ requestId }) => requestId)).size).toBe(2);
      expect((await call(key)).sent).toEqual([]);
    });
  });
});

describe('a cancel', () => {
  beforeEach(() => startOver(false));

  const { customerId: owner, subscriptionId } = SEED.newCommerceOpen;
  const CANCEL = `customers/${owner}/subscriptions/${subscriptionId}/cancel`;

  test('with a key is answered again', async () => {
    const key = randomUUID();
    const first = await call(key, CANCEL, {});
    expect(first.answer).toMatchObject({ status: 200, body: { alreadyCancelled: false } });
    const again = await call(key, CANCEL, {});
    expectReplay(again.answer, first.answer);
    expect(again.sent).toEqual([]);
  });

  test('without one finds the second time that it is done', async () => {
    const first = await app.api('POST', CANCEL);
    expect(first).toMatchObject({ status: 200, body: { alreadyCancelled: false } });
    const second = await app.api('POST', CANCEL);
    expect(second).toMatchObject({ status: 200, body: { alreadyCancelled: true } });
    expect(second.headers.get('idempotent-replayed')).toBeNull();
    expect(await writes(app)).toHaveLength(1);
  });
});
