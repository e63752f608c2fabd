import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { startStub, type Stub } from './startStub.ts';
import { asked, writes, written } from './upstream.ts';

const { customerId } = SEED.resellerCustomer;
const { productId, skuId } = SEED_OFFERS.newCommercePlain;
const PRODUCT_SKU = `${productId}:${skuId}`;
const AVAILABILITIES = `/v1/customers/${customerId}/products/${productId}/skus/${skuId}/availabilities`;
const LINE = { offerId: SEED_OFFERS.legacyPlain, quantity: 5 };

let app: TestApp;

const order = (lineItems: object[], more: object = {}, to = app) =>
  to.buy(`customers/${customerId}/orders`, { direct: true, lineItems, ...more });

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.partnerCenter.reset();
});

describe('offers', () => {
  const line = { offerId: PRODUCT_SKU, quantity: 3, termDuration: 'P1Y' };

  test('product:sku is bought at its current availability, also after the ids have rotated', async () => {
    const { body: first } = await order([line], { billingCycle: 'annual' });
    await app.partnerCenter.post('/_emulator/rotate');
    const { status, body: later } = await order([line], { billingCycle: 'annual' });
    expect(status).toBe(200);
    const offerIds = [first, later].map(
      (body) => (body as { order: { lineItems: { offerId: string }[] } }).order.lineItems[0]?.offerId,
    );
    expect(offerIds[0]).toMatch(new RegExp(`^${PRODUCT_SKU}:\\w+$`));
    expect(offerIds[1]).toMatch(new RegExp(`^${PRODUCT_SKU}:\\w+$`));
    expect(offerIds[1]).not.toBe(offerIds[0]);
    expect(await asked(app)).toEqual([
      ...[`GET ${AVAILABILITIES}`, `POST /v1/customers/${customerId}/orders`],
      ...[`GET ${AVAILABILITIES}`, `POST /v1/customers/${customerId}/orders`],
    ]);
  });

  test('an availability that has rotated away is refused with what to do', async () => {
    await app.partnerCenter.post('/_emulator/rotate');
    expect(await order([{ ...line, offerId: `${PRODUCT_SKU}:CFQ7TTC0K18P` }])).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'PartnerCenterRejected',
          message: expect.stringContaining('product:sku') as string,
          innererror: { partnerCenter: { status: 404, code: '400019' } },
        },
      },
    });
  });

  test('product:sku that cannot be bought now is refused before the order', async () => {
    const { productId: product, skuId: sku } = SEED_OFFERS.newCommerceNotInSandbox;
    expect(await order([LINE, { ...line, offerId: `${product}:${sku}` }])).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidRequest', target: 'lineItems[1].offerId' } },
    });
    expect(await writes(app)).toEqual([]);
  });

  test('term, renewal, promotion and the other members of a line are passed on', async () => {
    const more = { renewsTo: { termDuration: 'P1M' }, promotionId: '39NFJQT1PJ0C:0001', friendlyName: 'Ours' };
    expect((await order([{ ...line, ...more }], { billingCycle: 'monthly' })).status).toBe(200);
    expect(await written(app)).toMatchObject({
      billingCycle: 'monthly',
      lineItems: [{ termDuration: 'P1Y', ...more }],
    });
  });
});

test('an order that is still being provisioned is answered as pending, without its subscription', async () => {
  await app.partnerCenter.post('/_emulator/switches', { provisioningLag: true });
  const { status, body } = await order([{ offerId: PRODUCT_SKU, quantity: 1, termDuration: 'P1Y' }]);
  expect({ status, body }).toMatchObject({ status: 200, body: { order: { status: 'pending' } } });
  expect(JSON.stringify(body)).not.toContain('subscriptionId');
});

describe('a SKU with several availabilities', () => {
  const availability = (id: string, duration: string) => ({
    id,
    catalogItemId: `${PRODUCT_SKU}:${id}`,
    terms: [{ duration, billingCycle: 'annual' }],
  });
  let stub: Stub;
  let stubbed: TestApp;

  beforeAll(async () => {
    stub = await startStub({ [`GET ${AVAILABILITIES}`]: [availability('YEARLY', 'P1Y'), availability('LONG', 'P3Y')] });
    stubbed = await startTestApp({ settings: { PARTNER_CENTER_URL: stub.url } });
  });
  afterAll(async () => {
    await stubbed.close();
    await stub.close();
  });

  test.each([
    ['that the wish does not tell apart', {}],
    ['of which none fits the wish', { termDuration: 'P1M' }],
  ])('%s are named to choose from, and nothing is ordered', async (_what, wish) => {
    expect(await order([{ offerId: PRODUCT_SKU, quantity: 1, ...wish }], {}, stubbed)).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'InvalidRequest',
          target: 'lineItems[0].offerId',
          message: expect.stringMatching(`${PRODUCT_SKU}:YEARLY, ${PRODUCT_SKU}:LONG`) as string,
        },
      },
    });
    expect(stub.asked).not.toContain(`POST /v1/customers/${customerId}/orders`);
  });

  test('that the wish does tell apart are no question', async () => {
    const { body } = await order([{ offerId: PRODUCT_SKU, quantity: 1, termDuration: 'P3Y' }], {}, stubbed);
    expect(body).toMatchObject({ error: { code: 'PartnerCenterRejected' } });
    expect(stub.asked).toContain(`POST /v1/customers/${customerId}/orders`);
  });
});

describe('line numbers', () => {
  const numbered = (...numbers: (number | undefined)[]) =>
    numbers.map((lineItemNumber) => ({ ...LINE, ...(lineItemNumber !== undefined && { lineItemNumber }) }));

  test('run from 0 where none is given', async () => {
    await order(numbered(undefined, undefined));
    expect(await written(app)).toMatchObject({ lineItems: [{ lineItemNumber: 0 }, { lineItemNumber: 1 }] });
  });

  test('are kept as given, 0 too', async () => {
    expect((await order(numbered(1, 0))).status).toBe(200);
    expect(await written(app)).toMatchObject({ lineItems: [{ lineItemNumber: 1 }, { lineItemNumber: 0 }] });
  });

  test.each([
    ['used twice', [0, 0], 1],
    ['with a gap', [0, 2], 1],
    ['on some lines only', [0, undefined], 1],
    ['below 0', [-1, 0], 0],
    ['that are no whole numbers', [0, 0.5], 1],
  ])('%s are refused before anything is sent', async (_what, numbers, index) => {
    expect(await order(numbered(...numbers))).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidRequest', target: `lineItems[${index}].lineItemNumber` } },
    });
    expect(await asked(app)).toEqual([]);
  });
});

test('a line above the largest quantity is refused before anything is sent', async () => {
  expect(await order([LINE, { ...LINE, quantity: 1001 }])).toMatchObject({
    status: 422,
    body: { error: { code: 'QuantityAboveLimit', target: 'lineItems[1].quantity' } },
  });
  expect(await asked(app)).toEqual([]);
});

describe('what Partner Center refuses is said in words', () => {
  test('the customer has not accepted the Microsoft Customer Agreement', async () => {
    const orders = `customers/${SEED.noCustomerAgreement.customerId}/orders`;
    expect(await app.buy(orders, { direct: true, lineItems: [LINE] })).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'PartnerCenterRejected',
          message: expect.stringContaining('Microsoft Customer Agreement') as string,
          innererror: { partnerCenter: { status: 403, code: '13605', correlationId: expect.any(String) as string } },
        },
      },
    });
  });

  test.each([
    [403, 900123, 422, 'PartnerCenterRejected', 'Microsoft Partner Agreement'],
    [404, 800015, 404, 'IndirectResellerNotFound', 'PartnerID'],
    [400, 800016, 404, 'IndirectResellerNotFound', 'indirect reseller'],
    [404, 2072, 400, 'InvalidRequest', 'own PartnerID'],
    [403, 20002, 404, 'CustomerNotFound', 'reseller relationship'],
    [404, 60003, 404, 'CustomerNotFound', 'Microsoft ID'],
    [400, 800018, 422, 'PartnerCenterRejected', 'As documented.'],
    [400, 123456, 422, 'PartnerCenterRejected', 'As documented.'],
  ])('%i/%i is %i %s', async (status, code, expectedStatus, expectedCode, words) => {
    const route = 'POST /v1/customers/*/orders';
    await app.partnerCenter.faults({ kind: 'customError', route, status, code, description: 'As documented.' });
    const answer = await order([LINE], { direct: undefined, indirectResellerId: SEED_RESELLERS.main.tenantId });
    expect(answer).toMatchObject({
      status: expectedStatus,
      body: {
        error: {
          code: expectedCode,
          message: expect.stringContaining(words) as string,
          innererror: { partnerCenter: { status, code: String(code), description: 'As documented.' } },
        },
      },
    });
    expect(answer.headers.get('x-ms-error-code')).toBe(expectedCode);
  });

  test('an unknown customer is one, whatever is ordered', async () => {
    const orders = 'customers/7d1b6e1a-0f0e-4c7e-8a54-0000000000ff/orders';
    expect(await app.buy(orders, { direct: true, lineItems: [LINE] })).toMatchObject({
      status: 404,
      body: { error: { code: 'CustomerNotFound', target: 'customerId' } },
    });
  });
});
