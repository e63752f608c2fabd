import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forkHost } from '../../../local/forkHost.ts';
import type { Answer, TestApp } from '../../stack.ts';
import { expectRefusal } from '../../functions/expectAnswer.ts';
import { follow, stateOf } from '../../functions/followOperation.ts';
import { partnerCenterSession, type PartnerCenterSession } from '../../functions/partnerCenterSession.ts';
import { attempts, boughtLines, ORDER } from '../../functions/purchases.ts';
import { startMangledApp, type Mangle, type MangledApp } from '../../functions/startMangledApp.ts';

const PRELOAD = pathToFileURL(path.join(import.meta.dirname, '../../fixtures/shiftedClock.mjs')).href;
const DAY_IN_MS = 24 * 60 * 60_000;

interface ShownOrder {
  creationDate: string;
  lineItems: { offerId: string }[];
}

let started: MangledApp;
let app: TestApp;
let session: PartnerCenterSession;

/** Shows the customer's orders otherwise. */
const showOrders =
  (change: (order: ShownOrder) => object): Mangle =>
  ({ method, path: asked, body }) =>
    method === 'GET' && asked.endsWith('/orders')
      ? { body: { ...(body as object), items: (body as { items: ShownOrder[] }).items.map(change) } }
      : undefined;

const dated = (change: (creationDate: string) => string | null) =>
  showOrders((order) => ({ ...order, creationDate: change(order.creationDate) }));

const DATES: [string, Mangle][] = [
  ['without its date', dated(() => null)],
  ['5 seconds before it was sent', dated((text) => new Date(Date.parse(text) - 5_000).toISOString())],
];

const codesOf = ({ body }: Answer) =>
  (body as { warnings?: { code: string }[] }).warnings?.map(({ code }) => code) ?? [];

/** The attempts at the order, those apart whose token had ended by the moved clock. */
const sends = async () => (await attempts(app, ORDER)).filter(({ status }) => status !== 401);

async function expectFound(answer: Answer, warnings: string[] = []): Promise<void> {
  expect({ status: answer.status, codes: codesOf(answer) }, JSON.stringify(answer.body)).toEqual({
    status: 200,
    codes: warnings,
  });
  expect(await sends()).toHaveLength(1);
  expect(await boughtLines(app, ORDER)).toBe(1);
}

/** Waits until the activity log was read so many times from now on. */
async function untilLogRead(times: number): Promise<void> {
  const count = async () =>
    (await app.partnerCenter.requests()).filter(({ path: asked }) => asked.startsWith('/v1/auditrecords')).length;
  const before = await count();
  await expect.poll(async () => (await count()) - before, { timeout: 15_000 }).toBeGreaterThanOrEqual(times);
}

beforeAll(async () => {
  started = await startMangledApp();
  ({ app } = started);
  session = partnerCenterSession(app);
});
afterAll(() => started.close());
beforeEach(async () => {
  started.mangle();
  await session.startOver();
  await session.switches({ requestIdReplay: false, sandboxQuotas: false });
});

describe('an order that the activity log names as sent by the call', () => {
  it.each<[string, Mangle]>([
    ...DATES,
    ['a day before it was sent', dated((text) => new Date(Date.parse(text) - DAY_IN_MS).toISOString())],
    [
      'with another availability',
      showOrders((order) => ({
        ...order,
        lineItems: order.lineItems.map((line) => ({ ...line, offerId: `${line.offerId}X` })),
      })),
    ],
  ])('is its own although it is shown %s', async (_what, mangle) => {
    started.mangle(mangle);
    await session.fault(ORDER.route, 'resetAfterCommit', { minutes: 5 });
    const answer = await app.buy(ORDER.path, ORDER.body);
    expect(answer.status).toBe(202);
    await app.partnerCenter.advance('21m');
    const { status, body } = await follow(app, answer);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(codesOf({ status, body } as Answer)).not.toContain('FoundByContent');
    started.mangle();
    expect(await sends()).toHaveLength(1);
    expect(await boughtLines(app, ORDER)).toBe(1);
  });

  it('keeps the call reconciling until it is listed, also after the time that takes at most', async () => {
    await session.fault(ORDER.route, 'resetAfterCommit', { minutes: 180 });
    const answer = await app.buy(ORDER.path, ORDER.body);
    expect(answer.status).toBe(202);
    await app.partnerCenter.advance('2h');
    await untilLogRead(2);
    expect(await stateOf(app, answer)).toBe('reconciling');
    await app.partnerCenter.advance('61m');
    await expectFound(await follow(app, answer));
  });

  it('is waited for also where a 202 named its address, which shows nothing for 25 minutes', async () => {
    await session.fault(ORDER.route, 'lateVisibility', { minutes: 25 });
    started.mangle(({ method, path: asked, status, body }) =>
      method === 'POST' && asked.endsWith('/orders') && status === 201
        ? {
            status: 202,
            body: undefined,
            headers: { location: `/customers/${ORDER.customerId}/orders/${(body as { id: string }).id}` },
          }
        : undefined,
    );
    const answer = await app.buy(ORDER.path, ORDER.body);
    expect(answer.status).toBe(202);
    await app.partnerCenter.advance('21m');
    await untilLogRead(2);
    await app.partnerCenter.advance('5m');
    await expectFound(await follow(app, answer));
  });

  it('is waited for 24 hours, and is then OutcomeUnknown', async () => {
    await session.fault(ORDER.route, 'resetAfterCommit', { minutes: 7 * 24 * 60 });
    const answer = await app.buy(ORDER.path, ORDER.body);
    expect(answer.status).toBe(202);
    await app.partnerCenter.advance('21m');
    await untilLogRead(2);
    expect(await stateOf(app, answer)).toBe('reconciling');
    const settings = { NODE_OPTIONS: `--import=${PRELOAD}`, CLOCK_SHIFT_IN_MS: String(DAY_IN_MS + 60_000) };
    const dayLater = forkHost({ port: 0, settings: { ...app.settings, ...settings }, output: 'pipe' });
    try {
      await dayLater.ready;
      expectRefusal(await follow(app, answer), 'OutcomeUnknown');
    } finally {
      await dayLater.stop();
    }
    expect(await sends()).toHaveLength(1);
  });
});

describe('an order that the activity log does not name', () => {
  it('is not taken before the time that takes at most, and then with a warning', async () => {
    await session.switches({ activityLogLagInMinutes: 60 });
    await session.fault(ORDER.route, 'resetAfterCommit');
    const answer = await app.buy(ORDER.path, ORDER.body);
    expect(answer).toMatchObject({ status: 202, body: { state: 'reconciling' } });
    await app.partnerCenter.advance('19m');
    await untilLogRead(2);
    expect(await stateOf(app, answer)).toBe('reconciling');
    await app.partnerCenter.advance('2m');
    await expectFound(await follow(app, answer), ['FoundByContent']);
  });

  it('is taken for certain where the log names it in time', async () => {
    await session.switches({ activityLogLagInMinutes: 10 });
    await session.fault(ORDER.route, 'resetAfterCommit');
    const answer = await app.buy(ORDER.path, ORDER.body);
    expect(answer.status).toBe(202);
    await app.partnerCenter.advance('11m');
    await expectFound(await follow(app, answer));
  });

  it('is taken at once where the log cannot be read', async () => {
    await session.switches({ activityLog: false });
    await session.fault(ORDER.route, 'resetAfterCommit');
    await expectFound(await app.buy(ORDER.path, ORDER.body), ['FoundByContent']);
  });

  it.each<[string, Mangle]>([
    ['has no date', dated(() => null)],
    ['cannot be read', showOrders((order) => ({ ...order, id: null }))],
  ])('does not count as not placed where one in the list %s', async (_what, mangle) => {
    const key = randomUUID();
    await session.switches({ activityLog: false });
    started.mangle(mangle);
    await session.fault(ORDER.route, 'resetAfterCommit');
    const answer = await app.buy(ORDER.path, ORDER.body, { 'idempotency-key': key });
    expect(answer.status).toBe(202);
    await app.partnerCenter.advance('21m');
    expectRefusal(await follow(app, answer), 'OutcomeUnknown');
    started.mangle();
    expectRefusal(await app.buy(ORDER.path, ORDER.body, { 'idempotency-key': key }), 'OutcomeUnknown');
    expect(await sends()).toHaveLength(1);
    expect(await boughtLines(app, ORDER)).toBe(1);
  });

  it('is not taken although the answer names it, where its content is another', async () => {
    await session.switches({ activityLog: false });
    const first = await app.buy(ORDER.path, {
      ...ORDER.body,
      lineItems: [{ offerId: 'CFQ7TTC0LH18:0001', quantity: 1, termDuration: 'P1Y' }],
    });
    expect(first.status).toBe(200);
    const { id } = (first.body as { order: { id: string } }).order;
    await session.forgetRequests();
    started.mangle(({ method, path: asked, status }) =>
      method === 'POST' && asked.endsWith('/orders') && status === 201
        ? { status: 202, body: undefined, headers: { location: `/customers/${ORDER.customerId}/orders/${id}` } }
        : undefined,
    );
    const answer = await app.buy(ORDER.path, ORDER.body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    await app.partnerCenter.advance('21m');
    expectRefusal(await follow(app, answer), 'OutcomeUnknown');
    expect(await sends()).toHaveLength(1);
  });
});
