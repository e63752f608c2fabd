import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED, SEED_OFFERS } from '../../../local/partnerCenter/seedIds.ts';
import { serve } from '../../../local/serve.ts';
import type { CallContext } from '../../../shared/http/call.ts';
import { createDispatcher } from '../../../shared/http/createDispatcher.ts';
import { createActivityLogApi } from '../../../shared/partnerCenter/activityLog.ts';
import { noBudget } from '../http/noBudget.ts';
import { createPartnerCenterClient } from '../../../shared/partnerCenter/client.ts';
import { createPartnerCenterClock } from '../../../shared/partnerCenter/clockSkew.ts';
import { startHarness, type Harness, type Json } from '../../local/partnerCenter/partnerCenterHarness.ts';

const customerId: string = SEED.resellerCustomer.customerId;
const DAY_IN_MS = 86_400_000;

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.server.close());
beforeEach(async () => {
  await harness.control('POST', 'reset');
});

const context: Omit<CallContext, 'deadline'> = { log: () => undefined };

function activityLogAt(url: string) {
  const tokens = { getToken: () => harness.appToken() };
  const dispatcher = createDispatcher({ tokens, budget: noBudget });
  return createActivityLogApi(createPartnerCenterClient(url, dispatcher, createPartnerCenterClock()));
}

/** What the log tells of one customer, from the emulator's yesterday on unless told otherwise. */
function ask({ of = customerId, daysAgo = 1, url = harness.server.url } = {}) {
  const since = new Date(harness.clock.now().getTime() - daysAgo * DAY_IN_MS);
  return activityLogAt(url).orderCorrelations({ ...context, deadline: Date.now() + 20_000 }, of, since);
}

async function order(of: string = customerId, offerId: string = SEED_OFFERS.legacyPlain) {
  const correlationId = randomUUID();
  const lineItems = [{ lineItemNumber: 0, offerId, quantity: 1 }];
  const headers = { 'MS-CorrelationId': correlationId };
  const { status, body } = await harness.post(`/v1/customers/${of}/orders`, { lineItems }, { headers });
  expect(status, JSON.stringify(body)).toBe(201);
  return { id: String(body.id).toLowerCase(), correlationId };
}

describe('orderCorrelations', () => {
  it('tells which call placed which of the customer’s orders, in any case of the ids', async () => {
    const first = await order();
    const second = await order();
    await order(SEED.empty.customerId);
    const expected = new Map([first, second].map(({ id, correlationId }) => [id, [correlationId]]));
    expect(await ask()).toEqual(expected);
    expect(await ask({ of: customerId.toUpperCase() })).toEqual(expected);
  });

  it('tells the calls that changed an order as well, and nothing of subscriptions', async () => {
    const { customerId: of, subscriptionId, addOnOfferId, orderId } = SEED.legacyWithAddOns;
    const buyAddOn = async () => {
      const correlationId = randomUUID().toUpperCase();
      const line = { lineItemNumber: 0, offerId: addOnOfferId, parentSubscriptionId: subscriptionId, quantity: 1 };
      const body = { referenceCustomerId: of, lineItems: [line] };
      const headers = { 'MS-CorrelationId': correlationId };
      expect((await harness.patch(`/v1/customers/${of}/orders/${orderId}`, body, { headers })).status).toBe(200);
      return correlationId.toLowerCase();
    };
    const both = [await buyAddOn(), await buyAddOn()];
    const path = `/v1/customers/${of}/subscriptions/${subscriptionId}`;
    expect((await harness.patch(path, { friendlyName: 'Renamed', autoRenewEnabled: true })).status).toBe(200);
    expect(await ask({ of })).toEqual(new Map([[orderId.toLowerCase(), both]]));
  });

  it('is empty where there is nothing, since that day or at all', async () => {
    expect(await ask()).toEqual(new Map());
    await order();
    expect(await ask({ daysAgo: 0 })).toHaveProperty('size', 1);
    await harness.control('POST', 'clock', { advance: '2d' });
    expect(await ask()).toEqual(new Map());
    expect(await ask({ daysAgo: 2 })).toHaveProperty('size', 1);
  });

  it('does not know an order whose record is late', async () => {
    await harness.control('POST', 'switches', { activityLogLagInMinutes: 10 });
    await order();
    expect(await ask()).toEqual(new Map());
    await harness.control('POST', 'clock', { advance: '11m' });
    expect(await ask()).toHaveProperty('size', 1);
  });

  it('reads all pages', async () => {
    await harness.control('POST', 'switches', { maxPageSize: 2 });
    const placed = [await order(), await order(), await order(), await order(), await order()];
    expect([...((await ask())?.keys() ?? [])]).toEqual(placed.map(({ id }) => id));
  });

  it('is not told where the log cannot be read', async () => {
    await harness.control('POST', 'switches', { activityLog: false });
    expect(await ask()).toBeUndefined();
    await harness.control('POST', 'switches', { activityLog: true });
    expect(await ask({ daysAgo: 100 })).toBeUndefined();
    const route = 'GET /v1/auditrecords';
    const refused = { kind: 'customError', status: 403, code: 1002, description: 'Not allowed.', route };
    await harness.control('POST', 'faults', refused);
    expect(await ask()).toBeUndefined();
    await harness.control('POST', 'faults', { kind: 'serverError', status: 503, count: 10, route });
    expect(await ask()).toBeUndefined();
    await harness.control('DELETE', 'faults');
    await harness.control('POST', 'faults', { kind: 'truncated', count: 10, route });
    expect(await ask()).toBeUndefined();
    await harness.control('DELETE', 'faults');
    expect(await ask()).toEqual(new Map());
  });
});

describe('changedSubscriptions', () => {
  const { customerId: of, subscriptionId } = SEED.newCommerceBase;
  const OTHER = 'AAAAAAAA-0000-4000-8000-00000000000B';
  const NAMED = [{ key: 'AlternateId', value: null }, null, { key: 'SubscriptionId', value: subscriptionId }];

  function changed(url = harness.server.url, daysAgo = 1) {
    const since = new Date(harness.clock.now().getTime() - daysAgo * DAY_IN_MS);
    return activityLogAt(url).changedSubscriptions({ ...context, deadline: Date.now() + 20_000 }, since);
  }

  /** What is told of pages of records. */
  async function told(...pages: unknown[][]) {
    const listener: RequestListener = (request, response) => {
      const page = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('page') ?? 0);
      const links = page + 1 < pages.length && { links: { next: { uri: `/auditrecords?page=${page + 1}` } } };
      response.end(JSON.stringify({ items: pages[page], ...links }));
    };
    const server = await serve(listener);
    try {
      return await changed(server.url);
    } finally {
      await server.close();
    }
  }

  async function setQuantity(quantity: number) {
    const path = `/v1/customers/${of}/subscriptions/${subscriptionId}`;
    expect((await harness.patch(path, { quantity, autoRenewEnabled: true })).status).toBe(200);
  }

  it('tells what was changed, once each, and nothing of orders', async () => {
    expect(await changed()).toEqual(new Map());
    await order();
    expect(await changed()).toEqual(new Map());
    await setQuantity(22);
    await setQuantity(24);
    expect(await changed()).toEqual(new Map([[of, new Set([subscriptionId])]]));
    await harness.control('POST', 'clock', { advance: '3d' });
    expect(await changed()).toEqual(new Map());
    expect(await changed(harness.server.url, 3)).toHaveProperty('size', 1);
  });

  it.each<[string, Json, string]>([
    ['its data', { customizedData: NAMED, resourceNewValue: `{"Id":"${OTHER}"}` }, subscriptionId],
    [
      'its data in another spelling',
      { customizedData: [{ key: 'subscription_id', value: OTHER }] },
      OTHER.toLowerCase(),
    ],
    ['the new value', { resourceNewValue: `{"Id":"${OTHER}","Quantity":3}` }, OTHER.toLowerCase()],
    ['neither', {}, '*'],
    ['a new value that is no JSON', { resourceNewValue: '{' }, '*'],
    ['a new value without an id', { resourceNewValue: '{"Id":"0001"}' }, '*'],
    ['data that are none', { customizedData: 'none', resourceNewValue: null }, '*'],
    [
      'the new value, where its data have an id that is none',
      { customizedData: [{ key: 'SubscriptionId', value: '' }], resourceNewValue: `{"Id":"${OTHER}"}` },
      OTHER.toLowerCase(),
    ],
    [
      'neither, where its data have an id that is none',
      { customizedData: [{ key: 'SubscriptionId', value: 'n/a' }] },
      '*',
    ],
    [
      'a change that failed, since that may have changed something',
      { operationStatus: 'failed', customizedData: NAMED },
      subscriptionId,
    ],
  ])('takes the subscription from %s', async (_what, members, expected) => {
    const record = { customerId: of.toUpperCase(), resourceType: 'subscription', ...members };
    expect(await told([record])).toEqual(new Map([[of, new Set([expected])]]));
  });

  it('puts all of a customer together, over all pages', async () => {
    const record = (id: string, customizedData: unknown) => ({ customerId: id, customizedData });
    const first = [record(of, NAMED), record(customerId, undefined)];
    const second = [record(of.toUpperCase(), NAMED), record(of, [{ key: 'SubscriptionId', value: OTHER }])];
    expect(await told(first, [], second)).toEqual(
      new Map([
        [of, new Set([subscriptionId, OTHER.toLowerCase()])],
        [customerId, new Set(['*'])],
      ]),
    );
  });

  it.each<[string, unknown]>([
    ['names no customer', { resourceType: 'subscription', customizedData: NAMED }],
    ['names something else as its customer', { customerId: 7, customizedData: NAMED }],
    ['is a text', 'text'],
    ['is null', null],
  ])('is not told where a record %s: whose seats were changed is not known then', async (_what, odd) => {
    expect(await told([{ customerId: of, customizedData: NAMED }], [odd])).toBeUndefined();
  });

  it('fails where the pages of the log lead in a circle', async () => {
    const listener: RequestListener = (_request, response) => {
      response.end(JSON.stringify({ items: [], links: { next: { uri: '/auditrecords?page=1' } } }));
    };
    const server = await serve(listener);
    try {
      await expect(changed(server.url)).rejects.toThrow('leads back to a page before');
    } finally {
      await server.close();
    }
  });

  it('reads all pages of the log', async () => {
    await harness.control('POST', 'switches', { maxPageSize: 1 });
    for (const quantity of [22, 23, 24]) await setQuantity(quantity);
    expect(await changed()).toEqual(new Map([[of, new Set([subscriptionId])]]));
  });

  it('is not told where the log cannot be read at all', async () => {
    await harness.control('POST', 'switches', { activityLog: false });
    expect(await changed()).toBeUndefined();
    await harness.control('POST', 'switches', { activityLog: true });
    expect(await changed(harness.server.url, 100)).toBeUndefined();
  });

  it.each<[string, Json]>([
    ['failing', { kind: 'serverError', status: 503 }],
    ['cut off', { kind: 'truncated' }],
    ['throttled', { kind: 'throttle', retryAfterInSeconds: 0 }],
  ])('fails where the log is %s for a while', async (_what, fault) => {
    await harness.control('POST', 'faults', { ...fault, count: 20, route: 'GET /v1/auditrecords' });
    await expect(changed()).rejects.toThrow();
  });
});

describe('records nobody foresaw', () => {
  const ID = 'ImxjLNL4_fOc-2KoyOxGTZcrlIquzls11';
  const record = (members: Json = {}): Json => ({
    operationType: 'create_order',
    operationStatus: 'succeeded',
    originalCorrelationId: 'C1',
    customizedData: [{ key: 'AlternateId', value: null }, null, { key: 'OrderId', value: ID }],
    ...members,
  });

  async function told(...items: unknown[]) {
    const listener: RequestListener = (_request, response) => response.end(JSON.stringify({ items }));
    const server = await serve(listener);
    try {
      return await ask({ url: server.url });
    } finally {
      await server.close();
    }
  }

  it('hide none of the others', async () => {
    const odd = ['text', null, {}, record({ customizedData: 'none' }), record({ originalCorrelationId: null })];
    expect(await told(...odd, record())).toEqual(new Map([[ID.toLowerCase(), ['c1']]]));
  });

  it('are read in other spellings', async () => {
    const items = [
      record({
        operationType: 'UpdateOrder',
        operationStatus: 'progress',
        customizedData: [{ key: 'orderId', value: 42 }],
      }),
      record({ operationStatus: 'brandNew' }),
    ];
    expect(await told(...items)).toEqual(
      new Map([
        ['42', ['c1']],
        [ID.toLowerCase(), ['c1']],
      ]),
    );
  });

  it.each(['failed', 'Failed', 'decline', 'declined'])('are no witness where the call %s', async (operationStatus) => {
    expect(await told(record({ operationStatus }))).toEqual(new Map());
  });
});
