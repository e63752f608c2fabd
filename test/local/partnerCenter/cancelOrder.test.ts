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

interface Ids {
  customerId: string;
  orderId: string;
}
interface Order extends Json {
  status?: string;
  lineItems: { quantity: number; offerId: string }[];
}

function path({ customerId, orderId }: Ids): string {
  return `/v1/customers/${customerId}/orders/${orderId}`;
}

function cancel(ids: Ids, more: Json = {}) {
  return harness.patch<Order & { code?: number }>(path(ids), { id: ids.orderId, status: 'cancelled', ...more });
}

describe('cancelling an order', () => {
  it('answers the example of the page on sandbox orders', async () => {
    const creationDate = '2019-02-21T17:56:21.1335741Z';
    const old = await startHarness({ startAt: '2019-02-22T00:00:00Z' });
    await old.control('POST', `orders/${SEED.perpetualSoftware.orderId}`, { creationDate });
    const { status, body } = await old.patch(path(SEED.perpetualSoftware), {
      id: 'UKXASSO1dezh3HdxClHxSp5UEFXGbAnt1',
      status: 'cancelled',
    });
    await old.server.close();
    expect(status).toBe(200);
    const link = (uri: string) => ({ uri, method: 'GET', headers: [] });
    expect(body).toEqual({
      id: 'UKXASSO1dezh3HdxClHxSp5UEFXGbAnt1',
      alternateId: '11fc4bdfd47a',
      referenceCustomerId: 'bd59b416-37f9-4d8f-8df3-5750111fc615',
      billingCycle: 'one_time',
      currencyCode: 'USD',
      currencySymbol: '$',
      lineItems: [
        {
          lineItemNumber: 0,
          offerId: 'DG7GMGF0DWT0:0001:DG7GMGF0DSQR',
          termDuration: '',
          transactionType: 'New',
          friendlyName: 'Microsoft Identity Manager 2016 - 1 User CAL',
          quantity: 1,
          links: {
            product: link('/products/DG7GMGF0DWT0?country=US'),
            sku: link('/products/DG7GMGF0DWT0/skus/0001?country=US'),
            availability: link('/products/DG7GMGF0DWT0/skus/0001/availabilities/DG7GMGF0DSQR?country=US'),
          },
        },
      ],
      creationDate,
      status: 'cancelled',
      transactionType: 'UserPurchase',
      attributes: { objectType: 'Order' },
    });
  });

  it('refuses the trailing comma of the documented sample', async () => {
    const rawBody = '{\n"id": "UKXASSO1dezh3HdxClHxSp5UEFXGbAnt1",\n"status": "cancelled",\n}';
    const { status, body } = await harness.patch(path(SEED.perpetualSoftware), undefined, { rawBody });
    expect([status, body.code]).toEqual([400, 800002]);
  });

  it('follows the product matrix in the sandbox', async () => {
    const outcomes = [];
    for (const ids of [
      SEED.reservation,
      SEED.perpetualSoftware,
      SEED.softwareSubscription,
      SEED.newCommerceOpen,
      SEED.marketplace,
      SEED.azurePlan,
      SEED.legacyWithAddOns,
    ]) {
      const { status, body } = await cancel(ids);
      outcomes.push(status === 200 ? body.status : `${status}/${body.code}`);
    }
    expect(outcomes).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
      '403/800077',
      '403/800077',
      '400/800061',
      '400/800063',
    ]);
  });

  it('follows the product matrix in production', async () => {
    await harness.control('POST', 'switches', { environment: 'production' });
    const reservation = await cancel(SEED.reservation);
    expect([reservation.status, reservation.body.code]).toEqual([403, 800019]);
    expect((await cancel(SEED.newCommerceOpen)).body.code).toBe(800077);
    expect((await cancel(SEED.perpetualSoftware)).body.status).toBe('cancelled');
    expect((await cancel(SEED.softwareSubscription)).body.status).toBe('cancelled');
  });

  it('deletes the subscription of a software subscription order', async () => {
    await cancel(SEED.softwareSubscription);
    const { customerId, subscriptionId } = SEED.softwareSubscription;
    const { body } = await harness.get(`/v1/customers/${customerId}/subscriptions/${subscriptionId}`);
    expect(body.status).toBe('deleted');
  });

  it('refuses a sandbox order older than 60 days, and perpetual software in production after 30', async () => {
    const old = await cancel(SEED.oldOrder);
    expect([old.status, old.body.code]).toEqual([400, 800061]);
    await harness.control('POST', 'switches', { environment: 'production' });
    await harness.control('POST', 'clock', { advance: '26d' });
    expect((await cancel(SEED.perpetualSoftware)).body.code).toBe(900117);
  });

  it('cancels lines of a software order one by one, and the order with its last', async () => {
    const one = await cancel(SEED.twoLineSoftware, { lineItems: [{ lineItemNumber: 0 }] });
    expect(one.body).toMatchObject({ status: 'completed', lineItems: [{ quantity: 0 }, { quantity: 3 }] });
    const two = await cancel(SEED.twoLineSoftware, { LineItems: [{ LineItemNumber: 1 }] });
    expect(two.body).toMatchObject({ status: 'cancelled', lineItems: [{ quantity: 0 }, { quantity: 0 }] });
    expect((await cancel(SEED.twoLineSoftware)).body.code).toBe(800061);
  });

  it('refuses a line that the order does not have', async () => {
    const { body } = await cancel(SEED.twoLineSoftware, { lineItems: [{ lineItemNumber: 7 }] });
    expect(body.code).toBe(800002);
  });

  it('takes the whole order back with a Pascal-case status', async () => {
    const { body: order } = await harness.get<Order>(path(SEED.twoLineSoftware));
    const { body } = await cancel(SEED.twoLineSoftware, { ...order, status: 'Cancelled' });
    expect(body).toMatchObject({ status: 'cancelled', lineItems: [{ quantity: 2 }, { quantity: 3 }] });
  });

  it('shows an asynchronous cancel after its number of reads', async () => {
    await harness.control('POST', 'switches', { asyncCancelAfterReads: 2 });
    expect((await cancel(SEED.reservation)).body.status).toBe('pending');
    const again = await cancel(SEED.reservation);
    expect([again.status, again.body.code]).toEqual([409, 800014]);
    const seen = [];
    for (let read = 0; read < 3; read += 1) seen.push((await harness.get<Order>(path(SEED.reservation))).body.status);
    expect(seen).toEqual(['pending', 'pending', 'cancelled']);
  });

  it('finds modern order ids in their own case only, and GUIDs in any', async () => {
    const { customerId, orderId } = SEED.perpetualSoftware;
    const lower = await cancel({ customerId, orderId: orderId.toLowerCase() });
    expect([lower.status, lower.body.code]).toEqual([404, 20000]);
    const { body } = await harness.get(path(SEED.legacyWithAddOns));
    expect(body.id).toBe(SEED.legacyWithAddOns.orderId.toLowerCase());
  });
});
