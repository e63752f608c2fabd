import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serve } from '../../local/serve.ts';
import { SEED, SEED_OFFERS } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { expectRefusal } from './expectAnswer.ts';
import { follow, stateOf } from './followOperation.ts';
import { ADD_ON_BY_CART, attempts, boughtLines, PURCHASES, type Purchase } from './purchases.ts';
import { asked, writes } from './upstream.ts';

/** Faults that leave a purchase without an answer that tells, where it was made. */
const AFTER_IT_WAS_DONE: [string, { kind: string } & Record<string, unknown>][] = [
  ['the connection ended', { kind: 'resetAfterCommit' }],
  ['half an answer came', { kind: 'truncated' }],
  ['an answer was cut off', { kind: 'truncated', closeConnection: true }],
  ['a 500 came', { kind: 'serverError', status: 500, afterCommit: true }],
  ['a 503 came', { kind: 'serverError', status: 503, afterCommit: true }],
  ['a 408 came', { kind: 'customError', status: 408, code: 900225, description: 'Timed out.', afterCommit: true }],
  ['409/800060 came', { kind: 'customError', status: 409, code: 800060, description: 'Going on.', afterCommit: true }],
  ['409/800064 came', { kind: 'customError', status: 409, code: 800064, description: 'Going on.', afterCommit: true }],
  ['400/800065 came', { kind: 'customError', status: 400, code: 800065, description: 'Made.', afterCommit: true }],
];

/** The same where it was not. */
const WITHOUT_DOING_IT: ({ kind: string } & Record<string, unknown>)[] = [
  { kind: 'resetBeforeCommit' },
  { kind: 'serverError', status: 500 },
  { kind: 'serverError', status: 503 },
  { kind: 'customError', status: 408, code: 900225, description: 'Timed out.' },
  { kind: 'customError', status: 409, code: 800060, description: 'Going on.' },
  { kind: 'customError', status: 409, code: 800064, description: 'Going on.' },
];

let app: TestApp;

const purchase = ({ path, body }: Purchase, key: string = randomUUID()): Promise<Answer> =>
  app.buy(path, body, { 'idempotency-key': key });

/** A fault of the write that takes the money. */
async function fail({ route }: Purchase, fault: object): Promise<void> {
  const { status } = await app.partnerCenter.faults({ ...fault, route: route.replace(' ', ' /v1/') });
  expect(status).toBe(200);
}

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000', OPERATION_RETRY_DELAY: '1s' } });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.partnerCenter.reset();
});

describe.each(PURCHASES)('$name', (bought) => {
  test.each(AFTER_IT_WAS_DONE)('that was made although %s is found, and sent once', async (_what, fault) => {
    await fail(bought, { ...fault, count: 10 });
    const answer = await follow(app, await purchase(bought));
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const { order } = answer.body as { order: { lineItems: { quantity: number }[] } };
    expect(order.lineItems.at(-1)?.quantity).toBe(bought.quantity);
    expect(await attempts(app, bought)).toMatchObject([{ fault: fault.kind }]);
    expect(await boughtLines(app, bought)).toBe(bought.lines);
  });

  test('that was not made is looked for, is NotPlaced after the window, and can then be repeated', async () => {
    for (const fault of WITHOUT_DOING_IT) await fail(bought, fault);
    const keys = WITHOUT_DOING_IT.map(() => randomUUID());
    const underWay = await Promise.all(keys.map((key) => purchase(bought, key)));
    for (const answer of underWay) {
      expect(answer).toMatchObject({ status: 202, body: { state: 'reconciling' } });
      expect(await stateOf(app, answer)).toBe('reconciling');
    }
    for (const key of keys) expect((await purchase(bought, key)).status).toBe(202);
    const kinds = (await attempts(app, bought)).map(({ fault = 'none' }) => fault);
    expect(kinds.toSorted()).toEqual(WITHOUT_DOING_IT.map(({ kind }) => kind).toSorted());

    await app.partnerCenter.advance('21m');
    for (const answer of await Promise.all(underWay.map((one) => follow(app, one)))) {
      expect(expectRefusal(answer, 'NotPlaced').nextStep).toContain('same key');
    }
    expect(await attempts(app, bought)).toHaveLength(keys.length);
    expect(await boughtLines(app, bought)).toBe(bought.lines - 1);

    expect((await purchase(bought, keys[0])).status).toBe(200);
    expect(await attempts(app, bought)).toHaveLength(keys.length + 1);
    expect(await boughtLines(app, bought)).toBe(bought.lines);
  });

  test('is sent again after a 429, under new ids, and made once', async () => {
    await fail(bought, { kind: 'throttle', retryAfterInSeconds: 1 });
    expect((await purchase(bought)).status).toBe(200);
    const sent = await attempts(app, bought);
    expect(sent.map(({ status }) => status)).toEqual([429, expect.any(Number)]);
    expect(new Set(sent.map(({ requestId }) => requestId)).size).toBe(2);
    expect(new Set(sent.map(({ correlationId }) => correlationId)).size).toBe(2);
    expect(await boughtLines(app, bought)).toBe(bought.lines);
  });

  test('that stays throttled says so, and is not made', async () => {
    await fail(bought, { kind: 'throttle', retryAfterInSeconds: 200 });
    const answer = await purchase(bought);
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'PartnerCenterThrottled' } } });
    expect(answer.headers.get('retry-after')).toBe('200');
    expect(await boughtLines(app, bought)).toBe(bought.lines - 1);
  });

  test.each(['empty401', 'tokenExpired'])('is sent again with a new token after %s, and made once', async (kind) => {
    await fail(bought, { kind });
    expect((await purchase(bought)).status).toBe(200);
    expect(await attempts(app, bought)).toHaveLength(2);
    expect(await boughtLines(app, bought)).toBe(bought.lines);
  });

  test.each([0, 1])('accepted without being shown is found by reading, visible after %i reads', async (reads) => {
    await app.partnerCenter.advance('3d');
    await Promise.all([app.api('GET', 'resellers'), app.api('GET', 'customers')]);
    await fail(bought, { kind: 'accepted202', visibleAfterReads: reads });
    const { status, body } = await follow(app, await purchase(bought));
    expect(status).toBe(200);
    const { order } = body as { order: { lineItems: { quantity: number }[] } };
    expect(order.lineItems.at(-1)?.quantity).toBe(bought.quantity);
    expect(await attempts(app, bought)).toMatchObject([{ fault: 'accepted202' }]);
    expect(await boughtLines(app, bought)).toBe(bought.lines);
  });
});

test('a cart accepted without being shown is read where its Location points, and bought', async () => {
  await app.partnerCenter.faults({ kind: 'accepted202', route: 'POST /v1/customers/*/carts' });
  expect((await purchase(ADD_ON_BY_CART)).status).toBe(200);
  expect((await writes(app)).map(({ fault }) => fault)).toEqual(['accepted202', undefined]);
  expect(await attempts(app, ADD_ON_BY_CART)).toHaveLength(1);
});

test('a cart that got no answer is made again, since it buys nothing', async () => {
  await app.partnerCenter.faults({ kind: 'resetAfterCommit', route: 'POST /v1/customers/*/carts' });
  expect((await purchase(ADD_ON_BY_CART)).status).toBe(200);
  expect(await attempts(app, ADD_ON_BY_CART)).toHaveLength(1);
  const [first, again] = await writes(app);
  expect(first?.fault).toBe('resetAfterCommit');
  expect(again).toMatchObject({ path: first?.path, requestId: first?.requestId });
  expect(again?.correlationId).not.toBe(first?.correlationId);
});

test('a second purchase of the same content is told its own order, never the one that was given out before', async () => {
  const idOf = ({ body }: Answer) => (body as { order: { id: string } }).order.id;
  const first = await purchase(ADD_ON_BY_CART);
  await fail(ADD_ON_BY_CART, { kind: 'accepted202' });
  const second = await purchase(ADD_ON_BY_CART);
  expect(second.status).toBe(200);
  expect(idOf(second)).not.toBe(idOf(first));
  expect((await attempts(app, ADD_ON_BY_CART)).map(({ fault }) => fault)).toEqual([undefined, 'accepted202']);
});

test('an order that never left because nobody listens answers that it may be repeated', async () => {
  const gone = await serve(() => undefined);
  await gone.close();
  const alone = await startTestApp({ settings: { PARTNER_CENTER_URL: gone.url } });
  try {
    const lineItems = [{ offerId: SEED_OFFERS.legacyPlain, quantity: 1 }];
    const answer = await alone.buy(`customers/${SEED.empty.customerId}/orders`, { direct: true, lineItems });
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'PartnerCenterUnavailable' } } });
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await asked(alone)).toEqual([]);
  } finally {
    await alone.close();
  }
});
