import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { correlationIdOf } from '../../../shared/idempotency/correlationIds.ts';
import { startTestApp, type Answer, type TestApp } from '../../stack.ts';
import { expectRefusal } from '../../functions/expectAnswer.ts';
import { follow } from '../../functions/followOperation.ts';
import { partnerCenterSession, type PartnerCenterSession } from '../../functions/partnerCenterSession.ts';
import { attempts, boughtLines, LEGACY_ADD_ON, ORDER, PURCHASES, type Purchase } from '../../functions/purchases.ts';

let app: TestApp;
let session: PartnerCenterSession;

const buy = ({ path, body }: Purchase, key: string = randomUUID()) => app.buy(path, body, { 'idempotency-key': key });
const operationOf = ({ body }: Answer) => (body as { operationId: string }).operationId;
const orderOf = ({ body }: Answer) => (body as { order?: { id: string } }).order?.id;
const codesOf = ({ body }: Answer) =>
  (body as { warnings?: { code: string }[] }).warnings?.map(({ code }) => code) ?? [];

/** Two calls with the same content, one lost before it was done and one after; both are under way. */
async function buyTwice(purchase: Purchase): Promise<{ answers: [Answer, Answer]; keys: [string, string] }> {
  const keys: [string, string] = [randomUUID(), randomUUID()];
  await session.fault(purchase.route, 'resetBeforeCommit');
  await session.fault(purchase.route, 'resetAfterCommit', { minutes: 15 });
  const answers = await Promise.all([buy(purchase, keys[0]), buy(purchase, keys[1])]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  return { answers, keys };
}

/** Follows calls past the minutes in which an order may show late, and past the window. */
async function followAll(answers: Answer[], isFound: (ended: number) => boolean): Promise<Answer[]> {
  await app.partnerCenter.advance('16m');
  const ends = answers.map((answer) => follow(app, answer));
  const first = await Promise.race(ends);
  expect(isFound(first.status), JSON.stringify(first.body)).toBe(true);
  await app.partnerCenter.advance('6m');
  return Promise.all(ends);
}

beforeAll(async () => {
  app = await startTestApp({
    settings: { OPERATION_RETRY_DELAY: '1s', PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' },
  });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());

describe('calls with the same content', () => {
  beforeEach(async () => {
    await session.startOver();
    await session.switches({ requestIdReplay: false });
  });

  it('are told apart by the activity log: the one whose order it is gets it', async () => {
    const { answers } = await buyTwice(ORDER);
    const made = (await attempts(app, ORDER)).find(({ fault }) => fault === 'resetAfterCommit');
    const isMade = (answer: Answer) => correlationIdOf(operationOf(answer), 1) === made?.correlationId;
    expect(answers.filter(isMade)).toHaveLength(1);
    const ends = await followAll(answers, (status) => status === 200);
    for (const [index, answer] of answers.entries()) {
      const end = ends[index] ?? answer;
      if (!isMade(answer)) expectRefusal(end, 'NotPlaced');
      else expect({ status: end.status, warnings: codesOf(end) }).toEqual({ status: 200, warnings: [] });
    }
    expect(await boughtLines(app, ORDER)).toBe(1);
    expect(await attempts(app, ORDER)).toHaveLength(2);
  });

  it.each(PURCHASES.map((purchase) => [purchase.name, purchase] as const))(
    'share %s without an activity log: one gets it, the other was not made',
    async (_name, purchase) => {
      await session.switches({ activityLog: false });
      const { answers } = await buyTwice(purchase);
      const ends = await followAll(answers, (status) => status === 200);
      const [found, other] = ends.toSorted((left, right) => left.status - right.status);
      if (!found || !other) throw new Error('Two answers were expected.');
      expect(codesOf(found)).toContain('FoundByContent');
      expectRefusal(other, 'NotPlaced');
      expect(await boughtLines(app, purchase)).toBe(purchase.lines);
      expect(await attempts(app, purchase)).toHaveLength(2);
    },
  );

  it.each([true, false])('that were all made get one order each, with an activity log: %s', async (activityLog) => {
    await session.switches({ activityLog });
    await session.fault(ORDER.route, 'resetAfterCommit', { count: 4 });
    const ends = await Promise.all(Array.from({ length: 4 }, async () => follow(app, await buy(ORDER))));
    expect(ends.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(ends.map(orderOf)).size).toBe(4);
    expect((await attempts(app, ORDER)).map(({ fault }) => fault)).toEqual(Array(4).fill('resetAfterCommit'));
  });

  it('leave an order alone whose own call is still waiting for its answer', async () => {
    await session.switches({ activityLog: false });
    await session.fault(ORDER.route, 'slow', { delayInMs: 4_500 });
    await session.fault(ORDER.route, 'resetBeforeCommit');
    const answers = await Promise.all([buy(ORDER), buy(ORDER)]);
    const [answered, lost] = answers.toSorted((left, right) => left.status - right.status);
    if (!answered || !lost) throw new Error('Two answers were expected.');
    expect({ status: answered.status, warnings: codesOf(answered) }).toEqual({ status: 200, warnings: [] });
    expect((await attempts(app, ORDER)).map(({ fault }) => fault).sort()).toEqual(['resetBeforeCommit', 'slow']);
    await app.partnerCenter.advance('21m');
    expectRefusal(await follow(app, lost), 'NotPlaced');
    expect(await boughtLines(app, ORDER)).toBe(1);
  });

  it('leave an order alone that somebody placed elsewhere, and say that nobody knows', async () => {
    const key = randomUUID();
    await session.fault(ORDER.route, 'resetBeforeCommit');
    const answer = await buy(ORDER, key);
    expect(answer.status).toBe(202);
    const [sent] = await attempts(app, ORDER);
    await session.ask('POST', `customers/${ORDER.customerId}/orders`, sent?.body);
    await app.partnerCenter.advance('21m');
    const end = await follow(app, answer);
    expectRefusal(end, 'OutcomeUnknown');
    const state = await app.api('GET', `operations/${operationOf(answer)}`);
    expect(state.body).toMatchObject({ state: 'needsAttention', status: 409 });
    const repeat = await buy(ORDER, key);
    expect(repeat).toMatchObject({ status: 409, body: end.body as object });
    expect(repeat.headers.get('idempotent-replayed')).toBe('true');
    expect(await session.writes()).toEqual([]);
    expect(await boughtLines(app, ORDER)).toBe(1);
  });

  it('leave an add-on alone that was bought before', async () => {
    const before = await buy(LEGACY_ADD_ON);
    expect(before.status).toBe(200);
    await session.fault(LEGACY_ADD_ON.route, 'resetBeforeCommit');
    const answer = await buy(LEGACY_ADD_ON);
    expect((await attempts(app, LEGACY_ADD_ON)).map(({ fault }) => fault)).toEqual([undefined, 'resetBeforeCommit']);
    await app.partnerCenter.advance('21m');
    expectRefusal(await follow(app, answer), 'NotPlaced');
    expect(await boughtLines(app, LEGACY_ADD_ON)).toBe(LEGACY_ADD_ON.lines);
  });
});
