import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { expectRefusal } from './expectAnswer.ts';
import { IDS, LINE, MONEY_ROUTES } from './moneyRoutes.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';

const BUYING = ['purchaseAddOn', 'createOrder'] as const;

let app: TestApp;
let session: PartnerCenterSession;

beforeAll(async () => {
  app = await startTestApp();
  session = partnerCenterSession(app);
  await session.startOver();
});
afterAll(() => app.close());
beforeEach(() => session.forgetRequests());

async function expectInvalid(answer: Promise<Answer>, target: string): Promise<void> {
  const error = expectRefusal(await answer, 'InvalidRequest');
  expect(error.target, error.message).toBe(target);
  expect(await app.partnerCenter.requests()).toEqual([]);
}

describe.each(BUYING)('the body of %s', (name) => {
  const { route, good } = MONEY_ROUTES[name];
  const prefix = name === 'createOrder' ? 'lineItems[0].' : '';
  const withLine = (members: object) =>
    name === 'createOrder' ? { direct: true, lineItems: [{ ...LINE, ...members }] } : { ...LINE, ...members };

  it.each(['', ' \r\n', '{}'])('is wanted: %j is not enough', (body) =>
    expectInvalid(app.buy(route, body === '' ? undefined : body), name === 'createOrder' ? 'lineItems' : 'offerId'),
  );

  it.each([-1, 0, 1.5, '1', null, true, [1], 1e300, Number.MAX_SAFE_INTEGER + 1])('may not ask for %j', (quantity) =>
    expectInvalid(app.buy(route, withLine({ quantity })), `${prefix}quantity`),
  );

  it.each(['', '../../orders', 'a b', 'a:b:c:d', 'x'.repeat(65), 7, null, { id: 'x' }, 'CFQ7TTC0LH18:', "'; drop"])(
    'may not have %j for an offer',
    (offerId) => expectInvalid(app.buy(route, withLine({ offerId })), `${prefix}offerId`),
  );

  it.each([
    ['termDuration', 'a year'],
    ['termDuration', 12],
    ['customTermEndDate', 'tomorrow'],
    ['customTermEndDate', '2026-02-30T00:00:00Z'],
    ['friendlyName', ''],
    ['friendlyName', 'x'.repeat(257)],
    ['promotionId', ''],
    ['attestationAccepted', 'true'],
  ])('may not have in %s the value %j', (member, value) =>
    expectInvalid(app.buy(route, withLine({ [member]: value })), `${prefix}${member}`),
  );

  it.each(['not-a-guid', '', 7, null, '../x'])('may not name %j as the reseller', (indirectResellerId) => {
    const body = { ...good, indirectResellerId };
    return expectInvalid(app.buy(route, { ...body, direct: undefined }), 'indirectResellerId');
  });

  it('may not have a billing cycle that is none', () =>
    expectInvalid(app.buy(route, { ...good, billingCycle: 'weekly' }), 'billingCycle'));

  it('names every member at fault in the details', async () => {
    const answer = await app.buy(route, withLine({ offerId: '', quantity: -1, surplus: true }));
    const { details = [] } = expectRefusal(answer, 'InvalidRequest');
    const members = ['offerId', 'quantity', 'surplus'].map((member) => `${prefix}${member}`);
    expect(details.map(({ target }) => target)).toEqual(expect.arrayContaining(members));
  });
});

describe('the lines of a request', () => {
  const order = (members: object) => app.buy(MONEY_ROUTES.createOrder.route, members);
  const { route: cancelRoute } = MONEY_ROUTES.cancelOrder;

  it('of an order are numbered from 0 without gaps or repeats, or not at all', async () => {
    const lines = (...numbers: unknown[]) => ({
      direct: true,
      lineItems: numbers.map((lineItemNumber) => ({ ...LINE, lineItemNumber })),
    });
    await expectInvalid(order(lines(0, 0)), 'lineItems[1].lineItemNumber');
    await expectInvalid(order(lines(0, 2)), 'lineItems[1].lineItemNumber');
    await expectInvalid(order(lines(0, undefined)), 'lineItems[1].lineItemNumber');
    await expectInvalid(order(lines(-1)), 'lineItems[0].lineItemNumber');
    await expectInvalid(order(lines('0')), 'lineItems[0].lineItemNumber');
    await expectInvalid(order({ direct: true, lineItems: [] }), 'lineItems');
    await expectInvalid(order({ direct: true, lineItems: Array(51).fill(LINE) }), 'lineItems');
    await expectInvalid(order({ direct: true, lineItems: LINE }), 'lineItems');
    await expectInvalid(order({ direct: true, lineItems: [LINE, null] }), 'lineItems[1]');
  });

  it('of an order go to an indirect reseller’s customer or a direct one: one of the two is said', async () => {
    await expectInvalid(order({ lineItems: [LINE] }), 'indirectResellerId');
    const both = { indirectResellerId: IDS.customerId, direct: true, lineItems: [LINE] };
    await expectInvalid(order(both), 'indirectResellerId');
    await expectInvalid(order({ direct: false, lineItems: [LINE] }), 'direct');
    await expectInvalid(order({ direct: 'true', lineItems: [LINE] }), 'direct');
  });

  it.each([
    [{ lineItems: [] }, 'lineItems'],
    [{ lineItems: {} }, 'lineItems'],
    [{ lineItems: [0] }, 'lineItems[0]'],
    [{ lineItems: [{}] }, 'lineItems[0].lineItemNumber'],
    [{ lineItems: [{ lineItemNumber: -1 }] }, 'lineItems[0].lineItemNumber'],
    [{ lineItems: [{ lineItemNumber: 0.5 }] }, 'lineItems[0].lineItemNumber'],
    [{ lineItems: [{ lineItemNumber: '0' }] }, 'lineItems[0].lineItemNumber'],
    [{ lineItems: [{ lineItemNumber: 0, quantity: 0 }] }, 'lineItems[0].quantity'],
    [{ lineItems: [{ lineItemNumber: 0 }, { lineItemNumber: 0 }] }, 'lineItems[1].lineItemNumber'],
  ])('of a cancel may not be %j', (body, target) => expectInvalid(app.api('POST', cancelRoute, body), target));
});
