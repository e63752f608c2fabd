import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { asked, writes } from './upstream.ts';

const { main } = SEED_RESELLERS;
const productSku = ({ productId, skuId }: { productId: string; skuId: string }) => `${productId}:${skuId}`;

interface Parent {
  customerId: string;
  subscriptionId: string;
}

let app: TestApp;

const buy = ({ customerId, subscriptionId }: Parent, body: object) =>
  app.buy(`customers/${customerId}/subscriptions/${subscriptionId}/addons`, body);

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.partnerCenter.reset();
});

describe('a new-commerce add-on', () => {
  const parent = SEED.newCommerceBase;
  const carts = `/v1/customers/${parent.customerId}/carts`;
  const offerId = `${productSku(SEED_OFFERS.newCommerceAddOn)}:CFQ7TTC0KDF1`;
  const wish = { offerId, quantity: 5 };

  test('takes three calls with a full offer id, and names the reseller as a participant', async () => {
    const { status, body } = await buy(parent, wish);
    expect(status).toBe(200);
    expect(await asked(app)).toEqual([
      `GET /v1/customers/${parent.customerId}/subscriptions/${parent.subscriptionId}`,
      `POST ${carts}`,
      expect.stringMatching(`^POST ${carts}/[0-9a-f-]{36}/checkout$`),
    ]);
    const [cart] = await writes(app);
    const participants = [{ key: 'transaction_reseller', value: main.mpnId }];
    const term = { termDuration: 'P1Y', billingCycle: 'annual' };
    expect(cart?.body).toEqual({ lineItems: [{ id: 0, catalogItemId: offerId, quantity: 5, ...term, participants }] });
    const line = { offerId, quantity: 5, termDuration: 'P1Y', partnerIdOnRecord: main.mpnId };
    expect(body).toMatchObject({ order: { billingCycle: 'annual', lineItems: [line] }, warnings: [] });
  });

  test('given as product:sku is looked up first; term, date and attestations are the caller’s', async () => {
    const end = '2099-12-31T00:00:00Z';
    const term = { termDuration: 'P1M', billingCycle: 'monthly', customTermEndDate: end };
    const attestations = { attestationAccepted: true, partnerOnRecordAttestationAccepted: false };
    const { status } = await buy(parent, {
      ...{ offerId: productSku(SEED_OFFERS.newCommerceAddOn), quantity: 5 },
      ...term,
      ...attestations,
    });
    expect(status).toBe(200);
    const [cart] = await writes(app);
    const { attestationAccepted, partnerOnRecordAttestationAccepted } = attestations;
    expect(cart?.body).toMatchObject({
      lineItems: [{ catalogItemId: offerId, ...term, attestationAccepted }],
      partnerOnRecordAttestationAccepted,
    });
  });

  test('has the order, not the checkout, as its raw resource', async () => {
    const path = `customers/${parent.customerId}/subscriptions/${parent.subscriptionId}/addons?include=raw`;
    const { body } = await app.buy(path, wish);
    const { order, raw } = body as { order: { id: string }; raw: { id: string; attributes: object } };
    expect(raw).toMatchObject({ id: order.id, attributes: { objectType: 'Order' } });
  });

  test('whose availability has rotated away is refused with what to do', async () => {
    await app.partnerCenter.post('/_emulator/rotate');
    expect(await buy(parent, wish)).toMatchObject({
      status: 422,
      body: {
        error: { code: 'PartnerCenterRejected', message: expect.stringContaining('product:sku') as string },
      },
    });
  });

  test('without the base it needs is refused in words, and nothing is checked out', async () => {
    expect(await buy(SEED.newCommerceOpen, wish)).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'AddOnNotPurchasable',
          target: 'offerId',
          message: expect.stringContaining('base product') as string,
          details: [{ code: '400041' }],
          innererror: { partnerCenter: { code: '400041' } },
        },
      },
    });
    expect((await writes(app)).map(({ path }) => path)).toEqual([
      `/v1/customers/${SEED.newCommerceOpen.customerId}/carts`,
    ]);
  });

  test.each([
    ['fewer seats than it needs', 3, '10019'],
    ['more seats than its base has', 21, '10018'],
  ])('in %s is refused by its quantity', async (_what, quantity, code) => {
    const seatBound = productSku(SEED_OFFERS.newCommerceSeatBoundAddOn);
    expect(await buy(parent, { offerId: seatBound, quantity })).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'AddOnNotPurchasable',
          target: 'quantity',
          details: [{ code, message: expect.any(String) as string }],
        },
      },
    });
    expect((await writes(app)).filter(({ path }) => path.endsWith('/checkout'))).toEqual([]);
  });

  test('that needs an attestation asks the caller for it', async () => {
    const line = { offerId: productSku(SEED_OFFERS.newCommerceLineAttested), quantity: 1 };
    const code = 'AttestationRequired';
    expect(await buy(parent, line)).toMatchObject({
      status: 400,
      body: { error: { code, target: 'attestationAccepted' } },
    });
    const partner = { offerId: productSku(SEED_OFFERS.newCommerceAttested), quantity: 1 };
    expect(await buy(parent, partner)).toMatchObject({
      status: 400,
      body: { error: { code, target: 'partnerOnRecordAttestationAccepted' } },
    });
  });

  test('refused inside a successful checkout is refused', async () => {
    const answer = await buy(parent, { offerId: productSku(SEED_OFFERS.newCommerceRefusedAtCheckout), quantity: 1 });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'PartnerCenterRejected',
          message: expect.stringContaining('risk management') as string,
        },
      },
    });
    const { error } = answer.body as { error: { innererror: { partnerCenter: object } } };
    expect(Object.keys(error.innererror.partnerCenter).sort()).toEqual(['code', 'description', 'status']);
  });

  test('given as a legacy offer is refused before anything is bought', async () => {
    expect(await buy(parent, { offerId: SEED_OFFERS.legacyAddOn, quantity: 1 })).toMatchObject({
      status: 409,
      body: { error: { code: 'AddOnNotPurchasable', target: 'offerId' } },
    });
    expect(await writes(app)).toEqual([]);
  });

  test('to a suspended parent is refused before anything is bought', async () => {
    expect(await buy(SEED.newCommerceSuspended, wish)).toMatchObject({
      status: 409,
      body: { error: { code: 'ParentSubscriptionNotActive' } },
    });
    expect(await writes(app)).toEqual([]);
  });
});
