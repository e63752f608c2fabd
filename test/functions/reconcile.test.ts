import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { expectRefusal } from './expectAnswer.ts';
import { follow } from './followOperation.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { attempts, boughtLines, LEGACY_ADD_ON, ORDER, PURCHASES, type Purchase } from './purchases.ts';

let app: TestApp;
let session: PartnerCenterSession;
let keys: string[];

/** All three at once, each under the same key whenever it is called in one test. */
const buyAll = (): Promise<Answer[]> =>
  Promise.all(PURCHASES.map(({ path, body }, index) => app.buy(path, body, { 'idempotency-key': keys[index] ?? '' })));

const faultEach = (kind: string, more: object = {}) =>
  Promise.all(PURCHASES.map(({ route }) => session.fault(route, kind, more)));

const followAll = (answers: Answer[]) => Promise.all(answers.map((answer) => follow(app, answer)));

function expectUnderWay(answers: Answer[]): void {
  expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(
    PURCHASES.map(() => ({ status: 202, body: { operationId: expect.any(String) as string, state: 'reconciling' } })),
  );
}

function expectBought({ name, quantity }: Purchase, { status, body }: Answer): void {
  expect(status, `${name}: ${JSON.stringify(body)}`).toBe(200);
  const { order } = body as { order: { lineItems: { quantity: number }[] } };
  expect(order.lineItems.at(-1)?.quantity, name).toBe(quantity);
}

/** All three were bought once, after so many attempts each. */
async function expectAllBought(answers: Answer[], expectedAttempts = 1): Promise<void> {
  for (const [index, purchase] of PURCHASES.entries()) {
    const answer = answers[index];
    if (answer) expectBought(purchase, answer);
    expect(await attempts(app, purchase), purchase.name).toHaveLength(expectedAttempts);
    expect(await boughtLines(app, purchase), purchase.name).toBe(purchase.lines);
  }
}

beforeAll(async () => {
  app = await startTestApp({
    settings: { OPERATION_RETRY_DELAY: '1s', PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' },
  });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());

describe.each([false, true])('purchases of unknown outcome, with MS-RequestIds replayed: %s', (requestIdReplay) => {
  beforeEach(async () => {
    await session.startOver();
    await session.switches({ requestIdReplay });
    keys = PURCHASES.map(() => randomUUID());
  });

  it('are found once they show, 15 minutes late, and are not made again meanwhile', async () => {
    await faultEach('resetAfterCommit', { minutes: 15 });
    const first = await buyAll();
    expectUnderWay(first);
    expectUnderWay(await buyAll());
    await app.partnerCenter.advance('16m');
    const ends = await followAll(first);
    await expectAllBought(ends);
    const repeats = await buyAll();
    expect(repeats.map(({ headers }) => headers.get('idempotent-replayed'))).toEqual(['true', 'true', 'true']);
    expect(repeats.map(({ body }) => body)).toEqual(ends.map(({ body }) => body));
    await expectAllBought(repeats);
  });

  it('end as NotPlaced when they were not made, and their keys then buy once', async () => {
    await faultEach('resetBeforeCommit');
    const first = await buyAll();
    expectUnderWay(first);
    await app.partnerCenter.advance('21m');
    for (const end of await followAll(first)) expectRefusal(end, 'NotPlaced');
    for (const purchase of PURCHASES) expect(await boughtLines(app, purchase)).toBe(purchase.lines - 1);
    await expectAllBought(await buyAll(), 2);
    for (const purchase of PURCHASES) {
      const [unanswered, repeated] = await attempts(app, purchase);
      expect(repeated?.requestId, purchase.name).toBe(unanswered?.requestId);
      expect(repeated?.correlationId, purchase.name).not.toBe(unanswered?.correlationId);
    }
  });
});

describe('purchases whose answer does not show them', () => {
  beforeEach(async () => {
    await session.startOver();
    await session.switches({ requestIdReplay: false });
    keys = PURCHASES.map(() => randomUUID());
  });

  it('are found after they were accepted without being shown, visible after 3 reads', async () => {
    await faultEach('accepted202', { visibleAfterReads: 3 });
    await expectAllBought(await followAll(await buyAll()));
    for (const purchase of PURCHASES) expect(await attempts(app, purchase)).toMatchObject([{ fault: 'accepted202' }]);
  });
});

describe('purchases that show after the time that takes at most, with MS-RequestIds replayed', () => {
  const LATE = [ORDER, LEGACY_ADD_ON];
  const buyLate = () =>
    Promise.all(LATE.map(({ path, body }, index) => app.buy(path, body, { 'idempotency-key': keys[index] ?? '' })));

  beforeEach(async () => {
    await session.startOver();
    await session.switches({ activityLog: false });
    keys = PURCHASES.map(() => randomUUID());
  });

  /** Buys what shows 25 minutes later, when it has long been given up. */
  async function giveUp(): Promise<void> {
    for (const { route } of LATE) await session.fault(route, 'resetAfterCommit', { minutes: 25 });
    const first = await buyLate();
    expect(first.map(({ status }) => status)).toEqual([202, 202]);
    await app.partnerCenter.advance('21m');
    for (const end of await followAll(first)) expectRefusal(end, 'NotPlaced');
  }

  async function expectBoughtOnce(answers: Answer[]): Promise<void> {
    for (const [index, purchase] of LATE.entries()) {
      expectBought(purchase, answers[index] as Answer);
      expect(await boughtLines(app, purchase), purchase.name).toBe(purchase.lines);
      expect(new Set((await attempts(app, purchase)).map(({ requestId }) => requestId)).size).toBe(1);
    }
  }

  it('are what the repeat with the same key is told, and it sends nothing', async () => {
    await giveUp();
    await app.partnerCenter.advance('5m');
    await expectBoughtOnce(await buyLate());
    for (const purchase of LATE) expect(await attempts(app, purchase)).toHaveLength(1);
  });

  it('are found when that repeat came before they showed and is not answered either', async () => {
    await giveUp();
    for (const { route } of LATE) await session.fault(route, 'resetAfterCommit');
    const repeats = await buyLate();
    await app.partnerCenter.advance('5m');
    await expectBoughtOnce(await followAll(repeats));
  });
});
