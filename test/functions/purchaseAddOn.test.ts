import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { asked, writes, written } from './upstream.ts';

const { main, second } = SEED_RESELLERS;

interface Parent {
  customerId: string;
  subscriptionId: string;
}

let app: TestApp;

const buy = ({ customerId, subscriptionId }: Parent, body: object) =>
  app.buy(`customers/${customerId}/subscriptions/${subscriptionId}/addons`, body);
const change = ({ customerId, subscriptionId }: Parent, members: object) =>
  app.partnerCenter.post(`/_emulator/subscriptions/${subscriptionId}?customerId=${customerId}`, members);

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.partnerCenter.reset();
});

describe('a legacy add-on', () => {
  const parent = SEED.legacyWithAddOns;
  const { customerId, orderId, subscriptionId, baseOfferId, addOnOfferId } = parent;
  const wish = { offerId: addOnOfferId, quantity: 2 };

  test('takes two calls, and the answer shows the old line and the new', async () => {
    const { status, body } = await buy(parent, { ...wish, friendlyName: 'Some friendly name' });
    expect(status).toBe(200);
    expect(await asked(app)).toEqual([
      `GET /v1/customers/${customerId}/subscriptions/${subscriptionId}`,
      `PATCH /v1/customers/${customerId}/orders/${orderId}`,
    ]);
    expect(body).toMatchObject({
      order: {
        id: orderId.toLowerCase(),
        lineItems: [
          { lineItemNumber: 0, offerId: baseOfferId, subscriptionId, quantity: 5 },
          { lineItemNumber: 1, offerId: addOnOfferId, friendlyName: 'Some friendly name', quantity: 2 },
        ],
      },
    });
  });

  test('keeps the parent’s reseller of record', async () => {
    await change(parent, { partnerId: main.mpnId });
    const { status, body } = await buy(parent, wish);
    expect(status).toBe(200);
    expect(body).toMatchObject({ order: { lineItems: [{}, { partnerIdOnRecord: main.mpnId }] }, warnings: [] });
    expect(await written(app)).toMatchObject({ lineItems: [{ partnerIdOnRecord: main.mpnId }] });
  });

  test('records the reseller that is given instead of the parent’s', async () => {
    await change(parent, { partnerId: second.mpnId });
    const { status, body } = await buy(parent, { ...wish, indirectResellerId: main.tenantId });
    expect(status).toBe(200);
    expect(body).toMatchObject({ order: { lineItems: [{}, { partnerIdOnRecord: main.mpnId }] }, warnings: [] });
    expect(await written(app)).toMatchObject({ lineItems: [{ partnerIdOnRecord: main.mpnId }] });
  });

  test('has no reseller where the parent has none or the provider itself, and says so', async () => {
    for (const partnerId of ['', app.settings.PARTNER_MPN_ID]) {
      await change(parent, { partnerId });
      const { status, body } = await buy(parent, wish);
      expect(status).toBe(200);
      expect(body).toMatchObject({ warnings: [{ code: 'NoResellerOfRecord' }] });
    }
    expect(JSON.stringify(await writes(app))).not.toContain('partnerIdOnRecord');
  });

  test('an unknown reseller is refused, and nothing is bought', async () => {
    const answer = await buy(parent, { ...wish, indirectResellerId: SEED.empty.customerId });
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'IndirectResellerNotFound' } } });
    expect(await writes(app)).toEqual([]);
  });

  test('passes the attestation on as it is given', async () => {
    await buy(parent, { ...wish, attestationAccepted: false });
    expect(await written(app)).toMatchObject({ lineItems: [{ attestationAccepted: false }] });
  });

  test('of another parent is refused in words', async () => {
    expect(await buy(parent, { offerId: SEED_OFFERS.legacyOtherAddOn, quantity: 1 })).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'AddOnNotPurchasable',
          target: 'offerId',
          innererror: { partnerCenter: { status: 400, code: '800029' } },
        },
      },
    });
  });

  test('to a suspended parent is refused before anything is bought', async () => {
    expect(await buy(SEED.legacySuspended, wish)).toMatchObject({
      status: 409,
      body: { error: { code: 'ParentSubscriptionNotActive', target: 'subscriptionId' } },
    });
    expect(await writes(app)).toEqual([]);
  });

  test('to a parent that was suspended meanwhile is refused the same way', async () => {
    const fault = { kind: 'customError', route: 'PATCH /v1/customers/*/orders/*', status: 409, code: 27009 };
    await app.partnerCenter.faults({ ...fault, description: 'The parent is not active.' });
    expect(await buy(parent, wish)).toMatchObject({
      status: 409,
      body: { error: { code: 'ParentSubscriptionNotActive', target: 'subscriptionId' } },
    });
  });

  test('given as product:sku is refused before anything is bought', async () => {
    const { productId, skuId } = SEED_OFFERS.newCommerceAddOn;
    expect(await buy(parent, { offerId: `${productId}:${skuId}`, quantity: 1 })).toMatchObject({
      status: 409,
      body: { error: { code: 'AddOnNotPurchasable', target: 'offerId' } },
    });
    expect(await writes(app)).toEqual([]);
  });

  test('with a term of its own, or above the largest quantity, is refused before anything is bought', async () => {
    expect(await buy(parent, { ...wish, termDuration: 'P1Y' })).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidRequest', target: 'termDuration' } },
    });
    expect(await buy(parent, { ...wish, quantity: 1001 })).toMatchObject({
      status: 422,
      body: { error: { code: 'QuantityAboveLimit', target: 'quantity' } },
    });
    expect(await writes(app)).toEqual([]);
  });
});
