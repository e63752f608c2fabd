import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';

interface Operation {
  call: () => ReturnType<TestApp['api']>;
  /** What it asks of Partner Center, each under a customer of its own. */
  reads: string[];
  writes?: string[];
  /** The right answer. */
  answer: object;
}

let app: TestApp;

const at = (customerId: string, rest: string) => `/v1/customers/${customerId}/${rest}`;
const { perpetualSoftware, newCommerceOpen, legacyWithAddOns, newCommerceBase, resellerCustomer } = SEED;
const { newCommerceClosed, newCommerceClosingSoon, legacySuspended, twoLineSoftware } = SEED;
const { newCommerceAddOn: addOn, newCommercePlain: plain } = SEED_OFFERS;
const catalogItemId = `${addOn.productId}:${addOn.skuId}:CFQ7TTC0KDF1`;
const addOns = ({ customerId, subscriptionId }: { customerId: string; subscriptionId: string }) =>
  `customers/${customerId}/subscriptions/${subscriptionId}/addons`;

const OPERATIONS: Record<string, Operation> = {
  cancelOrder: {
    call: () => app.api('POST', `customers/${perpetualSoftware.customerId}/orders/${perpetualSoftware.orderId}/cancel`),
    reads: [`GET ${at(perpetualSoftware.customerId, `orders/${perpetualSoftware.orderId}`)}`],
    writes: [`PATCH ${at(perpetualSoftware.customerId, `orders/${perpetualSoftware.orderId}`)}`],
    answer: { order: { status: 'cancelled' }, alreadyCancelled: false },
  },
  cancelSubscription: {
    call: () =>
      app.api('POST', `customers/${newCommerceOpen.customerId}/subscriptions/${newCommerceOpen.subscriptionId}/cancel`),
    reads: [`GET ${at(newCommerceOpen.customerId, `subscriptions/${newCommerceOpen.subscriptionId}`)}`],
    writes: [`PATCH ${at(newCommerceOpen.customerId, `subscriptions/${newCommerceOpen.subscriptionId}`)}`],
    answer: { subscription: { status: 'deleted' }, alreadyCancelled: false },
  },
  purchaseAddOn: {
    call: () => app.buy(addOns(legacyWithAddOns), { offerId: legacyWithAddOns.addOnOfferId, quantity: 2 }),
    reads: [`GET ${at(legacyWithAddOns.customerId, `subscriptions/${legacyWithAddOns.subscriptionId}`)}`],
    writes: [`PATCH ${at(legacyWithAddOns.customerId, `orders/${legacyWithAddOns.orderId}`)}`],
    answer: { order: { lineItems: [{ quantity: 5 }, { quantity: 2 }] } },
  },
  purchaseAddOnByCart: {
    call: () => app.buy(addOns(newCommerceBase), { offerId: catalogItemId, quantity: 4 }),
    reads: [`GET ${at(newCommerceBase.customerId, `subscriptions/${newCommerceBase.subscriptionId}`)}`],
    writes: [
      `POST ${at(newCommerceBase.customerId, 'carts')}`,
      `POST ${at(newCommerceBase.customerId, 'carts/*/checkout')}`,
    ],
    answer: { order: { lineItems: [{ offerId: catalogItemId, quantity: 4 }] } },
  },
  createOrder: {
    call: () =>
      app.buy(`customers/${resellerCustomer.customerId}/orders`, {
        indirectResellerId: SEED_RESELLERS.main.tenantId,
        lineItems: [{ offerId: `${plain.productId}:${plain.skuId}`, quantity: 5 }],
      }),
    reads: [`GET ${at(resellerCustomer.customerId, `products/${plain.productId}/skus/${plain.skuId}/availabilities`)}`],
    writes: [`POST ${at(resellerCustomer.customerId, 'orders')}`],
    answer: { order: { lineItems: [{ quantity: 5, partnerIdOnRecord: SEED_RESELLERS.main.mpnId }] } },
  },
  listCustomers: {
    call: () => app.api('GET', 'customers?search=Contoso'),
    reads: ['GET /v1/customers'],
    answer: { items: [{ id: newCommerceOpen.customerId, companyName: 'Contoso' }] },
  },
  listSubscriptions: {
    call: () => app.api('GET', `customers/${newCommerceClosed.customerId}/subscriptions`),
    reads: [`GET ${at(newCommerceClosed.customerId, 'subscriptions')}`],
    answer: { items: [{ id: newCommerceClosed.subscriptionId, cancellation: { allowed: false } }] },
  },
  getSubscription: {
    call: () =>
      app.api(
        'GET',
        `customers/${newCommerceClosingSoon.customerId}/subscriptions/${newCommerceClosingSoon.subscriptionId}`,
      ),
    reads: [`GET ${at(newCommerceClosingSoon.customerId, `subscriptions/${newCommerceClosingSoon.subscriptionId}`)}`],
    answer: { subscription: { id: newCommerceClosingSoon.subscriptionId, cancellation: { allowed: true } } },
  },
  listAddOnOffers: {
    call: () =>
      app.api(
        'GET',
        `customers/${legacySuspended.customerId}/subscriptions/${legacySuspended.subscriptionId}/addon-offers`,
      ),
    reads: [
      `GET ${at(legacySuspended.customerId, `subscriptions/${legacySuspended.subscriptionId}`)}`,
      `GET /v1/customers/${legacySuspended.customerId}`,
      'GET /v1/offers/*/addons',
    ],
    answer: { items: [{ offerId: legacyWithAddOns.addOnOfferId }] },
  },
  listOrders: {
    call: () => app.api('GET', `customers/${twoLineSoftware.customerId}/orders`),
    reads: [`GET ${at(twoLineSoftware.customerId, 'orders')}`],
    answer: { items: [{ id: twoLineSoftware.orderId, lineItems: [{ quantity: 2 }, { quantity: 3 }] }] },
  },
  listResellers: {
    call: () => app.api('GET', 'resellers'),
    reads: ['GET /v1/relationships'],
    answer: { items: Object.values(SEED_RESELLERS).map(({ tenantId, mpnId }) => ({ id: tenantId, partnerId: mpnId })) },
  },
};

/** Calls every operation at once and expects the right answer of each. */
async function expectAllRight(): Promise<void> {
  const entries = Object.entries(OPERATIONS);
  const answers = await Promise.all(
    entries.map(async ([name, { call }]) => [name, await call().then(({ status, body }) => ({ status, body }))]),
  );
  const right = entries.map(([name, { answer }]) => [name, { status: 200, body: answer }]);
  expect(Object.fromEntries(answers)).toMatchObject(Object.fromEntries(right) as object);
}

/** A fault for the next call of each route of each operation. */
async function failOnce(fault: object, routesOf: (operation: Operation) => string[]): Promise<void> {
  const routes = Object.values(OPERATIONS).flatMap(routesOf);
  const faults = await Promise.all(routes.map((route) => app.partnerCenter.faults({ route, ...fault })));
  expect(faults.every(({ status }) => status === 200)).toBe(true);
}

const everyRead = ({ reads }: Operation) => reads;
const everyCall = ({ reads, writes = [] }: Operation) => [...reads, ...writes];
const firstCall = ({ reads }: Operation) => reads.slice(0, 1);

/** Kinds of the faults that were met. */
async function met(): Promise<string[]> {
  return (await app.partnerCenter.requests()).flatMap(({ fault }) => fault ?? []);
}

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.partnerCenter.reset();
  await Promise.all([OPERATIONS.listResellers?.call(), OPERATIONS.listOrders?.call()]);
  await app.partnerCenter.delete('/_emulator/requests');
});

const CALLS = Object.values(OPERATIONS).flatMap(everyCall).length;
const READS = Object.values(OPERATIONS).flatMap(everyRead).length;

test('every operation answers right when nothing goes wrong', () => expectAllRight());

test('every operation answers right though all answers begin with a byte order mark', async () => {
  await app.partnerCenter.post('/_emulator/switches', { bom: true });
  await expectAllRight();
});

test.each(['empty401', 'tokenExpired'])('every operation answers right though each call meets one %s', async (kind) => {
  await failOnce({ kind }, everyCall);
  await expectAllRight();
  expect(await met()).toHaveLength(CALLS);
});

test('every operation answers right with a token that has expired by Partner Center’s clock', async () => {
  await app.partnerCenter.advance('2h');
  await expectAllRight();
  expect((await app.partnerCenter.requests()).some(({ status }) => status === 401)).toBe(true);
});

test('every operation waits as long as a 429 asks', async () => {
  await failOnce({ kind: 'throttle', retryAfterInSeconds: 1 }, firstCall);
  const startedAt = Date.now();
  await expectAllRight();
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(990);
  expect(await met()).toHaveLength(Object.keys(OPERATIONS).length);
});

test.each([
  ['a 503', { kind: 'serverError', status: 503 }],
  ['a 500', { kind: 'serverError', status: 500 }],
  ['a connection that ended', { kind: 'resetAfterCommit' }],
  ['an answer cut off', { kind: 'truncated', closeConnection: true }],
])('every operation reads again after %s', async (_what, fault) => {
  await failOnce(fault, everyRead);
  await expectAllRight();
  expect(await met()).toHaveLength(READS);
});

test('every operation answers right though Partner Center is slow', async () => {
  await app.partnerCenter.faults({ kind: 'slow', delayInMs: 300, count: 1000 });
  await expectAllRight();
});

test('every operation answers right where lists come in pages, and customers page on by nextLink', async () => {
  await app.partnerCenter.post('/_emulator/switches', { maxPageSize: 4 });
  await expectAllRight();
  const ids: string[] = [];
  let pages = 0;
  for (let next: string | undefined = 'customers'; next && pages < 20; pages += 1) {
    const { status, body } = await app.api('GET', next);
    expect(status).toBe(200);
    const { items, nextLink } = body as { items: { id: string }[]; nextLink?: string };
    ids.push(...items.map(({ id }) => id));
    next = nextLink?.slice(nextLink.indexOf('customers'));
  }
  const seeded = (await app.partnerCenter.get('/_emulator/customers')).body as { items: unknown[] };
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBe(seeded.items.length);
  expect(pages).toBe(Math.ceil(ids.length / 4));
});
