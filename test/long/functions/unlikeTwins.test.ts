import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type Answer, type TestApp } from '../../stack.ts';
import { expectRefusal } from '../../functions/expectAnswer.ts';
import { follow } from '../../functions/followOperation.ts';
import { partnerCenterSession, type PartnerCenterSession } from '../../functions/partnerCenterSession.ts';
import { attempts, ORDER } from '../../functions/purchases.ts';

const { indirectResellerId, ...rest } = ORDER.body as { indirectResellerId: string; lineItems: object[] };
const [line] = rest.lineItems;
const direct = { ...rest, direct: true };
const named = (friendlyName: string) => ({ ...ORDER.body, lineItems: [{ ...line, friendlyName }] });

/** Purchases that can be told apart: one that was lost before it was made, and one that was made. */
const PAIRS: [string, object, object][] = [
  ['a direct one and one for a reseller', direct, ORDER.body],
  ['one for a reseller and a direct one', ORDER.body, direct],
  ['two of other names', named('for Alice'), named('for Bob')],
  ['one without a name and one with', ORDER.body, named('for Bob')],
  ['two of other billing cycles', { ...ORDER.body, billingCycle: 'annual' }, ORDER.body],
  [
    'two equal lines and two of other quantities',
    { ...ORDER.body, lineItems: [line, line] },
    { ...ORDER.body, lineItems: [line, { ...line, quantity: 1 }] },
  ],
];

let app: TestApp;
let session: PartnerCenterSession;

const codesOf = ({ body }: Answer) =>
  (body as { warnings?: { code: string }[] }).warnings?.map(({ code }) => code) ?? [];

async function orders(): Promise<{ id: string; lineItems: { partnerIdOnRecord?: string }[] }[]> {
  const { body } = await app.api('GET', `customers/${ORDER.customerId}/orders`);
  return (body as { items: { id: string; lineItems: { partnerIdOnRecord?: string }[] }[] }).items;
}

/** Both calls, under way; what was made shows five minutes later. */
async function buyBoth(lost: object, made: object): Promise<[Answer, Answer]> {
  await session.fault(ORDER.route, 'resetBeforeCommit');
  const first = await app.buy(ORDER.path, lost);
  await session.fault(ORDER.route, 'resetAfterCommit', { minutes: 5 });
  const second = await app.buy(ORDER.path, made);
  expect([first.status, second.status]).toEqual([202, 202]);
  expect(await attempts(app, ORDER)).toMatchObject([{ fault: 'resetBeforeCommit' }, { fault: 'resetAfterCommit' }]);
  return [first, second];
}

beforeAll(async () => {
  app = await startTestApp({
    settings: { OPERATION_RETRY_DELAY: '1s', PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' },
  });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await session.startOver();
  await session.switches({ requestIdReplay: false, sandboxQuotas: false });
});

describe('calls with much the same content get their own order:', () => {
  it.each(PAIRS)('%s, without an activity log', async (_what, lost, made) => {
    await session.switches({ activityLog: false });
    const [first, second] = await buyBoth(lost, made);
    await app.partnerCenter.advance('6m');
    const found = await follow(app, second);
    expect({ status: found.status, codes: codesOf(found) }).toMatchObject({ status: 200 });
    expect(codesOf(found)).toContain('FoundByContent');
    await app.partnerCenter.advance('15m');
    expectRefusal(await follow(app, first), 'NotPlaced');
    const [order, ...others] = await orders();
    expect(others).toEqual([]);
    expect((found.body as { order: { id: string } }).order.id).toBe(order?.id);
    expect(await attempts(app, ORDER)).toHaveLength(2);
  });

  it('a direct one and one for a reseller, with a log that comes an hour late', async () => {
    await session.switches({ activityLogLagInMinutes: 60 });
    const [first, second] = await buyBoth(direct, ORDER.body);
    await app.partnerCenter.advance('21m');
    const [lost, found] = await Promise.all([follow(app, first), follow(app, second)]);
    expectRefusal(lost, 'NotPlaced');
    expect({ status: found.status, codes: codesOf(found) }).toEqual({ status: 200, codes: ['FoundByContent'] });
    expect(await orders()).toHaveLength(1);
  });
});
