import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { CancelOrderResponse } from '../../shared/schemas/cancelOrder.ts';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { follow, stateOf } from './followOperation.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { pathOf, subscriptionCaller } from './subscriptionCaller.ts';

const PATCH_SUBSCRIPTION = 'PATCH customers/*/subscriptions/*';
const PATCH_ORDER = 'PATCH customers/*/orders/*';
const { newCommerceOpen, newCommerceClosingSoon, perpetualSoftware } = SEED;

let app: TestApp;
let session: PartnerCenterSession;
const { cancel, expectCancelled } = subscriptionCaller(() => app);
const cancelOrder = () =>
  app.api('POST', `customers/${perpetualSoftware.customerId}/orders/${perpetualSoftware.orderId}/cancel`);

function expectRunning({ status, headers, body }: Answer): void {
  expect({ status, body }).toEqual({
    status: 202,
    body: { operationId: expect.any(String) as string, state: 'running' },
  });
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
}

async function expectOrderCancelled(answer: Promise<Answer>): Promise<void> {
  const { order, alreadyCancelled } = expectAnswer(await answer, CancelOrderResponse);
  expect({ status: order.status, alreadyCancelled }).toEqual({ status: 'cancelled', alreadyCancelled: false });
}

beforeAll(async () => {
  app = await startTestApp({
    settings: { OPERATION_RETRY_DELAY: '1s', PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' },
  });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(() => session.startOver());

describe('a cancel that meets a renewal in progress', () => {
  it('is made by itself once the renewal is over', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'renewalInProgress', { minutes: 30 });
    const answer = await cancel(newCommerceOpen);
    expectRunning(answer);
    expect(await stateOf(app, answer)).toBe('running');
    await app.partnerCenter.advance('31m');
    await expectCancelled(follow(app, answer));
  });

  it('is one operation under its key, however often it is asked for', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'renewalInProgress', { minutes: 30 });
    const key = { 'idempotency-key': randomUUID() };
    const ask = () => app.api('POST', `${pathOf(newCommerceOpen)}/cancel`, undefined, key);
    const [first, again] = [await ask(), await ask()];
    expectRunning(first);
    expect(again).toMatchObject({ status: 202, body: first.body as object });
    await app.partnerCenter.advance('31m');
    await expectCancelled(follow(app, again));
    const repeat = await ask();
    expect(repeat.headers.get('idempotent-replayed')).toBe('true');
    await expectCancelled(Promise.resolve(repeat));
  });

  it('is ChangedMeanwhile when it was confirmed and the quantity changes meanwhile', async () => {
    await session.switches({ requestIdReplay: false });
    const path = `${pathOf(newCommerceOpen)}/cancel`;
    const { confirm } = (await app.api('POST', path, { dryRun: true })).body as { confirm: string };
    await session.fault(PATCH_SUBSCRIPTION, 'renewalInProgress', { minutes: 10 });
    const answer = await app.api('POST', path, { confirm });
    expectRunning(answer);
    await session.change(`subscriptions/${newCommerceOpen.subscriptionId}`, { quantity: 500 });
    await app.partnerCenter.advance('11m');
    expectRefusal(await follow(app, answer), 'ChangedMeanwhile');
    for (const { status } of await session.writes()) expect(status).toBe(409);
    expect((await session.ask('GET', pathOf(newCommerceOpen))).status).toBe('active');
  });

  it('was alreadyCancelled where somebody else makes it while the renewal lasts', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'renewalInProgress', { minutes: 30 });
    const answer = await cancel(newCommerceOpen);
    expectRunning(answer);
    await session.change(`subscriptions/${newCommerceOpen.subscriptionId}`, { status: 'deleted' });
    await expectCancelled(follow(app, answer), true);
  });

  it('opens its window anew: a term that has ended is cancelled after its renewal', async () => {
    const { customerId, scheduledChangeSubscriptionId: subscriptionId } = SEED.plannedTermEnds;
    const ids = { customerId, subscriptionId };
    const { commitmentEndDate } = await session.ask('GET', pathOf(ids));
    await session.switches({ renewalInMinutes: 30 });
    const untilEnd = Math.ceil((Date.parse(String(commitmentEndDate)) - Date.now()) / 86_400_000) * 86_400_000;
    const now = new Date();
    const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()) - now.getTime();
    await app.partnerCenter.advance(`${Math.ceil((untilEnd + midnight) / 1000) + 86_400 + 300}s`);
    const answer = await cancel(ids);
    expectRunning(answer);
    await app.partnerCenter.advance('31m');
    await expectCancelled(follow(app, answer));
  });

  it('is CancellationWindowClosed when the window closes meanwhile', async () => {
    const { cancellationAllowedUntilDate } = await session.ask('GET', pathOf(newCommerceClosingSoon));
    await session.fault(PATCH_SUBSCRIPTION, 'renewalInProgress', { minutes: 14 * 24 * 60 });
    const answer = await cancel(newCommerceClosingSoon);
    expectRunning(answer);
    const left = Math.ceil((Date.parse(String(cancellationAllowedUntilDate)) - Date.now()) / 1000);
    await app.partnerCenter.advance(`${left + 65}s`);
    expectRefusal(await follow(app, answer), 'CancellationWindowClosed');
    expect((await session.ask('GET', pathOf(newCommerceClosingSoon))).status).toBe('active');
  });

  it('is OperationPending when Partner Center then asks for 24 hours', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'renewalInProgress');
    await session.refuse(PATCH_SUBSCRIPTION, 409, 900278);
    const answer = await cancel(newCommerceOpen);
    expectRunning(answer);
    expectRefusal(await follow(app, answer), 'OperationPending');
  });
});

it('says OperationPending at once when Partner Center asks for 24 hours', async () => {
  await session.refuse(PATCH_SUBSCRIPTION, 409, 900278);
  expectRefusal(await cancel(newCommerceOpen), 'OperationPending');
  expect(await session.asked()).toEqual(['GET 200', 'PATCH 409']);
});

describe('cancels of unknown outcome', () => {
  it.each<[string, string, object, number, number]>([
    ['the connection ended after it was done', 'resetAfterCommit', {}, 200, 1],
    ['the connection ended before it was done', 'resetBeforeCommit', {}, 202, 2],
    ['a 500', 'serverError', {}, 202, 2],
    ['a 500 although it was done', 'serverError', { afterCommit: true }, 200, 1],
    ['two 503', 'serverError', { status: 503, count: 2 }, 202, 3],
    ['half an answer', 'truncated', {}, 200, 1],
    ['202 without a body', 'accepted202', { visibleAfterReads: 2 }, 200, 1],
  ])('are made by themselves after %s', async (_what, kind, more, status, sends) => {
    await session.switches({ requestIdReplay: false });
    await Promise.all([session.fault(PATCH_SUBSCRIPTION, kind, more), session.fault(PATCH_ORDER, kind, more)]);
    const [subscription, order] = await Promise.all([cancel(newCommerceOpen), cancelOrder()]);
    expect([subscription.status, order.status]).toEqual([status, status]);
    await Promise.all([expectCancelled(follow(app, subscription)), expectOrderCancelled(follow(app, order))]);
    const sent = await session.writes();
    for (const part of ['/subscriptions/', '/orders/']) {
      const ofOne = sent.filter(({ path }) => path.includes(part));
      expect(ofOne).toHaveLength(sends);
      expect(ofOne[0]?.fault).toBe(kind);
    }
  });
});

describe.each([false, true])('cancels of unknown outcome, with MS-RequestIds replayed: %s', (requestIdReplay) => {
  beforeEach(() => session.switches({ requestIdReplay }));

  it('end when they show, 15 minutes late', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'resetAfterCommit', { minutes: 15 });
    await session.fault(PATCH_ORDER, 'resetAfterCommit', { minutes: 15 });
    const [subscription, order] = await Promise.all([cancel(newCommerceOpen), cancelOrder()]);
    expectRunning(subscription);
    expectRunning(order);
    await app.partnerCenter.advance('14m');
    await expect.poll(async () => (await session.writes()).length, { timeout: 15_000 }).toBeGreaterThanOrEqual(4);
    await app.partnerCenter.advance('2m');
    await Promise.all([expectCancelled(follow(app, subscription)), expectOrderCancelled(follow(app, order))]);
  });
});

it('is refused when Partner Center refuses an unanswered one for longer than it may take to show', async () => {
  await session.fault(PATCH_ORDER, 'resetBeforeCommit');
  await session.refuse(PATCH_ORDER, 400, 800061, { count: 20 });
  const answer = await cancelOrder();
  expectRunning(answer);
  await expect.poll(async () => (await session.writes()).length, { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
  expect(await stateOf(app, answer)).toBe('running');
  await app.partnerCenter.advance('21m');
  expectRefusal(await follow(app, answer), 'NotCancellable');
});

it('needs somebody’s attention when it cannot be made for 26 hours', async () => {
  await session.fault(PATCH_SUBSCRIPTION, 'renewalInProgress', { minutes: 14 * 24 * 60 });
  const answer = await cancel(newCommerceOpen);
  expectRunning(answer);
  await app.partnerCenter.advance('25h');
  await session.forgetRequests();
  await expect.poll(async () => (await session.writes()).length, { timeout: 15_000 }).toBeGreaterThanOrEqual(2);
  expect(await stateOf(app, answer)).toBe('running');
  await app.partnerCenter.advance('61m');
  expectRefusal(await follow(app, answer), 'OutcomeUnknown');
});
