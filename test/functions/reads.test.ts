import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { GetSubscriptionResponse } from '../../shared/schemas/getSubscription.ts';
import { ListAddOnOffersResponse } from '../../shared/schemas/listAddOnOffers.ts';
import { ListOrdersResponse } from '../../shared/schemas/listOrders.ts';
import { ListResellersResponse } from '../../shared/schemas/listResellers.ts';
import { ListSubscriptionsResponse } from '../../shared/schemas/listSubscriptions.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';

const STRANGER = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

let app: TestApp;
let session: PartnerCenterSession;

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(() => session.startOver());

describe('listSubscriptions and getSubscription', () => {
  it('lists every subscription with whether it may be cancelled', async () => {
    const { customerId } = SEED.ended;
    const answer = await app.api('GET', `customers/${customerId}/subscriptions`);
    const { items } = expectAnswer(answer, ListSubscriptionsResponse);
    expect(items.map(({ status, cancellation }) => [status, cancellation.allowed])).toEqual([
      ['expired', false],
      ['disabled', false],
      ['deleted', false],
    ]);
    expect(await session.asked()).toEqual(['GET 200']);
  });

  it('answers an empty list for a customer that has none, and 404 for one that is none', async () => {
    const none = await app.api('GET', `customers/${SEED.empty.customerId}/subscriptions`);
    expect(expectAnswer(none, ListSubscriptionsResponse).items).toEqual([]);
    expectRefusal(await app.api('GET', `customers/${STRANGER}/subscriptions`), 'CustomerNotFound');
  });

  it('says until when one may be cancelled, as Partner Center states it and by its clock', async () => {
    const { customerId, subscriptionId } = SEED.newCommerceClosingSoon;
    const read = async () => {
      const answer = await app.api('GET', `customers/${customerId}/subscriptions/${subscriptionId}`);
      return expectAnswer(answer, GetSubscriptionResponse).subscription.cancellation;
    };
    const resource = await session.ask('GET', `customers/${customerId}/subscriptions/${subscriptionId}`);
    const until = new Date(String(resource.cancellationAllowedUntilDate)).toISOString();
    const now = await read();
    expect(now).toMatchObject({ allowed: true, until, basis: 'cancellationAllowedUntilDate' });
    expect(Math.abs((now.remainingSeconds ?? 0) - 5 * 3600)).toBeLessThan(10);
    await app.partnerCenter.advance('4h');
    expect(Math.abs(((await read()).remainingSeconds ?? 0) - 3600)).toBeLessThan(10);
    await app.partnerCenter.advance('2h');
    expect(await read()).toMatchObject({ allowed: false, reason: 'CancellationWindowClosed', refund: 'none' });
  });

  it.each(Object.entries(SEED).filter(([, ids]) => 'subscriptionId' in ids))(
    'shows %s without nulls, and raw as Partner Center returned it',
    async (_, ids) => {
      const { customerId, subscriptionId } = ids as { customerId: string; subscriptionId: string };
      const subscription = `customers/${customerId}/subscriptions/${subscriptionId}`;
      const { raw } = expectAnswer(await app.api('GET', `${subscription}?include=raw`), GetSubscriptionResponse);
      expect(raw).toEqual(await session.ask('GET', subscription));
    },
  );

  it('marks a guess as one', async () => {
    const { customerId, subscriptionId } = SEED.marketplace;
    const answer = await app.api('GET', `customers/${customerId}/subscriptions/${subscriptionId}`);
    expect(expectAnswer(answer, GetSubscriptionResponse).subscription.cancellation).toMatchObject({
      allowed: true,
      basis: 'inferred',
      refund: 'full',
    });
  });

  it('has a 404 of its own for unknown customers and subscriptions', async () => {
    const { customerId, subscriptionId } = SEED.newCommerceOpen;
    const noOne = await app.api('GET', `customers/${STRANGER}/subscriptions/${subscriptionId}`);
    expect(expectRefusal(noOne, 'CustomerNotFound').target).toBe('customerId');
    const none = await app.api('GET', `customers/${customerId}/subscriptions/${STRANGER}`);
    expect(expectRefusal(none, 'SubscriptionNotFound').target).toBe('subscriptionId');
  });

  it('asks again for what it may ask again for, and says where it gives up', async () => {
    const { customerId, subscriptionId } = SEED.newCommerceOpen;
    const read = () => app.api('GET', `customers/${customerId}/subscriptions/${subscriptionId}`);
    await session.fault('GET customers/*/subscriptions/*', 'throttle', { retryAfterInSeconds: 0 });
    expectAnswer(await read(), GetSubscriptionResponse);
    await session.fault('GET customers/*/subscriptions/*', 'truncated');
    const unreadable = await read();
    expectRefusal(unreadable, 'PartnerCenterUnavailable');
    expect(Number(unreadable.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('listOrders', () => {
  it('lists the orders of a customer', async () => {
    const { customerId, orderId } = SEED.twoLineSoftware;
    const { items } = expectAnswer(await app.api('GET', `customers/${customerId}/orders`), ListOrdersResponse);
    expect(items).toMatchObject([{ id: orderId, customerId, billingCycle: 'one_time' }]);
    expect(items[0]?.lineItems.map(({ quantity }) => quantity)).toEqual([2, 3]);
    expect(items[0]?.creationDate).toMatch(/Z$/);
  });

  it('answers an empty list for a customer that has none, and 404 for one that is none', async () => {
    const none = await app.api('GET', `customers/${SEED.empty.customerId}/orders`);
    expect(expectAnswer(none, ListOrdersResponse).items).toEqual([]);
    expectRefusal(await app.api('GET', `customers/${STRANGER}/orders`), 'CustomerNotFound');
  });
});

describe('listResellers', () => {
  it('lists the indirect resellers with what goes on an order', async () => {
    const { items } = expectAnswer(await app.api('GET', 'resellers'), ListResellersResponse);
    expect(items).toHaveLength(3);
    const { tenantId: id, name, mpnId: partnerId } = SEED_RESELLERS.main;
    expect(items).toContainEqual({ id, name, partnerId, state: 'Active', country: 'US' });
  });

  it('names the remedy when the sign-in behind it is no longer good enough', async () => {
    await session.fault('GET relationships', 'empty401', { count: 2 });
    expect(expectRefusal(await app.api('GET', 'resellers'), 'CredentialProblem').message).toContain('multi-factor');
  });
});

describe('listAddOnOffers', () => {
  const list = (ids: { customerId: string; subscriptionId: string }, query = '') =>
    app.api('GET', `customers/${ids.customerId}/subscriptions/${ids.subscriptionId}/addon-offers${query}`);

  it('lists the add-ons of a legacy subscription', async () => {
    const { items } = expectAnswer(await list(SEED.legacyWithAddOns), ListAddOnOffersResponse);
    const offerIds = items.map(({ offerId }) => offerId.toUpperCase());
    expect(offerIds).toContain(SEED_OFFERS.legacyAddOn);
    expect(offerIds).not.toContain(SEED_OFFERS.legacyOtherAddOn);
    expect(items.every(({ name }) => name)).toBe(true);
  });

  it('lists the new-commerce add-ons that require the product of the subscription, as product:sku', async () => {
    const { items } = expectAnswer(await list(SEED.newCommerceBase), ListAddOnOffersResponse);
    const idOf = ({ productId, skuId }: { productId: string; skuId: string }) => `${productId}:${skuId}`;
    expect(items.map(({ offerId }) => offerId).sort()).toEqual(
      [SEED_OFFERS.newCommerceAddOn, SEED_OFFERS.newCommerceSeatBoundAddOn].map(idOf).sort(),
    );
    expect(expectAnswer(await list(SEED.newCommerceOpen), ListAddOnOffersResponse).items).toEqual([]);
  });

  it('takes the country from the caller where it is given', async () => {
    expectAnswer(await list(SEED.legacyWithAddOns, '?country=de'), ListAddOnOffersResponse);
    const paths = (await app.partnerCenter.requests()).map(({ path: asked }) => asked);
    expect(paths.filter((asked) => asked.includes('country=DE'))).toHaveLength(1);
    expect(paths).toHaveLength(2);
    const wrong = expectRefusal(await list(SEED.legacyWithAddOns, '?country=Germany'), 'InvalidRequest');
    expect(wrong.target).toBe('country');
  });
});
