import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { CancelOrderResponse } from '../../shared/schemas/cancelOrder.ts';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { follow } from './followOperation.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';

interface OrderIds {
  customerId: string;
  orderId: string;
}

const PATCH_ORDER = 'PATCH customers/*/orders/*';
const { perpetualSoftware } = SEED;

let app: TestApp;
let session: PartnerCenterSession;

function cancel({ customerId, orderId }: OrderIds): Promise<Answer> {
  return app.api('POST', `customers/${customerId}/orders/${orderId}/cancel`);
}

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000', OPERATION_RETRY_DELAY: '1s' } });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(() => session.startOver());

describe('the outcome of cancelOrder', () => {
  it('follows a cancel that is pending first', async () => {
    await session.switches({ asyncCancelAfterReads: 1 });
    const { order, alreadyCancelled } = expectAnswer(await cancel(perpetualSoftware), CancelOrderResponse);
    expect({ status: order.status, alreadyCancelled }).toEqual({ status: 'cancelled', alreadyCancelled: false });
    expect(await session.asked()).toEqual(['GET 200', 'PATCH 200', 'GET 200', 'GET 200']);
  });

  it('follows a cancel that is accepted without a body', async () => {
    await session.fault(PATCH_ORDER, 'accepted202', { visibleAfterReads: 1 });
    const { order } = expectAnswer(await cancel(perpetualSoftware), CancelOrderResponse);
    expect(order.status).toBe('cancelled');
    expect(await session.asked()).toEqual(['GET 200', 'PATCH 202', 'GET 200', 'GET 200']);
  });

  it('looks at the order when the connection ended after the cancel was done', async () => {
    await session.fault(PATCH_ORDER, 'resetAfterCommit');
    expectAnswer(await cancel(perpetualSoftware), CancelOrderResponse);
    expect(await session.asked()).toEqual(['GET 200', 'PATCH none', 'GET 200']);
  });

  it.each([
    ['the connection ended before it was done', 'resetBeforeCommit', {}],
    ['a 500', 'serverError', { status: 500 }],
    ['a 503', 'serverError', { status: 503 }],
  ])('carries the cancel out again by itself after %s', async (_what, kind, more) => {
    await session.fault(PATCH_ORDER, kind, more);
    const accepted = await cancel(perpetualSoftware);
    expect(accepted).toMatchObject({ status: 202, body: { state: 'running' } });
    expect((await session.writes()).length).toBe(1);
    const { order, alreadyCancelled } = expectAnswer(await follow(app, accepted), CancelOrderResponse);
    expect({ status: order.status, alreadyCancelled }).toEqual({ status: 'cancelled', alreadyCancelled: false });
    expect((await session.writes()).length).toBe(2);
  });

  it('takes a repeated call with the key of a cancel under way for that cancel', async () => {
    await session.fault(PATCH_ORDER, 'serverError');
    const path = `customers/${perpetualSoftware.customerId}/orders/${perpetualSoftware.orderId}/cancel`;
    const headers = { 'idempotency-key': randomUUID() };
    const accepted = await app.api('POST', path, undefined, headers);
    expect(accepted.status).toBe(202);
    expectAnswer(await follow(app, accepted), CancelOrderResponse);
    const again = await app.api('POST', path, undefined, headers);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expectAnswer(again, CancelOrderResponse);
    expect((await session.writes()).length).toBe(2);
  });

  it('sends a throttled cancel again as another attempt', async () => {
    await session.fault(PATCH_ORDER, 'throttle', { retryAfterInSeconds: 0 });
    expectAnswer(await cancel(perpetualSoftware), CancelOrderResponse);
    expect(await session.asked()).toEqual(['GET 200', 'PATCH 429', 'PATCH 200']);
    const ids = (await session.writes()).map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(2);
  });

  it('takes a pending adjustment for the cancel under way, of two callers at once', async () => {
    await session.switches({ asyncCancelAfterReads: 3 });
    const answers = await Promise.all([cancel(perpetualSoftware), cancel(perpetualSoftware)]);
    for (const answer of answers) expect(expectAnswer(answer, CancelOrderResponse).order.status).toBe('cancelled');
    expect((await session.writes()).map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('says that only a sandbox cancels this when the tenant is none', async () => {
    await session.switches({ environment: 'production' });
    const { innererror } = expectRefusal(await cancel(SEED.reservation), 'SandboxOnly');
    expect(innererror?.partnerCenter).toMatchObject({ status: 403, code: '800019' });
    expect(innererror?.partnerCenter.correlationId).toBe((await session.writes())[0]?.correlationId);
  });

  it.each<[status: number, partnerCenterCode: number, code: ErrorCode]>([
    [403, 800077, 'UseSubscriptionCancel'],
    [400, 900117, 'CancellationWindowClosed'],
    [400, 900127, 'PartnerCenterRejected'],
  ])('turns Partner Center’s %i with code %i into %s', async (status, partnerCenterCode, code) => {
    await session.refuse(PATCH_ORDER, status, partnerCenterCode);
    const { innererror } = expectRefusal(await cancel(perpetualSoftware), code);
    expect(innererror?.partnerCenter).toMatchObject({ status, code: String(partnerCenterCode) });
    expect(await session.asked()).toEqual(['GET 200', `PATCH ${status}`]);
  });

  it.each([800061, 800063])(
    'looks once more after code %i, which an order cancelled meanwhile meets too',
    async (code) => {
      await session.refuse(PATCH_ORDER, 400, code);
      const { innererror } = expectRefusal(await cancel(perpetualSoftware), 'NotCancellable');
      expect(innererror?.partnerCenter).toMatchObject({ status: 400, code: String(code) });
      expect(await session.asked()).toEqual(['GET 200', 'PATCH 400', 'GET 200']);
    },
  );

  it('answers every one of several callers at once that the order is cancelled', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => cancel(perpetualSoftware)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('reads answers that begin with a byte order mark, and gets past an expired token', async () => {
    await session.switches({ bom: true });
    await session.fault('GET customers/*/orders/*', 'tokenExpired');
    await session.fault(PATCH_ORDER, 'tokenExpired');
    expectAnswer(await cancel(perpetualSoftware), CancelOrderResponse);
    expect(await session.asked()).toEqual(['GET 200', 'PATCH 200']);
  });

  it('names the remedy when Partner Center refuses the token without a word', async () => {
    await session.fault(PATCH_ORDER, 'empty401', { count: 2 });
    expect(expectRefusal(await cancel(perpetualSoftware), 'CredentialProblem').message).toContain('multi-factor');
  });
});
