import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { CALLS, dryRunner, type MoneyCall } from './dryRunCalls.ts';
import { expectRefusal } from './expectAnswer.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { pathOf } from './subscriptionCaller.ts';

const ids = SEED.newCommerceJustRenewed;
const legacy = SEED.legacyWithAddOns;

let app: TestApp;
let session: PartnerCenterSession;
const { dryRun } = dryRunner(() => app);

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000', OPERATION_RETRY_DELAY: '1s' } });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(() => session.startOver());

const send = ({ path, body }: MoneyCall, confirm: string, key = randomUUID()) =>
  app.buy(path, { ...body, confirm }, { 'idempotency-key': key });

const CHANGES: [string, () => Promise<unknown>][] = [
  ['has another quantity', () => session.change(`subscriptions/${ids.subscriptionId}`, { quantity: 11 })],
  ['is suspended', () => session.change(`subscriptions/${ids.subscriptionId}`, { status: 'suspended' })],
  ['is refunded in part only', () => app.partnerCenter.advance('2d')],
  ['renews no more', () => session.change(`subscriptions/${ids.subscriptionId}`, { autoRenewEnabled: false })],
  [
    'has a change scheduled',
    () => session.change(`subscriptions/${ids.subscriptionId}`, { scheduledNextTermInstructions: { quantity: 3 } }),
  ],
  [
    'has a cancel scheduled',
    () => session.change(`subscriptions/${ids.subscriptionId}`, { scheduledActions: [{ actionType: 'Cancel' }] }),
  ],
];

describe('a confirmed cancel', () => {
  it('is carried out where nothing has changed, also an hour later', async () => {
    const { customerId } = SEED.marketplace;
    const call = { customerId, path: `${pathOf(SEED.marketplace)}/cancel`, body: {} };
    const { confirm } = await dryRun(call);
    await app.partnerCenter.advance('1h');
    expect((await dryRun(call)).confirm).toBe(confirm);
    expect(await send(call, confirm)).toMatchObject({ status: 200, body: { alreadyCancelled: false } });
  });

  it.each(CHANGES)('is refused, with nothing sent and its key free, where the subscription %s', async (_, change) => {
    const key = randomUUID();
    const { confirm } = await dryRun(CALLS.cancelSubscription);
    await change();
    const { target, nextStep } = expectRefusal(await send(CALLS.cancelSubscription, confirm, key), 'ChangedMeanwhile');
    expect({ target, nextStep }).toEqual({ target: 'confirm', nextStep: expect.stringContaining('dry run') as string });
    expect(await session.writes()).toEqual([]);

    const now = await dryRun(CALLS.cancelSubscription);
    expect(now.confirm).not.toBe(confirm);
    const done = await send(CALLS.cancelSubscription, now.confirm, key);
    expect(done).toMatchObject({ status: 200, body: { alreadyCancelled: false } });
    expect(done.headers.has('idempotent-replayed')).toBe(false);
    expect(await session.writes()).toHaveLength(1);
  });

  it('that somebody else has made meanwhile is done', async () => {
    const { confirm } = await dryRun(CALLS.cancelSubscription);
    await app.api('POST', CALLS.cancelSubscription.path);
    expect(await send(CALLS.cancelSubscription, confirm)).toMatchObject({
      status: 200,
      body: { alreadyCancelled: true },
    });
    expect(await session.writes()).toHaveLength(1);
  });

  it('that was never answered is carried out again by the queue', async () => {
    const { confirm } = await dryRun(CALLS.cancelSubscription);
    await session.forgetRequests();
    await session.fault('PATCH customers/*/subscriptions/*', 'resetBeforeCommit', { count: 1 });
    const { status, headers } = await send(CALLS.cancelSubscription, confirm);
    expect(status).toBe(202);
    const location = headers.get('location')?.replace(`${app.url}/api`, '') ?? '';
    await vi.waitFor(
      async () =>
        expect(await app.unkeyed('GET', location)).toMatchObject({ status: 200, body: { alreadyCancelled: false } }),
      { timeout: 20_000, interval: 200 },
    );
    expect(await session.writes()).toHaveLength(2);
  });

  it('of an order is refused where a line was cancelled meanwhile', async () => {
    const { customerId, orderId } = SEED.twoLineSoftware;
    const call = { customerId, path: `customers/${customerId}/orders/${orderId}/cancel`, body: {} };
    const { confirm } = await dryRun(call);
    expect((await app.api('POST', call.path, { lineItems: [{ lineItemNumber: 1 }] })).status).toBe(200);
    expectRefusal(await send(call, confirm), 'ChangedMeanwhile');
    expect(await session.writes()).toHaveLength(1);
    expect((await send(call, (await dryRun(call)).confirm)).status).toBe(200);
  });

  it('that meets a stale ETag is refused without a second write; one without confirm is decided once more', async () => {
    await session.fault('PATCH customers/*/subscriptions/*', 'staleEtag', { count: 1 });
    const { confirm } = await dryRun(CALLS.cancelSubscription);
    await session.forgetRequests();
    expectRefusal(await send(CALLS.cancelSubscription, confirm), 'ChangedMeanwhile');
    expect(await session.writes()).toHaveLength(1);

    await session.fault('PATCH customers/*/subscriptions/*', 'staleEtag', { count: 1 });
    await session.forgetRequests();
    expect(await app.api('POST', CALLS.cancelSubscription.path)).toMatchObject({ body: { alreadyCancelled: false } });
    expect(await session.writes()).toHaveLength(2);
  });
});

describe('a confirmed purchase', () => {
  const { createOrder, legacyAddOn, newCommerceAddOn } = CALLS;

  it.each<[string, MoneyCall, Record<string, unknown>]>([
    ['an order', createOrder, { lineItems: [{ ...createOrder.body.lineItems[0], quantity: 6 }] }],
    ['a legacy add-on', legacyAddOn, { quantity: 3 }],
    ['a new-commerce add-on', newCommerceAddOn, { quantity: 7 }],
  ])('of %s is refused for another payload, and its key is free', async (_, call, other) => {
    const key = randomUUID();
    const { confirm } = await dryRun(call);
    const changed = { ...call, body: { ...call.body, ...other } };
    expect(expectRefusal(await send(changed, confirm, key), 'ChangedMeanwhile').target).toBe('confirm');
    expect(await session.writes()).toEqual([]);
    expect((await send(call, confirm, key)).status).toBe(200);
    expect((await session.writes()).length).toBeGreaterThan(0);
  });

  it('is replayed to a repeat of the call, whatever its confirm says by then', async () => {
    const key = randomUUID();
    const { confirm } = await dryRun(legacyAddOn);
    const first = await send(legacyAddOn, confirm, key);
    const again = await send(legacyAddOn, 'x'.repeat(43), key);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await session.writes()).toHaveLength(1);
  });

  it('is not one for another customer, nor for another operation', async () => {
    const { confirm } = await dryRun({ path: `${pathOf(SEED.newCommerceOpen)}/cancel`, body: {} });
    expectRefusal(await send(CALLS.cancelSubscription, confirm), 'ChangedMeanwhile');
    expectRefusal(await send(legacyAddOn, confirm), 'ChangedMeanwhile');
    expect(await session.writes()).toEqual([]);
  });

  it('is refused where it would now drop what was scheduled since', async () => {
    const { confirm } = await dryRun(legacyAddOn);
    await session.change(`subscriptions/${legacy.subscriptionId}?customerId=${legacy.customerId}`, {
      scheduledActions: [{ scheduleType: 'TermEnd', actionType: 'Cancel' }],
    });
    expectRefusal(await send(legacyAddOn, confirm), 'ChangedMeanwhile');
    expect(await session.writes()).toEqual([]);
  });

  it('is refused where the availability of what is bought has rotated away', async () => {
    const { confirm } = await dryRun(createOrder);
    await app.partnerCenter.post('/_emulator/rotate');
    expectRefusal(await send(createOrder, confirm), 'ChangedMeanwhile');
    expect(await session.writes()).toEqual([]);
  });
});
