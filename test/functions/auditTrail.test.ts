import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { ListOperationsResponse, type AuditedOperation } from '../../shared/schemas/listOperations.ts';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { CALLS, dryRunner, type MoneyCall } from './dryRunCalls.ts';
import { expectAnswer } from './expectAnswer.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { pathOf } from './subscriptionCaller.ts';

const MINUTE_IN_MS = 60_000;
const DAY_IN_MS = 24 * 60 * MINUTE_IN_MS;

let app: TestApp;
let session: PartnerCenterSession;
let since: string;
const { dryRun } = dryRunner(() => app);

beforeAll(async () => {
  app = await startTestApp({
    settings: {
      PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000',
      OPERATION_RETRY_DELAY: '1s',
      PURCHASE_MAX_QUANTITY: '300',
    },
  });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await session.startOver();
  since = new Date().toISOString();
});

async function trail(customerId: string): Promise<AuditedOperation[]> {
  const query = new URLSearchParams({ customerId, since });
  const { items, nextLink } = expectAnswer(
    await app.api('GET', `operations?${query.toString()}`),
    ListOperationsResponse,
  );
  expect(nextLink).toBeUndefined();
  return items;
}

async function only(customerId: string): Promise<AuditedOperation> {
  const [item, ...others] = await trail(customerId);
  expect(others).toEqual([]);
  if (!item) throw new Error('The trail is empty.');
  return item;
}

const keyed = (call: MoneyCall, key: string): Promise<Answer> =>
  app.buy(call.path, call.body, { 'idempotency-key': key });

const eventsOf = ({ events }: AuditedOperation) => events.map(({ event }) => event);

describe('the audit trail of an operation', () => {
  it.each(Object.entries<MoneyCall>(CALLS))('tells what was asked by %s, and what became of it', async (name, call) => {
    const key = `ticket-${randomUUID()}`;
    const { body } = await keyed(call, key);
    const { order, subscription } = body as { order?: { id: string }; subscription?: object };
    const item = await only(call.customerId);
    expect(item).toMatchObject({
      operation: name.endsWith('AddOn') ? 'purchaseAddOn' : name,
      customerId: call.customerId,
      idempotencyKey: key,
      outcome: { state: 'succeeded', status: 200 },
      after: order ?? subscription,
    });
    expect(item.request).toMatchObject({ path: { customerId: call.customerId }, body: call.body });
    expect(eventsOf(item)).toEqual(['started', 'ended']);
    expect(item.events.map(({ at }) => at).toSorted()).toEqual(item.events.map(({ at }) => at));
    const buying = (await session.writes()).filter(({ path }) => !path.endsWith('/carts'));
    expect(buying).toHaveLength(1);
    expect(item.partnerCenter).toEqual({
      correlationIds: buying.map(({ correlationId }) => correlationId),
      ...(order && { orderId: order.id }),
    });
    if (name === 'createOrder') expect(item).not.toHaveProperty('before');
    else expect(item.before).toMatchObject({ customerId: call.customerId });
  });

  it('shows the resource before and after it', async () => {
    const call = CALLS.cancelSubscription;
    await app.api('POST', call.path);
    const item = await only(call.customerId);
    expect(item).toMatchObject({ before: { status: 'active', cancellation: { allowed: true } } });
    expect(item).toMatchObject({ after: { status: 'deleted', cancellation: { allowed: false } } });
    expect(item).not.toHaveProperty('idempotencyKey');
  });

  it('tells a cancel that had nothing left to do from one that did it', async () => {
    const { path, customerId } = CALLS.cancelSubscription;
    await app.api('POST', path);
    await app.api('POST', path);
    const [done, idle] = await trail(customerId);
    expect(done?.outcome).toEqual({ state: 'succeeded', status: 200 });
    expect(idle?.outcome).toEqual({ state: 'succeeded', status: 200, alreadyCancelled: true });
    expect(idle?.partnerCenter.correlationIds).toEqual([]);
  });

  it('repeats what the caller was warned of', async () => {
    await keyed(CALLS.legacyAddOn, randomUUID());
    expect(await only(CALLS.legacyAddOn.customerId)).toMatchObject({
      outcome: { warnings: [{ code: 'NoResellerOfRecord' }] },
    });
  });

  it('names the key that came in the body', async () => {
    const { customerId, path, body } = CALLS.legacyAddOn;
    await app.api('POST', path, { ...body, idempotencyKey: 'quote-17' });
    expect(await only(customerId)).toMatchObject({ idempotencyKey: 'quote-17' });
  });

  it.each<[string, MoneyCall, object]>([
    [
      'by us before anything was sent',
      { ...CALLS.legacyAddOn, body: { ...CALLS.legacyAddOn.body, quantity: 301 } },
      { status: 422, code: 'QuantityAboveLimit', message: expect.stringContaining('301') as string },
    ],
    [
      'because the window is closed',
      { customerId: SEED.newCommerceClosed.customerId, path: `${pathOf(SEED.newCommerceClosed)}/cancel`, body: {} },
      { status: 409, code: 'CancellationWindowClosed', message: expect.stringContaining('closed') as string },
    ],
  ])('tells what was refused %s', async (_, call, outcome) => {
    await keyed(call, randomUUID());
    const item = await only(call.customerId);
    expect(item).toMatchObject({ outcome: { state: 'failed', ...outcome }, partnerCenter: { correlationIds: [] } });
    expect(eventsOf(item)).toEqual(['ended']);
    expect(item).not.toHaveProperty('after');
  });

  it('tells what Partner Center refused, with the id it was sent under', async () => {
    await session.refuse('PATCH customers/*/orders/*', 400, 800_002);
    const call = CALLS.legacyAddOn;
    expect((await keyed(call, randomUUID())).status).toBe(422);
    const item = await only(call.customerId);
    expect(item).toMatchObject({ outcome: { state: 'failed', status: 422, code: 'PartnerCenterRejected' } });
    expect(eventsOf(item)).toEqual(['started', 'ended']);
    expect(item.partnerCenter.correlationIds).toEqual((await session.writes()).map((write) => write.correlationId));
  });

  it('tells that an outcome was unknown before it was found', async () => {
    await session.fault('POST customers/*/orders', 'resetAfterCommit');
    const call = CALLS.createOrder;
    expect((await keyed(call, randomUUID())).status).toBe(200);
    const item = await only(call.customerId);
    expect(eventsOf(item)).toEqual(['started', 'unknown', 'ended']);
    expect(item).toMatchObject({ outcome: { state: 'succeeded' }, after: { lineItems: [{ quantity: 5 }] } });
    expect(item.partnerCenter.correlationIds).toEqual((await session.writes()).map((write) => write.correlationId));
  });

  it('tells by Partner Center’s clock when each event was', async () => {
    const call = CALLS.createOrder;
    await app.partnerCenter.advance('3d');
    await session.fault('POST customers/*/orders', 'resetAfterCommit', { minutes: 15 });
    expect((await keyed(call, randomUUID())).status).toBe(202);
    const partnerCenterNow = Date.now() + 3 * DAY_IN_MS;
    await app.partnerCenter.advance('16m');
    await vi.waitFor(
      async () => expect(await only(call.customerId)).toMatchObject({ outcome: { state: 'succeeded' } }),
      { timeout: 20_000, interval: 200 },
    );
    const { startedAt, events } = await only(call.customerId);
    expect(events.map(({ event }) => event)).toEqual(['started', 'unknown', 'ended']);
    const [started, unknown, ended] = events.map(({ at }) => (Date.parse(at) - partnerCenterNow) / MINUTE_IN_MS);
    expect(Math.abs(started ?? NaN)).toBeLessThan(1);
    expect(Math.abs(unknown ?? NaN)).toBeLessThan(1);
    expect(Math.abs((ended ?? NaN) - 16)).toBeLessThan(1);
    expect(Math.abs(Date.parse(startedAt) - Date.now())).toBeLessThan(MINUTE_IN_MS);
  });

  it('has no outcome while it is under way, and then one', async () => {
    const call = CALLS.cancelSubscription;
    await session.fault('PATCH customers/*/subscriptions/*', 'resetBeforeCommit', { count: 1 });
    expect((await app.api('POST', call.path)).status).toBe(202);
    const open = await only(call.customerId);
    expect(eventsOf(open)[0]).toBe('started');
    await vi.waitFor(
      async () => expect(await only(call.customerId)).toMatchObject({ outcome: { state: 'succeeded' } }),
      {
        timeout: 20_000,
        interval: 200,
      },
    );
    const ended = await only(call.customerId);
    expect(ended.partnerCenter.correlationIds).toEqual((await session.writes()).map((write) => write.correlationId));
  });

  it('lists no dry run, no repeat and no call that asks for nothing that can be', async () => {
    const call = CALLS.legacyAddOn;
    await dryRun(call);
    expect(await trail(call.customerId)).toEqual([]);
    const key = randomUUID();
    await keyed(call, key);
    expect((await keyed(call, key)).headers.get('idempotent-replayed')).toBe('true');
    expect((await app.api('POST', call.path, call.body)).status).toBe(400);
    expect((await keyed({ ...call, body: { ...call.body, quantity: 3 } }, key)).status).toBe(422);
    await only(call.customerId);
  });
});
