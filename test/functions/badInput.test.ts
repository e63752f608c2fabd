import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { expectRefusal } from './expectAnswer.ts';
import { IDS, MONEY_ROUTES } from './moneyRoutes.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { sendRaw } from './sendRaw.ts';

const { customerId, subscriptionId, orderId } = IDS;
const NAMES = Object.keys(MONEY_ROUTES) as (keyof typeof MONEY_ROUTES)[];
const MARKER = 'a-value-that-no-log-may-hold';

let app: TestApp;
let session: PartnerCenterSession;

beforeAll(async () => {
  app = await startTestApp();
  session = partnerCenterSession(app);
  await session.startOver();
});
afterAll(() => app.close());
beforeEach(() => session.forgetRequests());

async function expectNothingSent(): Promise<void> {
  expect(await app.partnerCenter.requests()).toEqual([]);
}

async function expectInvalid(answer: Promise<Answer>, target: string): Promise<void> {
  const error = expectRefusal(await answer, 'InvalidRequest');
  expect(error.target, error.message).toBe(target);
  await expectNothingSent();
}

describe.each(NAMES)('%s', (name) => {
  const { route, good } = MONEY_ROUTES[name];

  it.each(['{', '{"a":1,}', "{'a':1}", 'nonsense', '{"a":1} {"b":2}', '[', 'NaN', '{"quantity":01}', '\0'])(
    'refuses the malformed body %j',
    (body) => expectInvalid(app.buy(route, body), 'body'),
  );

  it.each(['[]', 'null', '"text"', '17', 'true'])('refuses %s for a body', (body) =>
    expectInvalid(app.buy(route, body), 'body'),
  );

  it('refuses bytes that are no UTF-8', () =>
    expectInvalid(sendRaw(app, 'POST', route, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), 'body'));

  it.each(['{"surplus":1}', '{"__proto__":{"direct":true}}', '{"constructor":1}', '{"dryrun":true}'])(
    'refuses the unknown member of %s by its name',
    async (body) => {
      const member = Object.keys(JSON.parse(body) as object)[0] ?? '';
      const merged = JSON.stringify(good).replace(
        /^\{/,
        (brace) => brace + body.slice(1, -1) + (Object.keys(good).length === 0 ? '' : ','),
      );
      await expectInvalid(app.buy(route, merged), member);
    },
  );

  it('refuses unknown, repeated and wrong query members by their names', async () => {
    await expectInvalid(app.buy(`${route}?surplus=1`, good), 'surplus');
    await expectInvalid(app.buy(`${route}?Include=raw`, good), 'Include');
    await expectInvalid(app.buy(`${route}?include=raw&include=raw`, good), 'include');
    await expectInvalid(app.buy(`${route}?include=everything`, good), 'include');
    await expectInvalid(app.buy(`${route}?include=`, good), 'include');
    await expectInvalid(app.buy(`${route}?__proto__=raw`, good), '__proto__');
  });

  it('refuses a body of ten megabytes', () =>
    expectInvalid(app.buy(route, `{"friendlyName":"${'x'.repeat(10 * 1024 * 1024)}"}`), 'body'));

  it('refuses nesting without end, and keeps working', async () => {
    const deep = '['.repeat(200_000);
    await expectInvalid(app.buy(route, `${deep}${']'.repeat(200_000)}`), 'body');
    await expectInvalid(app.buy(route, deep), 'body');
  });

  it('refuses a wrong idempotency key, and two that differ', async () => {
    const withKey = (key: string, body: object = good) => app.api('POST', route, body, { 'idempotency-key': key });
    await expectInvalid(withKey('two words'), 'idempotency-key');
    await expectInvalid(withKey('x'.repeat(129)), 'idempotency-key');
    await expectInvalid(app.api('POST', route, { ...good, idempotencyKey: '' }), 'idempotencyKey');
    await expectInvalid(app.api('POST', route, { ...good, idempotencyKey: 7 }), 'idempotencyKey');
    await expectInvalid(withKey('one', { ...good, idempotencyKey: 'two' }), 'idempotencyKey');
  });

  it.each([
    'not-a-guid',
    '{7d1b6e1a-0f0e-4c7e-8a54-000000000001}',
    '7d1b6e1a0f0e4c7e8a54000000000001',
    '7d1b6e1a-0f0e-4c7e-8a54-00000000000',
    '7d1b6e1a-0f0e-4c7e-8a54-000000000001%20',
    '7d1b6e1a-0f0e-4c7e-8a54-000000000001%0a',
    '7d1b6e1a-0f0e-4c7e-8a54-00000000000%D9%A1',
    '..%2f..',
    '%2e%2e%2f',
    '%252e%252e%252f',
    '..%5c..',
    '..\\..',
    '7d1b6e1a-0f0e-4c7e-8a54-000000000001%2forders',
    '7d1b6e1a-0f0e-4c7e-8a54-000000000001%3fx=1',
    '7d1b6e1a-0f0e-4c7e-8a54-000000000001%23',
    '*',
    '%ff',
  ])('refuses %s for a customer id', (id) =>
    expectInvalid(sendRaw(app, 'POST', route.replace(customerId, id), JSON.stringify(good)), 'customerId'),
  );

  it.each(['..', '%2e%2e', '%2e', ''])('is not found with %j for a customer id', async (id) => {
    const answer = await sendRaw(app, 'POST', route.replace(customerId, id), JSON.stringify(good));
    expect(answer.status).toBe(404);
    await expectNothingSent();
  });

  it('is not called with a NUL in its path', async () => {
    expect((await sendRaw(app, 'POST', route.replace(customerId, '%00'), JSON.stringify(good))).status).toBe(400);
    await expectNothingSent();
  });

  it('wants the key', async () => {
    const unkeyed = await app.unkeyed('POST', route, good);
    const wrong = await app.api('POST', route, good, { 'x-functions-key': `${app.functionKey}x` });
    const wrongInQuery = await app.unkeyed('POST', `${route}?code=${MARKER}`, good);
    for (const { status, body } of [unkeyed, wrong, wrongInQuery]) {
      expect({ status, body }).toEqual({ status: 401, body: undefined });
    }
    await expectNothingSent();
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('is not found by %s', async (method) => {
    const { status, body } = await app.api(method, route, good);
    expect({ status, body }).toEqual({ status: 404, body: undefined });
    await expectNothingSent();
  });

  it('accepts a byte order mark before the body, and the key in the query', async () => {
    const path = `${route}?code=${app.functionKey}`;
    const key = { 'idempotency-key': randomUUID() };
    const answer = await app.unkeyed('POST', path, `\uFEFF${JSON.stringify(good)}`, key);
    expect([401, 400]).not.toContain(answer.status);
    expect(await app.partnerCenter.requests()).not.toEqual([]);
    await session.startOver();
  });
});

describe('ids in paths', () => {
  it.each(['not-a-guid', '..%2f..', '%252e%252e', '..\\..', `${subscriptionId}%2faddons`])(
    'refuses %s for a subscription id',
    async (id) => {
      for (const name of ['cancelSubscription', 'purchaseAddOn'] as const) {
        const { route, good } = MONEY_ROUTES[name];
        await expectInvalid(
          sendRaw(app, 'POST', route.replace(subscriptionId, id), JSON.stringify(good)),
          'subscriptionId',
        );
      }
    },
  );

  it.each([
    '..%2f..',
    '%252e%252e',
    '..\\..',
    'a.b',
    'a%20b',
    `${orderId}%2f..`,
    '%C3%A4',
    'x'.repeat(65),
    `${orderId}%0d%0a`,
  ])('refuses %s for an order id', (id) =>
    expectInvalid(sendRaw(app, 'POST', MONEY_ROUTES.cancelOrder.route.replace(orderId, id)), 'orderId'),
  );
});

describe('reads', () => {
  it.each([
    [`customers/x/subscriptions`, 'customerId'],
    [`customers/x/orders`, 'customerId'],
    [`customers/${customerId}/subscriptions/x`, 'subscriptionId'],
    [`customers/${customerId}/subscriptions/..%2f..`, 'subscriptionId'],
    [`customers/${customerId}/subscriptions/x/addon-offers`, 'subscriptionId'],
    [`customers/${customerId}/subscriptions?surplus=1`, 'surplus'],
    [`customers/${customerId}/subscriptions/${subscriptionId}?include=all`, 'include'],
    [`customers?search=${'x'.repeat(257)}`, 'search'],
    [`customers?search=a&search=b`, 'search'],
    [`customers?size=1`, 'size'],
    [`resellers?surplus=1`, 'surplus'],
    [`doctor?surplus=1`, 'surplus'],
  ])('refuse %s', (path, target) => expectInvalid(sendRaw(app, 'GET', path), target));
});

describe('what the host writes', () => {
  it('holds no secret, token or key, nor what was wrong', async () => {
    const { items } = (await app.keyVault.get('/_emulator/secrets')).body as { items: { value: string }[] };
    const secrets = [...items.map(({ value }) => value), app.functionKey, MARKER, app.settings.IDENTITY_HEADER ?? ''];
    expect(secrets.length).toBeGreaterThan(5);
    expect(app.output()).toContain('InvalidRequest');
    for (const secret of secrets) expect(app.output()).not.toContain(secret);
    expect(app.output()).not.toMatch(/eyJ[\w-]{20,}|Bearer |\n\s+at /);
  });
});
