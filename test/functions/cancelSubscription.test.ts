import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { expectRefusal } from './expectAnswer.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { pathOf, subscriptionCaller, type SubscriptionIds } from './subscriptionCaller.ts';

const { newCommerceOpen, marketplace } = SEED;

let app: TestApp;
let session: PartnerCenterSession;
const { cancel, expectCancelled } = subscriptionCaller(() => app);

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(() => session.startOver());

const statusOf = async (ids: SubscriptionIds) => (await session.ask('GET', pathOf(ids))).status;

describe('what cancelSubscription sends', () => {
  it('cancels within the window with two calls upstream', async () => {
    const { subscription, warnings } = await expectCancelled(cancel(newCommerceOpen));
    expect(subscription).toMatchObject({ id: newCommerceOpen.subscriptionId, customerId: newCommerceOpen.customerId });
    expect(subscription.cancellation).toMatchObject({ allowed: false, basis: 'status', refund: 'none' });
    expect(warnings).toEqual([]);
    const path = `/v1/${pathOf(newCommerceOpen)}`;
    expect(await app.partnerCenter.requests()).toMatchObject([
      { method: 'GET', path, status: 200 },
      { method: 'PATCH', path, status: 200 },
    ]);
    expect(await statusOf(newCommerceOpen)).toBe('deleted');
  });

  it('sends the whole resource back, with members nobody knows, and only the status changed', async () => {
    const unknown = { notYetInvented: { deep: [1, null, 'two'] }, scheduledActions: [{ actionType: 'Upgrade' }] };
    await session.change(`subscriptions/${newCommerceOpen.subscriptionId}`, unknown);
    const before = await session.ask('GET', pathOf(newCommerceOpen));
    expect(before).toMatchObject({ ...unknown, autoRenewEnabled: true, refundableQuantity: { totalQuantity: 10 } });
    await expectCancelled(cancel(newCommerceOpen));
    const [write] = await session.writes();
    expect(write?.body).toEqual({ ...before, status: 'deleted' });
  });

  it('sends no If-Match without an ETag, nor with an empty one', async () => {
    const newCommerce = await session.ask('GET', pathOf(newCommerceOpen));
    expect(newCommerce.attributes).not.toHaveProperty('etag');
    expect(await session.ask('GET', pathOf(marketplace))).toMatchObject({ attributes: { etag: '' } });
    await expectCancelled(cancel(newCommerceOpen));
    await expectCancelled(cancel(marketplace));
    const writes = await session.writes();
    expect(writes).toHaveLength(2);
    for (const write of writes) expect(write).not.toHaveProperty('ifMatch');
  });

  it('sends a known ETag in double quotes', async () => {
    const ids = SEED.legacyWithAddOns;
    await session.change(`subscriptions/${ids.subscriptionId}?customerId=${ids.customerId}`, {
      productType: { id: 'OnlineServicesNCE' },
    });
    const { attributes } = (await session.ask('GET', pathOf(ids))) as { attributes: { etag: string } };
    expect(attributes.etag).toMatch(/^eyJ/);
    expectRefusal(await cancel(ids), 'NotCancellable');
    expect(await session.writes()).toMatchObject([
      { ifMatch: `"${attributes.etag}"`, body: { attributes: { etag: attributes.etag } } },
    ]);
  });

  it('adds the resource exactly as Partner Center returned it when asked for', async () => {
    await session.change(`subscriptions/${marketplace.subscriptionId}?customerId=${marketplace.customerId}`, {
      notYetInvented: null,
    });
    const { raw } = await expectCancelled(cancel(marketplace, '?include=raw'));
    const resource = await session.ask('GET', pathOf(marketplace));
    expect(raw).toEqual(resource);
    expect(raw).toMatchObject({ notYetInvented: null, attributes: { etag: '' } });
    const again = await expectCancelled(cancel(marketplace, '?include=raw'), true);
    expect(again.raw).toEqual(resource);
    expect((await expectCancelled(cancel(marketplace), true)).raw).toBeUndefined();
  });

  it('takes ids in any case', async () => {
    const upper = {
      customerId: newCommerceOpen.customerId.toUpperCase(),
      subscriptionId: newCommerceOpen.subscriptionId.toUpperCase(),
    };
    await expectCancelled(cancel(upper));
  });
});

describe('what stands against cancelSubscription', () => {
  it.each<[product: keyof typeof SEED, ids: SubscriptionIds]>([
    ['softwareSubscription', SEED.softwareSubscription],
    ['azurePlan', SEED.azurePlan],
  ])('cancels a subscription of the product type %s', async (_, ids) => {
    await expectCancelled(cancel(ids));
  });

  it('refuses legacy licences and names suspending, without writing', async () => {
    expect(expectRefusal(await cancel(SEED.legacyWithAddOns), 'NotCancellable').nextStep).toMatch(/suspend/i);
    expectRefusal(await cancel(SEED.legacySuspended), 'NotCancellable');
    expect(await session.writes()).toEqual([]);
  });

  it('sends perpetual software to its order', async () => {
    await session.change(`subscriptions/${newCommerceOpen.subscriptionId}`, {
      productType: { id: 'Software' },
      termDuration: null,
    });
    expect(expectRefusal(await cancel(newCommerceOpen), 'UseOrderCancel').nextStep).toMatch(/order/);
    expect(await session.writes()).toEqual([]);
  });

  it('has a 404 of its own for unknown customers and subscriptions', async () => {
    const stranger = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
    const noCustomer = await cancel({ ...newCommerceOpen, customerId: stranger });
    expect(expectRefusal(noCustomer, 'CustomerNotFound').target).toBe('customerId');
    const removed = await cancel({ ...newCommerceOpen, customerId: SEED.relationshipRemoved.customerId });
    expectRefusal(removed, 'CustomerNotFound');
    const noSubscription = await cancel({ ...newCommerceOpen, subscriptionId: stranger });
    expect(expectRefusal(noSubscription, 'SubscriptionNotFound').target).toBe('subscriptionId');
  });
});
