import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED, SEED_OFFERS } from '../../local/partnerCenter/seedIds.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { CALLS, dryRunner, type MoneyCall } from './dryRunCalls.ts';
import { expectRefusal } from './expectAnswer.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { pathOf, type SubscriptionIds } from './subscriptionCaller.ts';
import { tableRows } from './tableRows.ts';

let app: TestApp;
let session: PartnerCenterSession;
const { ask, dryRun } = dryRunner(() => app);

beforeAll(async () => {
  app = await startTestApp({
    settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000', PURCHASE_MAX_QUANTITY: '300' },
  });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(() => session.startOver());

const cancelOf = (ids: SubscriptionIds): MoneyCall => ({
  customerId: ids.customerId,
  path: `${pathOf(ids)}/cancel`,
  body: {},
});

const records = async () => [...(await tableRows(app, 'operations')), ...(await tableRows(app, 'operationsTrail'))];

describe('a dry run', () => {
  it.each(Object.entries<MoneyCall>(CALLS))(
    'of %s sends no write, needs no key and leaves no record',
    async (_, call) => {
      const before = await records();
      const { confirm, wouldSend } = await dryRun(call);
      expect(confirm).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(wouldSend.length).toBeGreaterThan(0);
      expect(await session.writes()).toEqual([]);
      expect(await records()).toEqual(before);
    },
  );

  it.each(Object.entries<MoneyCall>(CALLS))('of %s says exactly what the real call then sends', async (_, call) => {
    const { confirm, wouldSend } = await dryRun(call);
    await session.forgetRequests();
    const real = await app.buy(call.path, { ...call.body, confirm });
    expect(real.status, JSON.stringify(real.body)).toBe(200);
    const sent = (await session.writes()).map(({ method, path, body, ifMatch }) => ({
      method,
      path: path.replace(/carts\/[0-9a-f-]{36}/, 'carts/{cartId}'),
      headers: ifMatch === undefined ? undefined : { 'If-Match': ifMatch },
      body,
    }));
    const said = wouldSend.map(({ method, path, headers, body }) => ({ method, path, headers, body }));
    expect(sent).toEqual(said);
  });

  it('does not show what may be secret, which is sent all the same', async () => {
    const { path } = CALLS.cancelSubscription;
    const { subscriptionId } = SEED.newCommerceJustRenewed;
    const secret = { activationLink: 'https://example.com/activate', provider: { accessToken: 'not-for-everyone' } };
    await session.change(`subscriptions/${subscriptionId}`, secret);
    const [shown] = (await dryRun(CALLS.cancelSubscription)).wouldSend;
    expect(shown?.body).toMatchObject({ activationLink: '[redacted]', provider: { accessToken: '[redacted]' } });
    expect((await app.api('POST', path)).status).toBe(200);
    const [write] = await session.writes();
    expect(write?.body).toMatchObject(secret);
  });

  it('warns of what the real call warns of', async () => {
    const call = CALLS.legacyAddOn;
    const { warnings } = await dryRun(call);
    const real = await app.buy(call.path, call.body);
    expect(warnings).toMatchObject([{ code: 'NoResellerOfRecord' }]);
    expect((real.body as { warnings: unknown }).warnings).toEqual(warnings);
  });

  it('under a key neither takes it nor is answered from it', async () => {
    const { path, body } = CALLS.createOrder;
    const headers = { 'idempotency-key': 'ticket-4711' };
    const first = await app.api('POST', path, { ...body, dryRun: true }, headers);
    expect(first).toMatchObject({ status: 200, body: { dryRun: true } });
    expect(await app.api('POST', path, body, headers)).toMatchObject({ status: 200, body: { order: {} } });
    const again = await app.api('POST', path, { ...body, dryRun: true }, headers);
    expect(again).toMatchObject({ status: 200, body: { dryRun: true } });
    expect(again.headers.has('idempotent-replayed')).toBe(false);
    expect(await session.writes()).toHaveLength(1);
  });

  it('is no dry run where it is false', async () => {
    const { path } = CALLS.cancelSubscription;
    expect(await app.api('POST', path, { dryRun: false })).toMatchObject({ body: { alreadyCancelled: false } });
  });

  it.each<[string, Record<string, unknown>]>([
    ['dryRun', { dryRun: 'yes' }],
    ['dryRun', { dryRun: null }],
    ['confirm', { confirm: 'yes' }],
    ['confirm', { confirm: '' }],
    ['confirm', { confirm: 'x'.repeat(44) }],
  ])('whose %s has a wrong form is refused: %j', async (target, wrong) => {
    for (const { path, body } of Object.values<MoneyCall>(CALLS)) {
      expect(expectRefusal(await app.buy(path, { ...body, ...wrong }), 'InvalidRequest').target).toBe(target);
    }
    expect(await app.partnerCenter.requests()).toEqual([]);
  });
});

describe('a dry run of what is cancelled already', () => {
  it.each<MoneyCall>([
    cancelOf({ customerId: SEED.ended.customerId, subscriptionId: SEED.ended.deletedSubscriptionId }),
    CALLS.cancelOrder,
  ])('says so and would send nothing: $path', async (call) => {
    if (call === CALLS.cancelOrder) expect((await app.buy(call.path, {})).status).toBe(200);
    const said = await dryRun(call);
    expect(said).toMatchObject({ wouldSend: [], warnings: [] });
    expect(said.effect).toBe('Nothing is left to do: it is cancelled already.');
    expect(await app.buy(call.path, { confirm: said.confirm })).toMatchObject({ body: { alreadyCancelled: true } });
  });
});

describe('a dry run is refused as the real call is', () => {
  const stranger = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
  const { createOrder, legacyAddOn, newCommerceAddOn } = CALLS;
  const line = createOrder.body.lineItems[0];
  const orderCancelOf = (ids: { customerId: string; orderId: string }) => ({
    path: `customers/${ids.customerId}/orders/${ids.orderId}/cancel`,
    body: {},
  });

  it.each<[ErrorCode, string, Pick<MoneyCall, 'path' | 'body'>]>([
    ['CancellationWindowClosed', 'window closed', cancelOf(SEED.newCommerceClosed)],
    ['NotCancellable', 'legacy licences', cancelOf(SEED.legacyWithAddOns)],
    ['UseSubscriptionCancel', 'an order of new commerce', orderCancelOf(SEED.newCommerceOpen)],
    ['SubscriptionNotFound', 'unknown', cancelOf({ ...SEED.newCommerceOpen, subscriptionId: stranger })],
    ['CustomerNotFound', 'relationship ended', cancelOf({ ...SEED.newCommerceOpen, customerId: stranger })],
    ['OrderNotFound', 'unknown', orderCancelOf({ ...SEED.perpetualSoftware, orderId: 'nope' })],
    ['InvalidRequest', 'no such line', { ...CALLS.cancelOrder, body: { lineItems: [{ lineItemNumber: 7 }] } }],
    ['OrderTooOld', 'from 70 days ago', orderCancelOf(SEED.oldOrder)],
    [
      'QuantityAboveLimit',
      'an order',
      { ...createOrder, body: { ...createOrder.body, lineItems: [{ ...line, quantity: 301 }] } },
    ],
    ['QuantityAboveLimit', 'an add-on', { ...legacyAddOn, body: { ...legacyAddOn.body, quantity: 301 } }],
    [
      'IndirectResellerNotFound',
      'order',
      { ...createOrder, body: { ...createOrder.body, indirectResellerId: stranger } },
    ],
    [
      'IndirectResellerNotFound',
      'add-on',
      { ...newCommerceAddOn, body: { ...newCommerceAddOn.body, indirectResellerId: stranger } },
    ],
    [
      'ParentSubscriptionNotActive',
      'legacy',
      { path: `${pathOf(SEED.legacySuspended)}/addons`, body: legacyAddOn.body },
    ],
    [
      'ParentSubscriptionNotActive',
      'new commerce',
      { path: `${pathOf(SEED.newCommerceSuspended)}/addons`, body: newCommerceAddOn.body },
    ],
    ['AddOnNotPurchasable', 'legacy to new commerce', { ...newCommerceAddOn, body: legacyAddOn.body }],
    [
      'PartnerCenterRejected',
      'unknown SKU',
      {
        ...createOrder,
        body: { direct: true, lineItems: [{ offerId: `${SEED_OFFERS.newCommercePlain.productId}:9999`, quantity: 1 }] },
      },
    ],
  ])('%s: %s', async (code, _, call) => {
    const dry = expectRefusal(await ask(call), code);
    const real = expectRefusal(await app.buy(call.path, call.body), code);
    const { innererror: _dry, ...said } = dry;
    const { innererror: _real, ...done } = real;
    expect(said).toEqual(done);
    expect(await session.writes()).toEqual([]);
  });
});
