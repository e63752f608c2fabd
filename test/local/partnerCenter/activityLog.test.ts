import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED, SEED_OFFERS } from '../../../local/partnerCenter/seedIds.ts';
import { startHarness, type Harness, type Json } from './partnerCenterHarness.ts';

const { customerId, subscriptionId } = SEED.newCommerceOpen;
const PATH = `/v1/customers/${customerId}/subscriptions/${subscriptionId}`;
const ORDERS = `/v1/customers/${SEED.resellerCustomer.customerId}/orders`;
const ORDER = { lineItems: [{ lineItemNumber: 0, offerId: SEED_OFFERS.legacyPlain, quantity: 2 }] };

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.server.close());
beforeEach(async () => {
  await harness.control('POST', 'reset');
});

const list = async (query = '') => (await harness.get<{ items: Json[] }>(`/v1/auditrecords${query}`)).body.items;
const advance = (duration: string) => harness.control('POST', 'clock', { advance: duration });

describe('the activity log', () => {
  it('tells orders and updates with the correlation id of the call, and nothing of renewals', async () => {
    const correlationId = randomUUID();
    const ask = { headers: { 'MS-CorrelationId': correlationId } };
    await harness.patch(PATH, { status: 'active', autoRenewEnabled: true }, ask);
    const { customerId: ordered, orderId } = SEED.perpetualSoftware;
    await harness.patch(`/v1/customers/${ordered}/orders/${orderId}`, { status: 'cancelled' }, ask);
    const [update, cancelled] = await list();
    expect(update).toMatchObject({
      operationType: 'update_subscription',
      resourceType: 'subscription',
      originalCorrelationId: correlationId,
      operationStatus: 'succeeded',
      userPrincipalName: 'admin@provider.example',
      customerId,
    });
    expect(cancelled?.id).toContain(orderId.toLowerCase());
    expect(JSON.parse(String(cancelled?.resourceNewValue))).toMatchObject({
      Status: 'cancelled',
      LineItems: [{ Quantity: 1 }],
    });
    expect(cancelled?.customizedData).toContainEqual({ key: 'BillingCycle', value: 'OneTime' });
    expect(cancelled?.customizedData).toContainEqual({ key: 'PartnerOnRecord-0', value: null });

    const today = harness.clock.now().toISOString().slice(0, 10);
    const filter = encodeURIComponent(JSON.stringify({ Field: 'ResourceType', Value: 'Order', Operator: 'equals' }));
    expect(await list(`?startDate=${today}&endDate=${today}&filter=${filter}`)).toHaveLength(1);
    await advance('400d');
    const renewed = (await harness.get(PATH)).body;
    expect(Date.parse(String(renewed.effectiveStartDate))).toBeGreaterThan(Date.parse(today));
    expect(await list()).toEqual([]);
    const old = await harness.get(`/v1/auditrecords?startDate=${today}`);
    expect([old.status, old.body.code]).toEqual([400, 800002]);
  });

  it('tells a created order', async () => {
    const { body: order } = await harness.post(ORDERS, ORDER);
    const records = await list();
    expect(records).toMatchObject([{ operationType: 'create_order', resourceType: 'order' }]);
    expect(records[0]?.customizedData).toContainEqual({ key: 'OrderId', value: order.id });
  });

  it.each<[string, Json]>([
    ['a connection that breaks', { kind: 'resetAfterCommit' }],
    ['half an answer', { kind: 'truncated' }],
    ['half an answer and a connection that breaks', { kind: 'truncated', closeConnection: true }],
    ['an answer without a body', { kind: 'accepted202', visibleAfterReads: 1_000 }],
    ['an order that readers see later', { kind: 'lateVisibility' }],
  ])('tells a write that ends in %s, with the correlation id it was sent with', async (_, fault) => {
    await harness.control('POST', 'faults', fault);
    const correlationId = randomUUID();
    await harness.post(ORDERS, ORDER, { headers: { 'MS-CorrelationId': correlationId } }).catch(() => undefined);
    const records = await list();
    expect(records).toMatchObject([{ operationType: 'create_order', originalCorrelationId: correlationId }]);
  });

  it('keeps the correlation id of the first call where the same one is sent again and replayed', async () => {
    await harness.control('POST', 'faults', { kind: 'resetAfterCommit' });
    const first = { 'MS-RequestId': randomUUID(), 'MS-CorrelationId': randomUUID() };
    await expect(harness.post(ORDERS, ORDER, { headers: first })).rejects.toThrow();
    const again = { ...first, 'MS-CorrelationId': randomUUID() };
    expect((await harness.post(ORDERS, ORDER, { headers: again })).status).toBe(201);
    expect(await list()).toMatchObject([{ originalCorrelationId: first['MS-CorrelationId'] }]);
  });

  it('tells nothing of a write that was refused or never arrived', async () => {
    await harness.control('POST', 'faults', { kind: 'resetBeforeCommit' });
    await expect(harness.post(ORDERS, ORDER)).rejects.toThrow();
    await harness.control('POST', 'faults', { kind: 'serverError' });
    await harness.post(ORDERS, ORDER);
    expect(await list()).toEqual([]);
  });

  it('shows records late when told to', async () => {
    await harness.control('POST', 'switches', { activityLogLagInMinutes: 10 });
    await harness.post(ORDERS, ORDER);
    await advance('9m');
    expect(await list()).toEqual([]);
    await advance('61s');
    expect(await list()).toHaveLength(1);
  });

  it('is not there where Partner Center has none', async () => {
    await harness.control('POST', 'switches', { activityLog: false });
    const { status, body } = await harness.get('/v1/auditrecords');
    expect([status, body.code]).toEqual([404, 1000]);
  });
});
