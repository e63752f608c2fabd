import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../../local/partnerCenter/seedIds.ts';
import { startHarness, type Harness, type Json } from './partnerCenterHarness.ts';

const DAY_IN_MS = 86_400_000;
let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.server.close());
beforeEach(async () => {
  await harness.control('POST', 'reset');
});

interface Subscription extends Json {
  status: string;
  commitmentEndDateTime: string;
  cancellationAllowedUntilDate: string | null;
}
interface Ids {
  customerId: string;
  subscriptionId: string;
}

function path({ customerId, subscriptionId }: Ids): string {
  return `/v1/customers/${customerId}/subscriptions/${subscriptionId}`;
}

async function read(ids: Ids): Promise<Subscription> {
  return (await harness.get<Subscription>(path(ids))).body;
}

/** Moves the clock to that many seconds after the end of the current term. */
async function toTermEnd(ids: Ids, secondsAfter = 1): Promise<number> {
  const termEnd = Date.parse((await read(ids)).commitmentEndDateTime) + 1000;
  await moveTo(termEnd + secondsAfter * 1000);
  return termEnd;
}

async function moveTo(instant: number): Promise<void> {
  const seconds = Math.ceil((instant - harness.clock.now().getTime()) / 1000);
  await harness.control('POST', 'clock', { advance: `${seconds}s` });
}

describe('renewals', () => {
  it('start at 00:00 UTC after the last day and open a window of exactly seven days', async () => {
    const before = await read(SEED.newCommerceClosed);
    expect(before.cancellationAllowedUntilDate).toBeNull();
    expect(before.commitmentEndDateTime).toMatch(/T23:59:59Z$/);
    const termEnd = await toTermEnd(SEED.newCommerceClosed);
    expect(new Date(termEnd).toISOString()).toMatch(/T00:00:00\.000Z$/);
    const after = await read(SEED.newCommerceClosed);
    expect(after.status).toBe('active');
    expect(Date.parse(after.cancellationAllowedUntilDate ?? '')).toBe(termEnd + 7 * DAY_IN_MS);
    expect(Date.parse(after.commitmentEndDateTime)).toBeGreaterThan(termEnd + 364 * DAY_IN_MS);
    expect((await harness.patch(path(SEED.newCommerceClosed), { status: 'deleted' })).body.status).toBe('deleted');
  });

  it('have just happened to one seeded subscription', async () => {
    const { cancellationAllowedUntilDate } = await read(SEED.newCommerceJustRenewed);
    expect(cancellationAllowedUntilDate).toMatch(/T00:00:00\.0000000Z$/);
  });

  it('carry out what was scheduled', async () => {
    const product = { productId: 'CFQ7TTC0LFLX', skuId: '0001', availabilityId: 'CFQ7TTC0S3X1', termDuration: 'P1M' };
    await harness.patch(path(SEED.newCommerceOpen), {
      status: 'active',
      autoRenewEnabled: true,
      scheduledNextTermInstructions: { product: { ...product, billingCycle: 'Monthly' }, quantity: 4 },
    });
    await toTermEnd(SEED.newCommerceOpen);
    const after = await read(SEED.newCommerceOpen);
    expect(after).toMatchObject({
      offerId: 'CFQ7TTC0LFLX:0001:CFQ7TTC0S3X1',
      quantity: 4,
      termDuration: 'P1M',
      billingCycle: 'monthly',
    });
    expect(after).not.toHaveProperty('scheduledNextTermInstructions');
  });

  it('refuse updates while they are on the way, and open the window when completed', async () => {
    await harness.control('POST', 'switches', { renewalInMinutes: 90 });
    const termEnd = await toTermEnd(SEED.newCommerceOpen);
    const refused = await harness.patch(path(SEED.newCommerceOpen), { status: 'deleted' });
    expect([refused.status, refused.body.code]).toEqual([409, 800082]);
    await harness.control('POST', 'clock', { advance: '90m' });
    const { cancellationAllowedUntilDate } = await read(SEED.newCommerceOpen);
    expect(Date.parse(cancellationAllowedUntilDate ?? '')).toBe(termEnd + 90 * 60_000 + 7 * DAY_IN_MS);
  });

  it('turn a trial into a paid year with a window of its own', async () => {
    expect(await read(SEED.trial)).toMatchObject({ isTrial: true, cancellationAllowedUntilDate: null });
    const termEnd = await toTermEnd(SEED.trial);
    const after = await read(SEED.trial);
    expect(after).toMatchObject({ isTrial: false, termDuration: 'P1Y', billingCycle: 'monthly' });
    expect(Date.parse(after.cancellationAllowedUntilDate ?? '')).toBe(termEnd + 7 * DAY_IN_MS);
  });
});

describe('ends', () => {
  it('go from expired over disabled to deleted without auto-renew', async () => {
    const termEnd = await toTermEnd(SEED.extendedTermRisk);
    expect((await read(SEED.extendedTermRisk)).status).toBe('expired');
    await moveTo(termEnd + 30 * DAY_IN_MS);
    expect((await read(SEED.extendedTermRisk)).status).toBe('disabled');
    await moveTo(termEnd + 120 * DAY_IN_MS);
    expect((await read(SEED.extendedTermRisk)).status).toBe('deleted');
  });

  it('become a paid extended term that may be cancelled any time, with that switch', async () => {
    await harness.control('POST', 'switches', { extendedServiceTerm: true });
    const termEnd = await toTermEnd(SEED.extendedTermRisk);
    const extended = await read(SEED.extendedTermRisk);
    expect(extended).toMatchObject({ status: 'active', termDuration: 'P1M', billingCycle: 'monthly' });
    expect(Date.parse(extended.cancellationAllowedUntilDate ?? '')).toBe(
      Date.parse(extended.commitmentEndDateTime) + 1000,
    );
    await moveTo(termEnd + 20 * DAY_IN_MS);
    expect((await harness.patch(path(SEED.extendedTermRisk), { status: 'deleted' })).body.status).toBe('deleted');
  });

  it('disable suspended new commerce at its term end, and delete suspended legacy after 90 days', async () => {
    await harness.control('POST', 'clock', { advance: '80d' });
    expect((await read(SEED.legacySuspended)).status).toBe('deleted');
    await toTermEnd(SEED.newCommerceSuspended);
    expect((await read(SEED.newCommerceSuspended)).status).toBe('disabled');
  });

  it('are seeded too', async () => {
    const { customerId } = SEED.ended;
    const { body } = await harness.get<{ items: Json[] }>(`/v1/customers/${customerId}/subscriptions`);
    expect(body.items.map(({ status }) => status)).toEqual(['expired', 'disabled', 'deleted']);
  });
});

describe('the activity log', () => {
  it('tells orders and updates with the correlation id of the call, and nothing of renewals', async () => {
    const correlationId = crypto.randomUUID();
    const ask = { headers: { 'MS-CorrelationId': correlationId } };
    await harness.patch(path(SEED.newCommerceOpen), { status: 'active', autoRenewEnabled: true }, ask);
    const { customerId, orderId } = SEED.perpetualSoftware;
    await harness.patch(`/v1/customers/${customerId}/orders/${orderId}`, { status: 'cancelled' }, ask);
    const list = async (query = '') => (await harness.get<{ items: Json[] }>(`/v1/auditrecords${query}`)).body.items;
    const [update, cancelled] = await list();
    expect(update).toMatchObject({
      operationType: 'update_subscription',
      resourceType: 'subscription',
      originalCorrelationId: correlationId,
      operationStatus: 'succeeded',
      userPrincipalName: 'admin@provider.example',
      customerId: SEED.newCommerceOpen.customerId,
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
    await toTermEnd(SEED.newCommerceOpen);
    await read(SEED.newCommerceOpen);
    expect(await list()).toEqual([]);
    const old = await harness.get(`/v1/auditrecords?startDate=${today}`);
    expect([old.status, old.body.code]).toEqual([400, 800002]);
  });

  it('tells a created order', async () => {
    const { customerId } = SEED.resellerCustomer;
    const lineItems = [{ lineItemNumber: 0, offerId: 'DB2E705F-B82A-4024-A3D5-D88E12F2DB35', quantity: 2 }];
    const { body: order } = await harness.post(`/v1/customers/${customerId}/orders`, { lineItems });
    const { body } = await harness.get<{ items: Json[] }>('/v1/auditrecords');
    expect(body.items).toMatchObject([{ operationType: 'create_order', resourceType: 'order' }]);
    expect(body.items[0]?.customizedData).toContainEqual({ key: 'OrderId', value: order.id });
  });
});
