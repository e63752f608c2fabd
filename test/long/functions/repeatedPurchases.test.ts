import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, TestApp } from '../../stack.ts';
import { expectRefusal } from '../../functions/expectAnswer.ts';
import { follow } from '../../functions/followOperation.ts';
import { partnerCenterSession, type PartnerCenterSession } from '../../functions/partnerCenterSession.ts';
import { attempts, boughtLines, ORDER } from '../../functions/purchases.ts';
import { startMangledApp, type Mangle, type MangledApp } from '../../functions/startMangledApp.ts';

let started: MangledApp;
let app: TestApp;
let session: PartnerCenterSession;
let key: string;

const buy = (): Promise<Answer> => app.buy(ORDER.path, ORDER.body, { 'idempotency-key': key });

/** What an order is answered with although it was placed. */
const answerWith =
  (status: number): Mangle =>
  ({ method, path, status: placed }) =>
    method === 'POST' && path.endsWith('/orders') && placed === 201 ? { status, body: undefined } : undefined;

/** Places an order that shows 25 minutes later, with an answer that does not tell, until it is given up. */
async function giveUp(mangle: Mangle | undefined): Promise<void> {
  await session.fault(ORDER.route, mangle ? 'lateVisibility' : 'resetAfterCommit', { minutes: 25 });
  started.mangle(mangle);
  const first = await buy();
  started.mangle();
  expect(first.status, JSON.stringify(first.body)).toBe(202);
  await app.partnerCenter.advance('21m');
  expectRefusal(await follow(app, first), 'NotPlaced');
  expect(await attempts(app, ORDER)).toHaveLength(1);
}

async function expectFound(answer: Answer): Promise<void> {
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  expect(answer.body).toMatchObject({ order: { lineItems: [{ quantity: ORDER.quantity }] } });
  expect(await boughtLines(app, ORDER)).toBe(1);
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
  await session.switches({ requestIdReplay: false, activityLog: false });
  key = randomUUID();
});

describe('the repeat of a purchase that counts as not placed', () => {
  it.each<[string, Mangle | undefined]>([
    ['no answer', undefined],
    ['a 504', answerWith(504)],
    ['a 202 that names nothing', answerWith(202)],
  ])('finds it after all, where there was %s, and sends nothing', async (_what, mangle) => {
    await giveUp(mangle);
    await app.partnerCenter.advance('5m');
    await expectFound(await buy());
    expect(await attempts(app, ORDER)).toHaveLength(1);
  });

  it('finds it also after a repeat that Partner Center refused', async () => {
    await giveUp(answerWith(504));
    await session.refuse(ORDER.route, 400, 800002);
    expectRefusal(await buy(), 'PartnerCenterRejected');
    expect(await attempts(app, ORDER)).toHaveLength(2);
    await app.partnerCenter.advance('5m');
    await expectFound(await buy());
    expect(await attempts(app, ORDER)).toHaveLength(2);
  });

  it('finds it also after a repeat that was not answered either', async () => {
    await giveUp(answerWith(202));
    await session.fault(ORDER.route, 'resetBeforeCommit');
    const repeat = await buy();
    expect(repeat.status).toBe(202);
    await app.partnerCenter.advance('5m');
    await expectFound(await follow(app, repeat));
    expect(await attempts(app, ORDER)).toHaveLength(2);
  });

  it('buys where it is still not there, and says of the answer what it is', async () => {
    await session.fault(ORDER.route, 'resetBeforeCommit');
    const first = await buy();
    await app.partnerCenter.advance('21m');
    expectRefusal(await follow(app, first), 'NotPlaced');
    await expectFound(await buy());
    expect(await attempts(app, ORDER)).toHaveLength(2);
    expect((await buy()).headers.get('idempotent-replayed')).toBe('true');
  });

  it('is OutcomeUnknown, and sends nothing, where what is there does not tell', async () => {
    await giveUp(answerWith(504));
    await app.partnerCenter.advance('5m');
    started.mangle(({ method, path, body }) =>
      method === 'GET' && path.endsWith('/orders')
        ? { body: { ...(body as object), items: [{ id: 7, lineItems: 'none' }] } }
        : undefined,
    );
    const repeat = await buy();
    expectRefusal(repeat, 'OutcomeUnknown');
    started.mangle();
    expect((await buy()).body).toEqual(repeat.body);
    expect(await attempts(app, ORDER)).toHaveLength(1);
  });

  it('is PartnerCenterUnavailable, and sends nothing, while the activity log knows it and no list shows it', async () => {
    await giveUp(answerWith(504));
    await session.switches({ activityLog: true });
    expectRefusal(await buy(), 'PartnerCenterUnavailable');
    expect(await attempts(app, ORDER)).toHaveLength(1);
    await app.partnerCenter.advance('5m');
    await expectFound(await buy());
    expect(await attempts(app, ORDER)).toHaveLength(1);
  });

  it('is a new purchase with another payload, also while the activity log knows the first', async () => {
    await giveUp(undefined);
    await app.partnerCenter.advance('5m');
    await session.switches({ activityLog: true });
    await session.fault(ORDER.route, 'resetBeforeCommit');
    const other = { ...ORDER.body, lineItems: [{ offerId: 'CFQ7TTC0LH18:0001', quantity: 7, termDuration: 'P1Y' }] };
    const answer = await app.buy(ORDER.path, other, { 'idempotency-key': key });
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    await app.partnerCenter.advance('21m');
    expectRefusal(await follow(app, answer), 'NotPlaced');
    expect(await boughtLines(app, ORDER)).toBe(1);
  });
});
