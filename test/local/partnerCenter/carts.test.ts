import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../../local/partnerCenter/seedIds.ts';
import { OWN_MPN_ID, startHarness, type Harness, type Json } from './partnerCenterHarness.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.server.close());
beforeEach(async () => {
  await harness.control('POST', 'reset');
});

interface Cart extends Json {
  id: string;
  status: string;
  lineItems: { error?: { errorCode: number } }[];
}
interface Checkout extends Json {
  orders: { id: string; lineItems: Json[] }[];
  orderErrors?: Json[];
}
type Sku = { productId: string; skuId: string };

async function catalogItemId({ productId, skuId }: Sku): Promise<string> {
  const path = `/v1/products/${productId}/skus/${skuId}/availabilities?country=US`;
  const { body } = await harness.get<{ items: { catalogItemId: string }[] }>(path);
  return body.items[0]?.catalogItemId ?? '';
}

async function line(sku: Sku, more: Json = {}): Promise<Json> {
  return { catalogItemId: await catalogItemId(sku), quantity: 5, termDuration: 'P1Y', billingCycle: 'Annual', ...more };
}

function create(customerId: string, lines: Json[], more: Json = {}) {
  const lineItems = lines.map((item, id) => ({ id, ...item }));
  return harness.post<Cart>(`/v1/customers/${customerId}/carts`, { lineItems, ...more });
}

function checkout(customerId: string, { id }: Cart) {
  return harness.post<Checkout>(`/v1/customers/${customerId}/carts/${id}/checkout`);
}

async function errorCodes(customerId: string, ...lines: Json[]) {
  const { status, body } = await create(customerId, lines);
  expect(status).toBe(201);
  return body.lineItems.map(({ error }) => error?.errorCode);
}

const { customerId: withBase } = SEED.newCommerceBase;
const { customerId: empty } = SEED.empty;

describe('carts', () => {
  it('orders an add-on for a tenant that has the base product, with the reseller on record', async () => {
    const participants = [{ key: 'transaction_reseller', value: SEED_RESELLERS.main.mpnId }];
    const cart = await create(withBase, [await line(SEED_OFFERS.newCommerceAddOn, { participants })]);
    expect(cart.body).toMatchObject({ status: 'Active', lineItems: [{ id: 0, orderGroup: '0' }] });
    expect(cart.headers.get('x-locale')).toBe('en-US,en-US');
    const { status, body } = await checkout(withBase, cart.body);
    expect(status).toBe(201);
    expect(body.orders[0]?.lineItems).toMatchObject([{ quantity: 5, partnerIdOnRecord: SEED_RESELLERS.main.mpnId }]);
    const again = await checkout(withBase, cart.body);
    expect([again.status, again.body.code]).toEqual([400, 800065]);
  });

  it('tells inside a successful cart what is wrong with a line', async () => {
    expect(await errorCodes(empty, await line(SEED_OFFERS.newCommerceAddOn))).toEqual([400041]);
    const both = [await line(SEED_OFFERS.newCommerceBase), await line(SEED_OFFERS.newCommerceAddOn)];
    expect(await errorCodes(empty, ...both)).toEqual([undefined, undefined]);
    const bound = (quantity: number) => line(SEED_OFFERS.newCommerceSeatBoundAddOn, { quantity });
    expect(await errorCodes(withBase, await bound(21), await bound(4), await bound(20))).toEqual([
      10018,
      10019,
      undefined,
    ]);
    const plain = SEED_OFFERS.newCommercePlain;
    expect(
      await errorCodes(
        empty,
        await line(plain, { quantity: 301 }),
        await line(plain, { quantity: 26 }),
        await line(plain, { catalogItemId: 'NOPE:0001:NOPE' }),
        await line(plain, { participants: [{ key: 'transaction_reseller', value: OWN_MPN_ID }] }),
        await line(SEED_OFFERS.newCommerceLineAttested),
        await line(plain, { customTermEndDate: '2030-01-15T00:00:00Z' }),
        await line(plain, { customTermEndDate: '2030-01-31T00:00:00Z' }),
      ),
    ).toEqual([10015, 10009, 10001, 10004, 10012, 10017, undefined]);
  });

  it('does not check out a cart with errors until it is put right', async () => {
    const { body: cart } = await create(empty, [await line(SEED_OFFERS.newCommerceAddOn)]);
    expect((await checkout(empty, cart)).body.code).toBe(800009);
    const lineItems = [{ id: 0, ...(await line(SEED_OFFERS.newCommercePlain)) }];
    const put = await harness.send('PUT', `/v1/customers/${empty}/carts/${cart.id}`, { body: { ...cart, lineItems } });
    expect(put.status).toBe(200);
    expect((await checkout(empty, cart)).status).toBe(201);
  });

  it('answers 201 with orderErrors for a group that is refused', async () => {
    const good = await line(SEED_OFFERS.newCommercePlain, { orderGroup: 'a' });
    const bad = await line(SEED_OFFERS.newCommerceRefusedAtCheckout, { orderGroup: 'b' });
    const { status, body } = await checkout(empty, (await create(empty, [good, bad])).body);
    expect(status).toBe(201);
    expect(body.orders).toHaveLength(1);
    expect(body.orderErrors).toMatchObject([{ orderGroupId: '1', code: 800069 }]);
  });

  it('refuses an availability that has rotated away', async () => {
    const { body: cart } = await create(empty, [await line(SEED_OFFERS.newCommercePlain)]);
    const old = await line(SEED_OFFERS.newCommercePlain);
    await harness.control('POST', 'rotate');
    const { status, body } = await checkout(empty, cart);
    expect([status, body.code]).toEqual([404, 400019]);
    expect(await errorCodes(empty, old)).toEqual([400072]);
  });

  it('refuses a second checkout while the first still runs', async () => {
    const { body: cart } = await create(empty, [await line(SEED_OFFERS.newCommercePlain)]);
    await harness.control('POST', 'faults', {
      kind: 'slow',
      delayInMs: 300,
      route: 'POST /v1/customers/*/carts/*/checkout',
    });
    const first = checkout(empty, cart);
    let second = await checkout(empty, cart);
    if (second.status === 201) second = await first;
    expect([second.status, second.body.code]).toEqual([409, 800064]);
    await first;
  });

  it('forgets a cart after seven days', async () => {
    const { body: cart } = await create(empty, [await line(SEED_OFFERS.newCommercePlain)]);
    expect((await harness.get(`/v1/customers/${empty}/carts/${cart.id}`)).status).toBe(200);
    await harness.control('POST', 'clock', { advance: '7d' });
    expect((await harness.get(`/v1/customers/${empty}/carts/${cart.id}`)).body.code).toBe(800008);
  });
});

describe('the catalogue', () => {
  it('shows products, SKUs and availabilities with what an order needs', async () => {
    const { body: products } = await harness.get<{ items: Json[] }>(
      `/v1/customers/${withBase}/products?targetView=OnlineServices&country=US`,
    );
    expect(products.items.map(({ id }) => id)).toContain('CFQ7TTC0LHXM');
    const { body: skus } = await harness.get<{ items: Json[] }>('/v1/products/CFQ7TTC0LHXM/skus?country=US');
    expect(skus.items).toMatchObject([
      {
        id: '0001',
        minimumQuantity: 1,
        isTrial: false,
        supportedBillingCycles: ['monthly', 'annual'],
        dynamicAttributes: { isMicrosoftProduct: true, isAddon: true, prerequisiteSkus: ['CFQ7TTC0LFLX:0001'] },
      },
    ]);
    const { body } = await harness.get<{ items: Json[] }>(
      '/v1/products/CFQ7TTC0LHXM/skus/0001/availabilities?country=US',
    );
    expect(body.items).toMatchObject([
      {
        catalogItemId: expect.stringMatching(/^[0-9A-Z]{12}:[0-9A-Z]{4}:[0-9A-Z]{12}$/) as string,
        isPurchasable: true,
        segment: 'commercial',
        country: 'US',
        defaultCurrency: { code: 'USD' },
      },
    ]);
    expect((body.items[0]?.terms as Json[])[0]).toMatchObject({ duration: 'P1M', billingCycle: 'monthly' });
  });

  it('refuses what it does not have', async () => {
    expect((await harness.get('/v1/products/NOPE/skus?country=US')).body.code).toBe(400013);
    expect((await harness.get('/v1/products/CFQ7TTC0LHXM/skus/9999?country=US')).body.code).toBe(400018);
    expect((await harness.get('/v1/products?country=US&targetView=Nope')).body.code).toBe(400036);
    expect((await harness.get('/v1/products?targetView=Software')).body.code).toBe(800002);
  });
});
