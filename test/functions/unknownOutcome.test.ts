import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serve } from '../../local/serve.ts';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { asked, writes } from './upstream.ts';

interface Purchase {
  /** Where Partner Center takes the money. */
  route: string;
  path: string;
  body: object;
  quantity: number;
  /** The customer whose orders show it. */
  customerId: string;
  /** Lines among the customer's orders once it is bought. */
  lines: number;
}

const legacy = SEED.legacyWithAddOns;
const base = SEED.newCommerceBase;
const plain = SEED_OFFERS.newCommercePlain;
const addOn = SEED_OFFERS.newCommerceAddOn;

const ORDER: Purchase = {
  route: 'POST /v1/customers/*/orders',
  path: `customers/${SEED.resellerCustomer.customerId}/orders`,
  body: {
    indirectResellerId: SEED_RESELLERS.main.tenantId,
    billingCycle: 'monthly',
    lineItems: [{ offerId: `${plain.productId}:${plain.skuId}`, quantity: 5, termDuration: 'P1Y' }],
  },
  quantity: 5,
  customerId: SEED.resellerCustomer.customerId,
  lines: 1,
};

const LEGACY_ADD_ON: Purchase = {
  route: 'PATCH /v1/customers/*/orders/*',
  path: `customers/${legacy.customerId}/subscriptions/${legacy.subscriptionId}/addons`,
  body: { offerId: legacy.addOnOfferId, quantity: 2 },
  quantity: 2,
  customerId: legacy.customerId,
  lines: 2,
};

const ADD_ON_BY_CART: Purchase = {
  route: 'POST /v1/customers/*/carts/*/checkout',
  path: `customers/${base.customerId}/subscriptions/${base.subscriptionId}/addons`,
  body: { offerId: `${addOn.productId}:${addOn.skuId}`, quantity: 6 },
  quantity: 6,
  customerId: base.customerId,
  lines: 2,
};

const UNANSWERED: [string, object][] = [
  ['the connection ended after it was done', { kind: 'resetAfterCommit' }],
  ['the connection ended before it was done', { kind: 'resetBeforeCommit' }],
  ['a 500', { kind: 'serverError', status: 500 }],
  ['a 503', { kind: 'serverError', status: 503 }],
  ['a 408', { kind: 'customError', status: 408, code: 900225, description: 'The request timed out.' }],
  ['409/800060', { kind: 'customError', status: 409, code: 800060, description: 'An order is in progress.' }],
  ['409/800064', { kind: 'customError', status: 409, code: 800064, description: 'The cart is being processed.' }],
  ['half an answer', { kind: 'truncated' }],
  ['an answer cut off', { kind: 'truncated', closeConnection: true }],
];

let app: TestApp;

const purchase = ({ path, body }: Purchase): Promise<Answer> => app.api('POST', path, body);

/** The attempts at the write that takes the money. */
async function attempts({ route }: Purchase) {
  const pattern = new RegExp(`^${route.replaceAll('*', '[^/]+')}$`);
  return (await writes(app)).filter(({ method, path }) => pattern.test(`${method} ${path}`));
}

async function boughtLines({ customerId }: Purchase): Promise<number> {
  const { body } = await app.api('GET', `customers/${customerId}/orders`);
  return (body as { items: { lineItems: unknown[] }[] }).items.flatMap(({ lineItems }) => lineItems).length;
}

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.partnerCenter.reset();
});

describe.each([
  ['an order', ORDER],
  ['a legacy add-on', LEGACY_ADD_ON],
  ['the checkout of an add-on’s cart', ADD_ON_BY_CART],
])('%s', (_name, bought) => {
  test.each(UNANSWERED)('is sent once and is OutcomeUnknown after %s', async (_what, fault) => {
    await app.partnerCenter.faults({ ...fault, route: bought.route, count: 10 });
    const answer = await purchase(bought);
    expect(answer).toMatchObject({
      status: 409,
      body: { error: { code: 'OutcomeUnknown', nextStep: expect.stringContaining('orders') as string } },
    });
    expect(answer.headers.get('x-ms-error-code')).toBe('OutcomeUnknown');
    expect(await attempts(bought)).toHaveLength(1);
  });

  test('that was made although no answer came is there, once', async () => {
    await app.partnerCenter.faults({ kind: 'resetAfterCommit', route: bought.route });
    await purchase(bought);
    expect(await boughtLines(bought)).toBe(bought.lines);
  });

  test('is sent again after a 429, under new ids, and made once', async () => {
    await app.partnerCenter.faults({ kind: 'throttle', route: bought.route, retryAfterInSeconds: 1 });
    expect((await purchase(bought)).status).toBe(200);
    const sent = await attempts(bought);
    expect(sent.map(({ status }) => status)).toEqual([429, expect.any(Number)]);
    expect(new Set(sent.map(({ requestId }) => requestId)).size).toBe(2);
    expect(new Set(sent.map(({ correlationId }) => correlationId)).size).toBe(2);
    expect(await boughtLines(bought)).toBe(bought.lines);
  });

  test('that stays throttled says so, and is not made', async () => {
    await app.partnerCenter.faults({ kind: 'throttle', route: bought.route, retryAfterInSeconds: 200 });
    const answer = await purchase(bought);
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'PartnerCenterThrottled' } } });
    expect(answer.headers.get('retry-after')).toBe('200');
    expect(await boughtLines(bought)).toBe(bought.lines - 1);
  });

  test.each(['empty401', 'tokenExpired'])('is sent again with a new token after %s, and made once', async (kind) => {
    await app.partnerCenter.faults({ kind, route: bought.route });
    expect((await purchase(bought)).status).toBe(200);
    expect(await attempts(bought)).toHaveLength(2);
    expect(await boughtLines(bought)).toBe(bought.lines);
  });

  test.each([0, 1])('accepted without being shown is found by reading, visible after %i reads', async (reads) => {
    await app.partnerCenter.advance('3d');
    await Promise.all([app.api('GET', 'resellers'), app.api('GET', 'customers')]);
    await app.partnerCenter.faults({ kind: 'accepted202', route: bought.route, visibleAfterReads: reads });
    const { status, body } = await purchase(bought);
    expect(status).toBe(200);
    const { order } = body as { order: { lineItems: { quantity: number }[] } };
    expect(order.lineItems.at(-1)?.quantity).toBe(bought.quantity);
    expect(await attempts(bought)).toHaveLength(1);
    expect(await boughtLines(bought)).toBe(bought.lines);
  });
});

test('a cart accepted without being shown is read where its Location points, and bought', async () => {
  await app.partnerCenter.faults({ kind: 'accepted202', route: 'POST /v1/customers/*/carts' });
  expect((await purchase(ADD_ON_BY_CART)).status).toBe(200);
  expect(await attempts(ADD_ON_BY_CART)).toHaveLength(1);
});

test('a cart that got no answer is made again, since it buys nothing', async () => {
  await app.partnerCenter.faults({ kind: 'resetAfterCommit', route: 'POST /v1/customers/*/carts' });
  expect((await purchase(ADD_ON_BY_CART)).status).toBe(200);
  expect(await attempts(ADD_ON_BY_CART)).toHaveLength(1);
  const [first, again] = await writes(app);
  expect(again).toMatchObject({ path: first?.path, requestId: first?.requestId });
  expect(again?.correlationId).not.toBe(first?.correlationId);
});

test('a second purchase of the same content is told its own order, never the one that was given out before', async () => {
  const idOf = ({ body }: Answer) => (body as { order: { id: string } }).order.id;
  const first = await purchase(ADD_ON_BY_CART);
  await app.partnerCenter.faults({ kind: 'accepted202', route: ADD_ON_BY_CART.route });
  const second = await purchase(ADD_ON_BY_CART);
  expect(second.status).toBe(200);
  expect(idOf(second)).not.toBe(idOf(first));
});

test('an order that never left because nobody listens answers that it may be repeated', async () => {
  const gone = await serve(() => undefined);
  await gone.close();
  const alone = await startTestApp({ settings: { PARTNER_CENTER_URL: gone.url } });
  try {
    const lineItems = [{ offerId: SEED_OFFERS.legacyPlain, quantity: 1 }];
    const answer = await alone.api('POST', `customers/${SEED.empty.customerId}/orders`, { direct: true, lineItems });
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'PartnerCenterUnavailable' } } });
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await asked(alone)).toEqual([]);
  } finally {
    await alone.close();
  }
});
