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

const { customerId } = SEED.resellerCustomer;
const PATH = `/v1/customers/${customerId}/orders`;

interface Order extends Json {
  id: string;
  status?: string;
  lineItems: { subscriptionId?: string }[];
}

function order(line: Json = {}, more: Json = {}): Json {
  return {
    referenceCustomerId: customerId,
    lineItems: [{ lineItemNumber: 0, offerId: SEED_OFFERS.legacyPlain, quantity: 5, ...line }],
    ...more,
  };
}

async function code(body: Json, path = PATH) {
  const answer = await harness.post(path, body);
  return `${answer.status}/${String(answer.body.code)}`;
}

async function availability({ productId, skuId }: { productId: string; skuId: string }): Promise<string> {
  const path = `/v1/customers/${customerId}/products/${productId}/skus/${skuId}/availabilities`;
  const { body } = await harness.get<{ items: { catalogItemId: string }[] }>(path);
  return body.items[0]?.catalogItemId ?? '';
}

describe('creating an order', () => {
  it('answers the example of the page on a customer of an indirect reseller', async () => {
    const { status, body } = await harness.post<Order>(PATH, {
      Id: null,
      ReferenceCustomerId: customerId,
      BillingCycle: 'unknown',
      LineItems: [
        {
          LineItemNumber: 0,
          OfferId: 'DB2E705F-B82A-4024-A3D5-D88E12F2DB35',
          SubscriptionId: null,
          ParentSubscriptionId: null,
          FriendlyName: 'New offer purchase.',
          Quantity: 5,
          PartnerIdOnRecord: '4847383',
          Attributes: { ObjectType: 'OrderLineItem' },
        },
      ],
      CreationDate: null,
      Attributes: { ObjectType: 'Order' },
    });
    const subscriptionId = body.lineItems[0]?.subscriptionId ?? '';
    const link = (uri: string) => ({ uri, method: 'GET', headers: [] });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      referenceCustomerId: customerId,
      billingCycle: 'monthly',
      lineItems: [
        {
          lineItemNumber: 0,
          offerId: 'DB2E705F-B82A-4024-A3D5-D88E12F2DB35',
          subscriptionId,
          friendlyName: 'New offer purchase.',
          quantity: 5,
          partnerIdOnRecord: '4847383',
          links: { subscription: link(`/customers/${customerId}/subscriptions/${subscriptionId}`) },
        },
      ],
      creationDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}-08:00$/) as string,
      links: { self: link(`/customers/${customerId}/orders/${body.id}`) },
      attributes: { etag: expect.any(String) as string, objectType: 'Order' },
    });
    expect(JSON.parse(Buffer.from((body.attributes as { etag: string }).etag, 'base64').toString())).toEqual({
      id: body.id,
      version: 1,
    });
    const ofReseller = await harness.get<{ items: Json[] }>(`/v1/customers/${customerId}/subscriptions?mpn_id=4847383`);
    expect(ofReseller.body.items).toMatchObject([{ id: subscriptionId, orderId: body.id.toUpperCase() }]);
  });

  it('records no reseller when none is named, and does not fail for it', async () => {
    const { status, body } = await harness.post<Order>(PATH, order());
    expect(status).toBe(201);
    expect(body.lineItems[0]).not.toHaveProperty('partnerIdOnRecord');
  });

  it('sells new commerce by its current availability, with the term that is asked for', async () => {
    const offerId = await availability(SEED_OFFERS.newCommercePlain);
    const { status, body } = await harness.post<Order>(
      PATH,
      order({ offerId, termDuration: 'P1Y', partnerIdOnRecord: SEED_RESELLERS.main.mpnId }, { billingCycle: 'Annual' }),
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'completed', billingCycle: 'annual', transactionType: 'UserPurchase' });
    const subscriptionId = body.lineItems[0]?.subscriptionId ?? '';
    const subscription = await harness.get(`/v1/customers/${customerId}/subscriptions/${subscriptionId}`);
    expect(subscription.body).toMatchObject({
      productType: { id: 'OnlineServicesNCE' },
      termDuration: 'P1Y',
      orderId: body.id,
      partnerId: SEED_RESELLERS.main.mpnId,
      commitmentEndDateTime: expect.stringMatching(/T23:59:59Z$/) as string,
    });
    expect(await code(order({ offerId, termDuration: 'P5Y' }))).toBe('400/800121');
    expect(await code(order({ offerId, termDuration: 'P1M' }, { billingCycle: 'annual' }))).toBe('400/900269');
    await harness.control('POST', 'rotate');
    expect(await code(order({ offerId }))).toBe('404/400019');
    expect(await availability(SEED_OFFERS.newCommercePlain)).not.toBe(offerId);
  });

  it('refuses wrong lines and offers', async () => {
    expect(await code(order({ lineItemNumber: 1 }))).toBe('400/800071');
    expect(await code({ referenceCustomerId: customerId, lineItems: [] })).toBe('400/800002');
    expect(await code(order({ quantity: undefined }))).toBe('400/800002');
    expect(await code(order({ quantity: 1.5 }))).toBe('400/800002');
    expect(await code(order({ offerId: crypto.randomUUID() }))).toBe('400/800004');
    expect(await code(order({ offerId: 'CFQ7TTC0LH18:0001' }))).toBe('400/800004');
    expect(await code(order({ offerId: 'CFQ7TTC0LH18' }))).toBe('400/2100');
    expect(await code(order({ offerId: SEED_OFFERS.legacyLimited, quantity: 2 }))).toBe('400/2002');
    expect(await code(order({ offerId: SEED_OFFERS.legacyRetired }))).toBe('403/2091');
    expect(await code(order({ offerId: SEED_OFFERS.legacyGermanyOnly }))).toBe('400/800070');
    expect(await code(order({ offerId: SEED_OFFERS.legacyAddOn }))).toBe('400/4018');
    expect(await code(order({}, { billingCycle: 'weekly' }))).toBe('400/900126');
    expect(await code(order({}, { referenceCustomerId: SEED.empty.customerId }))).toBe('400/800002');
  });

  it('refuses a partner on record that is not a reseller of the customer', async () => {
    const withPartner = (partnerIdOnRecord: string) => code(order({ partnerIdOnRecord }));
    expect(await withPartner(OWN_MPN_ID)).toBe('404/2072');
    expect(await withPartner('1234567')).toBe('404/800015');
    expect(await withPartner(SEED_RESELLERS.inactive.mpnId)).toBe('400/800016');
    const elsewhere = `/v1/customers/${SEED.empty.customerId}/orders`;
    const body = order(
      { partnerIdOnRecord: SEED_RESELLERS.second.mpnId },
      { referenceCustomerId: SEED.empty.customerId },
    );
    expect(await code(body, elsewhere)).toBe('400/800016');
  });

  it('asks for the customer agreement and for attestations where they are demanded', async () => {
    const { customerId: unsigned } = SEED.noCustomerAgreement;
    expect(await code(order({}, { referenceCustomerId: unsigned }), `/v1/customers/${unsigned}/orders`)).toBe(
      '403/13605',
    );
    const accepted = { PartnerOnRecordAttestationAccepted: true };
    expect(await code(order({ offerId: SEED_OFFERS.legacyAttested }))).toBe('400/900206');
    expect(await code(order({ offerId: SEED_OFFERS.legacyAttested }, accepted))).toBe('201/undefined');
    const offerId = await availability(SEED_OFFERS.newCommerceLineAttested);
    expect(await code(order({ offerId }))).toBe('400/900203');
    expect(await code(order({ offerId, attestationAccepted: true }))).toBe('201/undefined');
    await harness.control('POST', 'switches', { requireAttestation: true });
    expect(await code(order())).toBe('400/900206');
  });

  it('keeps the limits of the sandbox', async () => {
    expect(await code(order({ quantity: 26 }))).toBe('400/800018');
    for (let count = 0; count < 5; count += 1) expect(await code(order())).toBe('201/undefined');
    expect(await code(order())).toBe('400/800018');
    const { customerId: owner } = SEED.azurePlan;
    const plan = order(
      { offerId: await availability(SEED_OFFERS.azurePlan), quantity: 1 },
      { referenceCustomerId: owner },
    );
    expect(await code(plan, `/v1/customers/${owner}/orders`)).toBe('400/900116');
    expect(await code(order({ offerId: await availability(SEED_OFFERS.newCommerceNotInSandbox) }))).toBe('403/900322');
    await harness.control('POST', 'switches', { environment: 'production' });
    expect(await code(order({ quantity: 26 }))).toBe('201/undefined');
  });

  it('needs the base product for an add-on and the Azure subscription for a reservation', async () => {
    expect(await code(order({ offerId: await availability(SEED_OFFERS.newCommerceAddOn) }))).toBe('400/800062');
    const offerId = await availability(SEED_OFFERS.reservation);
    expect(await code(order({ offerId, quantity: 1 }))).toBe('400/900313');
    const provisioningContext = { SubscriptionId: SEED.reservation.azureSubscriptionId, scope: 'shared' };
    expect(await code(order({ offerId, quantity: 1, provisioningContext }))).toBe('201/undefined');
  });

  it('shows a new order late when provisioning lags', async () => {
    await harness.control('POST', 'switches', { provisioningLag: true });
    const offerId = await availability(SEED_OFFERS.newCommercePlain);
    const { body } = await harness.post<Order>(PATH, order({ offerId }));
    expect(body).toMatchObject({ status: 'pending' });
    expect(body.lineItems[0]).not.toHaveProperty('subscriptionId');
    const late = await harness.get(`${PATH}/${body.id}`);
    expect([late.status, late.body.code]).toEqual([404, 20000]);
    expect((await harness.get<{ items: Json[] }>(PATH)).body.items).toEqual([]);
    await harness.control('POST', 'clock', { advance: '15m' });
    const seen = await harness.get<Order>(`${PATH}/${body.id}`);
    expect(seen.body.status).toBe('completed');
    expect(seen.body.lineItems[0]).toHaveProperty('subscriptionId');
  });

  it('lists orders by billing cycle, with prices when asked, and tells how far they are', async () => {
    const { body: created } = await harness.post<Order>(PATH, order());
    const monthly = await harness.get<{ items: Json[] }>(`${PATH}?billingType=Monthly&include_price=true`);
    expect(monthly.body.items).toMatchObject([
      { id: created.id, totalPrice: 60, lineItems: [{ pricing: { price: 12 } }] },
    ]);
    expect((await harness.get<{ items: Json[] }>(`${PATH}?billingType=OneTime`)).body.items).toEqual([]);
    const status = await harness.get<{ items: Json[] }>(`${PATH}/${created.id}/provisioningstatus`);
    expect(status.body.items).toMatchObject([{ lineItemNumber: 0, status: 'fulfilled' }]);
  });
});
