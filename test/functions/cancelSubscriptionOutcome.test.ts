import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { CancelSubscriptionResponse } from '../../shared/schemas/cancelSubscription.ts';
import { ListSubscriptionsResponse } from '../../shared/schemas/listSubscriptions.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { follow } from './followOperation.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { pathOf, subscriptionCaller, type SubscriptionIds } from './subscriptionCaller.ts';

const PATCH_SUBSCRIPTION = 'PATCH customers/*/subscriptions/*';
const { newCommerceOpen, newCommerceClosed, newCommerceClosingSoon } = SEED;

let app: TestApp;
let session: PartnerCenterSession;
const { cancel, expectCancelled } = subscriptionCaller(() => app);

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000', OPERATION_RETRY_DELAY: '1s' } });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(() => session.startOver());

const statusOf = async (ids: SubscriptionIds) => (await session.ask('GET', pathOf(ids))).status;

describe('refusals of a cancel', () => {
  it('reads it again once after a stale ETag, and cancels what it then finds', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'staleEtag');
    await expectCancelled(cancel(newCommerceOpen));
    expect(await session.asked()).toEqual(['GET 200', 'PATCH 400', 'GET 200', 'PATCH 200']);
  });

  it('gives up with ChangedMeanwhile after a second stale ETag', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'staleEtag', { count: 2 });
    expectRefusal(await cancel(newCommerceOpen), 'ChangedMeanwhile');
    expect(await session.asked()).toEqual(['GET 200', 'PATCH 400', 'GET 200', 'PATCH 400']);
    expect(await statusOf(newCommerceOpen)).toBe('active');
  });

  it('takes 2011, already deleted, for the end it wanted, of two callers at once', async () => {
    await session.fault('GET customers/*/subscriptions/*', 'slow', { delayInMs: 300 });
    const answers = await Promise.all([cancel(newCommerceOpen), cancel(newCommerceOpen)]);
    for (const answer of answers) {
      expect(expectAnswer(answer, CancelSubscriptionResponse).subscription.status).toBe('deleted');
    }
    expect((await session.writes()).map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it('answers 202 while a renewal is in progress, and cancels by itself once it is through', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'renewalInProgress');
    const accepted = await cancel(newCommerceOpen);
    expect(accepted).toMatchObject({ status: 202, body: { state: 'running' } });
    expect(accepted.headers.get('retry-after')).toMatch(/^\d+$/);
    await expectCancelled(follow(app, accepted));
    expect(await session.asked()).toEqual(['GET 200', 'PATCH 409', 'GET 200', 'PATCH 200']);
  });

  it.each<[status: number, partnerCenterCode: number, code: ErrorCode]>([
    [409, 900278, 'OperationPending'],
    [400, 900117, 'CancellationWindowClosed'],
    [400, 900277, 'CancellationWindowClosed'],
    [400, 900279, 'CancellationWindowClosed'],
    [403, 900115, 'NotCancellable'],
    [400, 800096, 'NotCancellable'],
    [400, 900311, 'PartnerCenterRejected'],
  ])('turns Partner Center’s %i with code %i into %s', async (status, partnerCenterCode, code) => {
    await session.refuse(PATCH_SUBSCRIPTION, status, partnerCenterCode);
    expectRefusal(await cancel(newCommerceOpen), code);
    expect(await session.asked()).toEqual(['GET 200', `PATCH ${status}`]);
    expect(await statusOf(newCommerceOpen)).toBe('active');
  });
});

describe.each([
  [412, 2055],
  [417, 800036],
])('a stale ETag told as %i with code %i', (status, code) => {
  it('is read again once, like the documented one', async () => {
    await session.refuse(PATCH_SUBSCRIPTION, status, code);
    await expectCancelled(cancel(newCommerceOpen));
    expect(await session.asked()).toEqual(['GET 200', `PATCH ${status}`, 'GET 200', 'PATCH 200']);
  });

  it('is ChangedMeanwhile the second time', async () => {
    await session.refuse(PATCH_SUBSCRIPTION, status, code, { count: 2 });
    expectRefusal(await cancel(newCommerceOpen), 'ChangedMeanwhile');
    expect(await statusOf(newCommerceOpen)).toBe('active');
  });
});

describe('cancelSubscription on a bad day', () => {
  it('follows a cancel that is accepted without a body', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'accepted202', { visibleAfterReads: 1 });
    await expectCancelled(cancel(newCommerceOpen));
    expect(await session.asked()).toEqual(['GET 200', 'PATCH 202', 'GET 200', 'GET 200']);
  });

  it('looks at the subscription when the connection ended after the cancel was done', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'resetAfterCommit');
    await expectCancelled(cancel(newCommerceOpen));
    expect(await session.asked()).toEqual(['GET 200', 'PATCH none', 'GET 200']);
  });

  it('carries the cancel out again by itself when the connection ended before it was done', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'resetBeforeCommit');
    const accepted = await cancel(newCommerceOpen);
    expect(accepted).toMatchObject({ status: 202, body: { state: 'running' } });
    await expectCancelled(follow(app, accepted));
    expect(await session.asked()).toEqual(['GET 200', 'PATCH none', 'GET 200', 'GET 200', 'PATCH 200']);
  });

  it.each([{ closeConnection: false }, { closeConnection: true }])(
    'looks at the subscription when the answer is cut off: %o',
    async (more) => {
      await session.fault(PATCH_SUBSCRIPTION, 'truncated', more);
      await expectCancelled(cancel(newCommerceOpen));
      expect((await session.writes()).length).toBe(1);
    },
  );

  it.each([500, 503])('reads before it sends a cancel again after a %i, and ends by itself', async (status) => {
    await session.fault(PATCH_SUBSCRIPTION, 'serverError', { status });
    const accepted = await cancel(newCommerceOpen);
    expect(accepted).toMatchObject({ status: 202, body: { state: 'running' } });
    await expectCancelled(follow(app, accepted));
    const sent = ['GET 200', `PATCH ${status}`, 'GET 200', 'GET 200', 'PATCH 200'];
    expect(await session.asked()).toEqual(sent);
  });

  it('reads again after what may be read again', async () => {
    await session.fault('GET customers/*/subscriptions/*', 'resetBeforeCommit');
    await expectCancelled(cancel(newCommerceOpen));
    expect(await session.asked()).toEqual(['GET none', 'GET 200', 'PATCH 200']);
  });

  it('reads answers that begin with a byte order mark', async () => {
    await session.switches({ bom: true });
    await expectCancelled(cancel(newCommerceOpen));
    expectRefusal(await cancel(newCommerceClosed), 'CancellationWindowClosed');
  });

  it('gets past a token that ended between the read and the write', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'tokenExpired');
    await expectCancelled(cancel(newCommerceOpen));
    expect((await app.partnerCenter.requests()).map(({ status }) => status)).toEqual([200, 401, 200]);
  });

  it('keeps other subscriptions out of it when one has a status that nobody knows yet', async () => {
    const { customerId, expiredSubscriptionId, disabledSubscriptionId } = SEED.ended;
    const others = async () => {
      const { items } = expectAnswer(
        await app.api('GET', `customers/${customerId}/subscriptions`),
        ListSubscriptionsResponse,
      );
      expect(items).toHaveLength(3);
      return items
        .filter(({ id }) => id !== expiredSubscriptionId)
        .map(({ id, status, cancellation }) => ({ id, status, allowed: cancellation.allowed }));
    };
    const before = await others();
    await session.change(`subscriptions/${expiredSubscriptionId}`, { status: 'somethingNew', quantity: 'many' });
    await session.change(`subscriptions/${newCommerceOpen.subscriptionId}`, { status: 'somethingNew' });
    expect(await others()).toEqual(before);
    await expectCancelled(cancel(newCommerceClosingSoon));
    await expectCancelled(cancel({ customerId, subscriptionId: SEED.ended.deletedSubscriptionId }), true);
    expectRefusal(await cancel({ customerId, subscriptionId: disabledSubscriptionId }), 'CancellationWindowClosed');
    await session.forgetRequests();
    expectRefusal(await cancel(newCommerceOpen), 'NotCancellable');
    expect(await session.asked()).toEqual(['GET 200', 'PATCH 400']);
  });
});
