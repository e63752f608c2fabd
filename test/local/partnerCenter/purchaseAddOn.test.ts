import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED, SEED_OFFERS } from '../../../local/partnerCenter/seedIds.ts';
import { startHarness, type Harness, type Json } from './partnerCenterHarness.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.server.close());
beforeEach(async () => {
  await harness.control('POST', 'reset');
});

const { customerId, orderId, subscriptionId, addOnOfferId } = SEED.legacyWithAddOns;
const PATH = `/v1/customers/${customerId}/orders/${orderId}`;

function request(line: Json = {}): Json {
  return {
    Id: null,
    ReferenceCustomerId: customerId,
    LineItems: [
      {
        LineItemNumber: 0,
        OfferId: addOnOfferId,
        SubscriptionId: null,
        ParentSubscriptionId: subscriptionId,
        FriendlyName: 'Some friendly name',
        Quantity: 2,
        PartnerIdOnRecord: null,
        Attributes: { ObjectType: 'OrderLineItem' },
        ...line,
      },
    ],
    CreationDate: null,
    Attributes: { ObjectType: 'Order' },
  };
}

interface Order extends Json {
  lineItems: { subscriptionId: string }[];
}

async function code(body: Json, path = PATH) {
  const answer = await harness.patch(path, body);
  return `${answer.status}/${String(answer.body.code)}`;
}

describe('buying an add-on by updating the order of its parent', () => {
  it('answers the example of the page', async () => {
    const { status, body } = await harness.patch<Order>(PATH, request());
    const added = body.lineItems[1]?.subscriptionId ?? '';
    const link = (uri: string) => ({ uri, method: 'GET', headers: [] });
    const lower = 'cf3b0e37-be0b-4cdd-b584-d1a97d98a922';
    expect(status).toBe(200);
    expect(body).toEqual({
      id: lower,
      referenceCustomerId: customerId,
      billingCycle: 'none',
      lineItems: [
        {
          lineItemNumber: 0,
          offerId: '195416C1-3447-423A-B37B-EE59A99A19C4',
          subscriptionId,
          friendlyName: 'new offer purchase',
          quantity: 5,
          links: { subscription: link(`/customers/${customerId}/subscriptions/${subscriptionId}`) },
        },
        {
          lineItemNumber: 1,
          offerId: '2828BE95-46BA-4F91-B2FD-0BEF192ECF60',
          subscriptionId: added,
          friendlyName: 'Some friendly name',
          quantity: 2,
          links: { subscription: link(`/customers/${customerId}/subscriptions/${added}`) },
        },
      ],
      creationDate: expect.stringMatching(/-08:00$/) as string,
      links: { self: link(`/customers/${customerId}/orders/${lower}`) },
      attributes: {
        etag: 'eyJpZCI6ImNmM2IwZTM3LWJlMGItNGNkZC1iNTg0LWQxYTk3ZDk4YTkyMiIsInZlcnNpb24iOjJ9',
        objectType: 'Order',
      },
    });
  });

  it('makes a subscription under the parent, with the order of the parent', async () => {
    await harness.patch(PATH, request());
    const subscriptions = `/v1/customers/${customerId}/subscriptions`;
    const { body } = await harness.get<{ items: Json[] }>(`${subscriptions}/${subscriptionId}/addons`);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({
      parentSubscriptionId: subscriptionId,
      orderId,
      quantity: 2,
      links: { parentSubscription: { uri: `/customers/${customerId}/subscriptions/${subscriptionId}` } },
    });
    const ofOrder = await harness.get<{ items: Json[] }>(`${subscriptions}?order_id=${orderId.toLowerCase()}`);
    expect(ofOrder.body.items).toHaveLength(2);
  });

  it('lists the add-on offers of an offer for a country', async () => {
    const { body } = await harness.get<{ items: Json[] }>(`/v1/offers/${SEED_OFFERS.legacyBase}/addons?country=US`);
    expect(body.items.map(({ id }) => id)).toEqual([addOnOfferId]);
    expect((await harness.get(`/v1/offers/${SEED_OFFERS.legacyBase}/addons`)).body.code).toBe(800002);
  });

  it('refuses what does not fit', async () => {
    expect(await code(request({ OfferId: SEED_OFFERS.legacyOtherAddOn }))).toBe('400/800029');
    expect(await code(request({ OfferId: SEED_OFFERS.legacyPlain }))).toBe('400/800029');
    expect(await code(request({ OfferId: crypto.randomUUID() }))).toBe('400/800004');
    expect(await code(request({ ParentSubscriptionId: crypto.randomUUID() }))).toBe('404/20003');
    expect(await code(request({ ParentSubscriptionId: null }))).toBe('400/800002');
    expect(await code(request({ LineItemNumber: 1 }))).toBe('400/800071');
    expect(await code(request({ Quantity: 0 }))).toBe('400/2002');
    expect(await code({ ...request(), ReferenceCustomerId: null })).toBe('400/800002');
    expect(await code({ ...request(), Attributes: { Etag: 'eyJ9' } })).toBe('400/2055');
  });

  it('refuses a parent that is not active', async () => {
    const suspended = SEED.legacySuspended;
    const body = {
      ...request({ ParentSubscriptionId: suspended.subscriptionId }),
      ReferenceCustomerId: suspended.customerId,
    };
    const path = `/v1/customers/${suspended.customerId}/orders/${suspended.orderId}`;
    expect(await code(body, path)).toBe('409/27009');
  });

  it('refuses an order of new commerce', async () => {
    const modern = SEED.newCommerceBase;
    const body = {
      ...request({ ParentSubscriptionId: modern.subscriptionId }),
      ReferenceCustomerId: modern.customerId,
    };
    expect(await code(body, `/v1/customers/${modern.customerId}/orders/${modern.orderId}`)).toBe('400/800029');
  });
});
