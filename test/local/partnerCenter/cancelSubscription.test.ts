import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../../local/partnerCenter/seedIds.ts';
import { startHarness, type Harness, type Json } from './partnerCenterHarness.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.server.close());
beforeEach(async () => {
  await harness.control('POST', 'reset');
});

function path({ customerId, subscriptionId }: { customerId: string; subscriptionId: string }): string {
  return `/v1/customers/${customerId}/subscriptions/${subscriptionId}`;
}

async function cancel(ids: { customerId: string; subscriptionId: string }) {
  const { body } = await harness.get(path(ids));
  return harness.patch(path(ids), { ...body, status: 'deleted' });
}

describe('cancelling a subscription', () => {
  it('deletes a new-commerce subscription inside its window, and keeps its dates', async () => {
    const before = await harness.get(path(SEED.newCommerceOpen));
    expect(before.body).toMatchObject({ status: 'active', refundableQuantity: { totalQuantity: 10 } });
    const { status, body } = await cancel(SEED.newCommerceOpen);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'deleted',
      creationDate: before.body.creationDate,
      commitmentEndDate: before.body.commitmentEndDate,
    });
    const again = await cancel(SEED.newCommerceOpen);
    expect([again.status, again.body.code]).toEqual([400, 2011]);
  });

  it('takes the cancel of a subscription that is suspended inside its window', async () => {
    expect((await cancel(SEED.newCommerceSuspended)).body.status).toBe('deleted');
  });

  it('refuses a closed window by the hour for new commerce, with null as the date', async () => {
    const { body } = await harness.get(path(SEED.newCommerceClosed));
    expect(body.cancellationAllowedUntilDate).toBeNull();
    const refused = await cancel(SEED.newCommerceClosed);
    expect([refused.status, refused.body.code]).toEqual([400, 900213]);
    expect(refused.body).toMatchObject({ data: [], source: 'PartnerFD', description: expect.any(String) as string });
  });

  it('closes the window when the clock passes it', async () => {
    await harness.control('POST', 'clock', { advance: '6h' });
    expect((await cancel(SEED.newCommerceClosingSoon)).body.code).toBe(900213);
  });

  it('refuses a software subscription by the day', async () => {
    await harness.control('POST', 'clock', { advance: '7d' });
    expect((await cancel(SEED.softwareSubscription)).body.code).toBe(900117);
  });

  it('answers the example of the page on marketplace subscriptions', async () => {
    const { body } = await cancel(SEED.marketplace);
    expect(Object.keys(body).sort()).toEqual(
      [
        ...[
          'id',
          'offerId',
          'offerName',
          'friendlyName',
          'quantity',
          'unitType',
          'hasPurchasableAddons',
          'creationDate',
        ],
        ...['effectiveStartDate', 'commitmentEndDate', 'status', 'autoRenewEnabled', 'isTrial', 'billingType'],
        ...[
          'billingCycle',
          'termDuration',
          'refundOptions',
          'isMicrosoftProduct',
          'partnerId',
          'contractType',
          'links',
        ],
        ...['publisherName', 'orderId', 'attributes'],
      ].sort(),
    );
    expect(body).toMatchObject({
      id: 'aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e',
      offerId: 'DZH318Z0BXWC:0001:DZH318Z0BMJX',
      offerName: 'offer Name',
      friendlyName: 'friendly Name',
      quantity: 1,
      unitType: 'License(s)',
      status: 'deleted',
      billingCycle: 'monthly',
      termDuration: 'P1M',
      isMicrosoftProduct: false,
      partnerId: '',
      orderId: 'ImxjLNL4_fOc-2KoyOxGTZcrlIquzls11',
      publisherName: 'publisher Name',
      attributes: { etag: '', objectType: 'Subscription' },
      links: {
        sku: { uri: '/products/DZH318Z0BXWC/skus/0001?country=US', method: 'GET', headers: [] },
        self: {
          uri: '/customers/5921f00a-32c0-4457-aaa1-e8018c650895/subscriptions/aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e',
        },
      },
    });
  });

  it('does not delete legacy licences, nor an Azure plan in use', async () => {
    expect((await cancel(SEED.legacyWithAddOns)).body.code).toBe(800040);
    await harness.control('POST', `subscriptions/${SEED.azurePlan.subscriptionId}`, { activeAzureSubscriptions: 2 });
    const inUse = await cancel(SEED.azurePlan);
    expect([inUse.status, inUse.body.code]).toEqual([403, 900115]);
    await harness.control('POST', `subscriptions/${SEED.azurePlan.subscriptionId}`, { activeAzureSubscriptions: 0 });
    expect((await cancel(SEED.azurePlan)).body.status).toBe('deleted');
  });

  it('does a late marketplace cancel as the switch says', async () => {
    await harness.control('POST', 'clock', { advance: '2d' });
    await harness.control('POST', 'switches', { lateMarketplaceCancel: 'refuse' });
    expect((await cancel(SEED.marketplace)).body.code).toBe(900117);
    await harness.control('POST', 'switches', { lateMarketplaceCancel: 'atTermEnd' });
    expect((await cancel(SEED.marketplace)).body).toMatchObject({ status: 'active', autoRenewEnabled: false });
    await harness.control('POST', 'switches', { lateMarketplaceCancel: 'delete' });
    expect((await cancel(SEED.marketplace)).body.status).toBe('deleted');
  });
});

describe('updating a subscription', () => {
  const instructions = { product: { productId: 'CFQ7TTC0LH18', skuId: '0001', billingCycle: 'Annual' }, quantity: 4 };

  it('switches auto-renew off and drops the schedule when the body leaves them out', async () => {
    const full = { status: 'active', autoRenewEnabled: true, scheduledNextTermInstructions: instructions };
    const kept = await harness.patch(path(SEED.newCommerceOpen), full);
    expect(kept.body).toMatchObject({ autoRenewEnabled: true, scheduledNextTermInstructions: instructions });
    const { body } = await harness.patch(path(SEED.newCommerceOpen), { status: 'active' });
    expect(body.autoRenewEnabled).toBe(false);
    expect(body).not.toHaveProperty('scheduledNextTermInstructions');
  });

  it('drops auto-renew and schedule on suspension, and takes Pascal-case members and values', async () => {
    const { body } = await harness.patch(path(SEED.newCommerceOpen), {
      Status: 'Suspended',
      AUTORENEWENABLED: true,
      ScheduledNextTermInstructions: instructions,
    });
    expect(body).toMatchObject({ status: 'suspended', autoRenewEnabled: false });
    expect(body).not.toHaveProperty('scheduledNextTermInstructions');
    expect((await harness.patch(path(SEED.newCommerceOpen), { status: 'active' })).body.status).toBe('active');
  });

  it('gives added seats a window of their own and refuses to hand back older ones', async () => {
    const more = await harness.patch(path(SEED.newCommerceClosed), { status: 'active', quantity: 13 });
    expect(more.body.quantity).toBe(13);
    const { body } = await harness.get<Json & { refundableQuantity: Json }>(path(SEED.newCommerceClosed));
    expect(body.refundableQuantity).toMatchObject({ totalQuantity: 3, details: [{ quantity: 3 }] });
    expect((await harness.patch(path(SEED.newCommerceClosed), { quantity: 9 })).body.code).toBe(800090);
    expect((await harness.patch(path(SEED.newCommerceClosed), { quantity: 10 })).body.quantity).toBe(10);
    expect((await harness.patch(path(SEED.newCommerceClosed), { quantity: 26 })).body.code).toBe(800018);
  });

  it('tells the refundable quantity by id only', async () => {
    const list = await harness.get<{ items: Json[] }>(`/v1/customers/${SEED.newCommerceOpen.customerId}/subscriptions`);
    expect(list.body.items[0]).not.toHaveProperty('refundableQuantity');
  });

  it('refuses a stale ETag, quoted or in the body, and an unquoted one or a star', async () => {
    const { body } = await harness.get<Json & { attributes: { etag: string } }>(path(SEED.legacyWithAddOns));
    const { etag } = body.attributes;
    expect(JSON.parse(Buffer.from(etag, 'base64').toString())).toEqual({
      id: SEED.legacyWithAddOns.subscriptionId,
      version: 1,
    });
    const patch = (ifMatch: string) =>
      harness.patch(path(SEED.legacyWithAddOns), { autoRenewEnabled: true }, { headers: { 'if-match': ifMatch } });
    for (const wrong of [etag, '*', '"eyJ9"']) expect((await patch(wrong)).body.code).toBe(2055);
    const changed = await patch(`"${etag}"`);
    expect(changed.status).toBe(200);
    const stale = await harness.patch(path(SEED.legacyWithAddOns), { ...body, friendlyName: 'New name' });
    expect([stale.status, stale.body.code]).toEqual([400, 2055]);
  });

  it('has no ETag for new commerce', async () => {
    const { body } = await harness.get(path(SEED.newCommerceOpen));
    expect(body.attributes).toEqual({ objectType: 'Subscription' });
  });

  it('refuses expired, unknown and impossible states', async () => {
    const { customerId, expiredSubscriptionId: subscriptionId } = SEED.ended;
    expect((await harness.patch(path({ customerId, subscriptionId }), { status: 'active' })).body.code).toBe(800040);
    expect((await harness.patch(path(SEED.newCommerceOpen), { status: 'gone' })).body.code).toBe(900126);
    expect((await harness.patch(path(SEED.legacySuspended), { quantity: 9, status: 'suspended' })).body.code).toBe(
      800091,
    );
    expect((await harness.patch(path(SEED.trial), { status: 'deleted' })).body.code).toBe(800096);
    expect((await harness.patch(path(SEED.newCommerceOpen), { billingCycle: 'Monthly' })).body.code).toBe(800097);
  });

  it('changes nothing when it refuses', async () => {
    await harness.patch(path(SEED.newCommerceClosed), { friendlyName: 'Half done', quantity: 12, status: 'deleted' });
    expect((await harness.get(path(SEED.newCommerceClosed))).body).toMatchObject({
      quantity: 10,
      autoRenewEnabled: true,
    });
  });

  it('takes a status that nobody knows yet when told to', async () => {
    await harness.control('POST', `subscriptions/${SEED.newCommerceOpen.subscriptionId}`, { status: 'brandNewStatus' });
    expect((await harness.get(path(SEED.newCommerceOpen))).body.status).toBe('brandNewStatus');
  });
});
