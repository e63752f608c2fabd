import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { CancelOrderResponse } from '../../shared/schemas/cancelOrder.ts';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';

interface OrderIds {
  customerId: string;
  orderId: string;
}

const { perpetualSoftware, twoLineSoftware } = SEED;

let app: TestApp;
let session: PartnerCenterSession;

function cancel({ customerId, orderId }: OrderIds, body?: unknown, query = ''): Promise<Answer> {
  return app.api('POST', `customers/${customerId}/orders/${orderId}/cancel${query}`, body);
}

describe('cancelOrder in the sandbox', () => {
  beforeAll(async () => {
    app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
    session = partnerCenterSession(app);
  });
  afterAll(() => app.close());
  beforeEach(() => session.startOver());

  it('cancels the order of the documented example with two calls upstream', async () => {
    const { order, alreadyCancelled, warnings } = expectAnswer(await cancel(perpetualSoftware), CancelOrderResponse);
    expect(alreadyCancelled).toBe(false);
    expect(warnings).toEqual([]);
    expect(order).toMatchObject({
      id: 'UKXASSO1dezh3HdxClHxSp5UEFXGbAnt1',
      alternateId: '11fc4bdfd47a',
      customerId: 'bd59b416-37f9-4d8f-8df3-5750111fc615',
      billingCycle: 'one_time',
      currencyCode: 'USD',
      status: 'cancelled',
      transactionType: 'UserPurchase',
      lineItems: [{ lineItemNumber: 0, quantity: 1, offerId: 'DG7GMGF0DWT0:0001:DG7GMGF0DSQR' }],
    });

    const requests = await app.partnerCenter.requests();
    const path = `/v1/customers/${perpetualSoftware.customerId}/orders/${perpetualSoftware.orderId}`;
    expect(requests).toMatchObject([
      { method: 'GET', path, status: 200 },
      { method: 'PATCH', path, status: 200 },
    ]);
    expect(requests[1]?.body).toEqual({ id: 'UKXASSO1dezh3HdxClHxSp5UEFXGbAnt1', status: 'cancelled' });
    expect(requests[1]).not.toHaveProperty('ifMatch');
    const ids = requests.flatMap(({ requestId, correlationId }) => [requestId, correlationId]);
    expect(new Set(ids).size).toBe(4);
  });

  it('adds the order exactly as Partner Center returned it when asked for', async () => {
    const { raw } = expectAnswer(await cancel(perpetualSoftware, undefined, '?include=raw'), CancelOrderResponse);
    const { customerId, orderId } = perpetualSoftware;
    expect(raw).toEqual(await session.ask('GET', `customers/${customerId}/orders/${orderId}`));
    expect(raw).toHaveProperty('lineItems[0].links');
  });

  it('answers an order that is cancelled already without writing', async () => {
    await cancel(perpetualSoftware);
    await session.forgetRequests();
    const again = expectAnswer(await cancel(perpetualSoftware), CancelOrderResponse);
    expect(again).toMatchObject({ alreadyCancelled: true, order: { status: 'cancelled' } });
    expect(await session.asked()).toEqual(['GET 200']);
  });

  it('cancels some lines, then knows them as cancelled, then the rest', async () => {
    const lines = (...numbers: number[]) => ({
      lineItems: numbers.map((lineItemNumber) => ({ lineItemNumber })),
    });
    const first = expectAnswer(await cancel(twoLineSoftware, lines(0)), CancelOrderResponse);
    expect(first.alreadyCancelled).toBe(false);
    expect(first.order.status).toBe('completed');
    expect(first.order.lineItems.map(({ quantity }) => quantity)).toEqual([0, 3]);
    const [write] = await session.writes();
    expect(write?.body).toEqual({
      id: twoLineSoftware.orderId,
      status: 'cancelled',
      lineItems: [{ lineItemNumber: 0, offerId: expect.stringMatching(/^DG7GMGF0DWT0:0001:/) as string }],
    });

    await session.forgetRequests();
    const again = expectAnswer(await cancel(twoLineSoftware, lines(0)), CancelOrderResponse);
    expect(again.alreadyCancelled).toBe(true);
    expect(await session.writes()).toEqual([]);

    const rest = expectAnswer(await cancel(twoLineSoftware, lines(1)), CancelOrderResponse);
    expect(rest).toMatchObject({ alreadyCancelled: false, order: { status: 'cancelled' } });
  });

  it('refuses a line the order does not have, and one named twice, naming the member', async () => {
    const unknown = await cancel(twoLineSoftware, { lineItems: [{ lineItemNumber: 7 }] });
    expect(expectRefusal(unknown, 'InvalidRequest').target).toBe('lineItems[0].lineItemNumber');
    expect(await session.asked()).toEqual(['GET 200']);

    await session.forgetRequests();
    const twice = await cancel(twoLineSoftware, { lineItems: [{ lineItemNumber: 1 }, { lineItemNumber: 1 }] });
    expect(expectRefusal(twice, 'InvalidRequest').target).toBe('lineItems[1].lineItemNumber');
    expect(await session.asked()).toEqual([]);
  });

  it.each<[product: keyof typeof SEED, ids: OrderIds]>([
    ['reservation', SEED.reservation],
    ['perpetualSoftware', SEED.perpetualSoftware],
    ['softwareSubscription', SEED.softwareSubscription],
  ])('cancels the order of the product type %s', async (_, ids) => {
    const { order } = expectAnswer(await cancel(ids), CancelOrderResponse);
    expect(order.status).toBe('cancelled');
  });

  it.each<[product: keyof typeof SEED, ids: OrderIds, code: ErrorCode]>([
    ['newCommerceOpen', SEED.newCommerceOpen, 'UseSubscriptionCancel'],
    ['marketplace', SEED.marketplace, 'UseSubscriptionCancel'],
    ['azurePlan', SEED.azurePlan, 'UseSubscriptionCancel'],
    ['legacyWithAddOns', SEED.legacyWithAddOns, 'NotCancellable'],
  ])('refuses the order of the product type %s with what to do instead', async (_, ids, code) => {
    const { message, nextStep = '' } = expectRefusal(await cancel(ids), code);
    expect(nextStep).toMatch(/\S/);
    expect(message).toContain(nextStep);
    expect(await session.writes()).toEqual([]);
  });

  it('refuses a sandbox order of more than 60 days, by Partner Center’s clock', async () => {
    expect(expectRefusal(await cancel(SEED.oldOrder), 'OrderTooOld').nextStep).toMatch(/\S/);
    expect(await session.writes()).toEqual([]);
    await app.partnerCenter.advance('50d1m');
    expectRefusal(await cancel(SEED.reservation), 'OrderTooOld');
    await session.startOver();
    await app.partnerCenter.advance('49d23h');
    expectAnswer(await cancel(SEED.reservation), CancelOrderResponse);
  });

  it('tells order ids apart by case, except for GUIDs', async () => {
    const changed = { ...perpetualSoftware, orderId: perpetualSoftware.orderId.toUpperCase() };
    expect(expectRefusal(await cancel(changed), 'OrderNotFound').target).toBe('orderId');
    const { customerId, orderId } = SEED.legacyWithAddOns;
    expectRefusal(await cancel({ customerId, orderId: orderId.toLowerCase() }), 'NotCancellable');
  });

  it('takes customer ids in any case', async () => {
    const upper = { ...perpetualSoftware, customerId: perpetualSoftware.customerId.toUpperCase() };
    expectAnswer(await cancel(upper), CancelOrderResponse);
  });

  it('has a 404 of its own for unknown customers and orders', async () => {
    const { customerId, orderId } = perpetualSoftware;
    const stranger = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
    expect(expectRefusal(await cancel({ customerId: stranger, orderId }), 'CustomerNotFound').target).toBe(
      'customerId',
    );
    expectRefusal(await cancel({ customerId: SEED.relationshipRemoved.customerId, orderId }), 'CustomerNotFound');
    expectRefusal(await cancel({ customerId, orderId: twoLineSoftware.orderId }), 'OrderNotFound');
    expect(await session.writes()).toEqual([]);
  });

  it('tells a repeated call with the same key what the first one was told', async () => {
    const path = `customers/${perpetualSoftware.customerId}/orders/${perpetualSoftware.orderId}/cancel`;
    const headers = { 'idempotency-key': 'ticket-1' };
    const first = await app.api('POST', path, undefined, headers);
    expect(expectAnswer(first, CancelOrderResponse).warnings).toEqual([]);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    const again = await app.api('POST', path, undefined, headers);
    expect(expectAnswer(again, CancelOrderResponse)).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await session.writes()).length).toBe(1);
  });
});

describe('cancelOrder in production', () => {
  beforeAll(async () => {
    app = await startTestApp({
      environment: 'production',
      settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' },
    });
    session = partnerCenterSession(app);
  });
  afterAll(() => app.close());
  beforeEach(() => session.startOver());

  it.each<[product: keyof typeof SEED, ids: OrderIds]>([
    ['perpetualSoftware', SEED.perpetualSoftware],
    ['softwareSubscription', SEED.softwareSubscription],
  ])('cancels the order of the product type %s', async (_, ids) => {
    const { order } = expectAnswer(await cancel(ids), CancelOrderResponse);
    expect(order.status).toBe('cancelled');
  });

  it.each<[product: keyof typeof SEED, ids: OrderIds, code: ErrorCode]>([
    ['reservation', SEED.reservation, 'NotCancellable'],
    ['oldOrder', SEED.oldOrder, 'NotCancellable'],
    ['newCommerceOpen', SEED.newCommerceOpen, 'UseSubscriptionCancel'],
    ['marketplace', SEED.marketplace, 'UseSubscriptionCancel'],
    ['azurePlan', SEED.azurePlan, 'UseSubscriptionCancel'],
    ['legacyWithAddOns', SEED.legacyWithAddOns, 'NotCancellable'],
  ])('refuses the order of %s with what to do instead', async (_, ids, code) => {
    expect(expectRefusal(await cancel(ids), code).nextStep).toMatch(/\S/);
    expect(await session.writes()).toEqual([]);
  });

  it('leaves the days of a production order to Partner Center', async () => {
    await app.partnerCenter.advance('31d');
    const { innererror } = expectRefusal(await cancel(perpetualSoftware), 'CancellationWindowClosed');
    expect(innererror?.partnerCenter).toMatchObject({ status: 400, code: '900117' });
  });
});
