import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { SEED, SEED_OFFERS } from '../../local/partnerCenter/seedIds.ts';
import { CreateOrderResponse } from '../../shared/schemas/createOrder.ts';
import type { ListOperationsResponse } from '../../shared/schemas/listOperations.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';

const { customerId } = SEED.resellerCustomer;
const PATH = `customers/${customerId}/orders?include=raw`;
const LONGEST_REQUEST = 100_000;

/** Characters of one, two and three bytes, and of two UTF-16 units. */
const NAME = 'Büro – 東京 😀 '.repeat(30).slice(0, 254);

const line = (index: number) => ({
  offerId: SEED_OFFERS.legacyPlain,
  quantity: 1,
  friendlyName: `${index % 10}${NAME}`,
});

let app: TestApp;
let session: PartnerCenterSession;

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await session.startOver();
  await session.switches({ sandboxQuotas: false });
});

const send = (body: object, key: string = randomUUID()) => app.api('POST', PATH, body, { 'idempotency-key': key });

/** An order whose lines are filled up with context until it has that many characters. */
function orderOf(characters: number): object {
  const order = { direct: true, lineItems: Array.from({ length: 50 }, (_, index) => line(index)) };
  const filled = {
    ...order,
    lineItems: order.lineItems.map((each) => ({ ...each, provisioningContext: {} })),
  };
  const left = () => characters - JSON.stringify(filled).length;
  for (let index = 0; left() > 1100; index++) {
    Object.assign(filled.lineItems[index % 50]?.provisioningContext ?? {}, { [`c${index}`]: 'x'.repeat(1000) });
  }
  return filled;
}

it('an order of fifty lines with long names is recorded and replayed as it was answered', async () => {
  const key = randomUUID();
  const order = { direct: true, lineItems: Array.from({ length: 50 }, (_, index) => line(index)) };
  const first = await send(order, key);
  const { order: placed, raw } = expectAnswer(first, CreateOrderResponse);
  expect(placed.lineItems.map(({ friendlyName }) => friendlyName)).toEqual(
    order.lineItems.map(({ friendlyName }) => friendlyName),
  );
  expect((raw as { lineItems: object[] }).lineItems).toHaveLength(50);

  const again = await send(order, key);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(again.body).toEqual(first.body);
  expect(await session.writes()).toHaveLength(1);

  const { body } = await app.api('GET', `operations?customerId=${customerId}`);
  const { items } = body as ListOperationsResponse;
  expect(items).toMatchObject([{ idempotencyKey: key, request: { body: order }, after: { id: placed.id } }]);
});

it('a request just below the limit is recorded and replayed', async () => {
  const key = randomUUID();
  const order = orderOf(LONGEST_REQUEST - 1_000);
  const first = await send(order, key);
  expect(first.status, JSON.stringify(first.body).slice(0, 500)).toBe(200);
  expect((await send(order, key)).body).toEqual(first.body);
  expect(await session.writes()).toHaveLength(1);
});

it('a request above the limit is refused before anything is asked, and its key is free', async () => {
  const key = randomUUID();
  const { target, message } = expectRefusal(await send(orderOf(LONGEST_REQUEST + 5_000), key), 'InvalidRequest');
  expect(target).toBe('body');
  expect(message).toContain(String(LONGEST_REQUEST));
  expect(await app.partnerCenter.requests()).toEqual([]);
  expect((await send({ direct: true, lineItems: [line(0)] }, key)).status).toBe(200);
});

it('a body of more than a mebibyte is refused before it is read', async () => {
  const { target } = expectRefusal(await send({ direct: true, filler: 'x'.repeat(1024 * 1024) }), 'InvalidRequest');
  expect(target).toBe('body');
  expect(await app.partnerCenter.requests()).toEqual([]);
});
