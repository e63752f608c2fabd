import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { GetOperationResponse } from '../../shared/schemas/getOperation.ts';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { ORDER } from './purchases.ts';
import { pathOf } from './subscriptionCaller.ts';

const GET_SUBSCRIPTION = 'GET customers/*/subscriptions/*';
const CANCEL_CLOSED = `${pathOf(SEED.newCommerceClosed)}/cancel`;
/** As long as an id, and nobody's. */
const UNKNOWN_ID = 'A'.repeat(55);

/** An operation by the address that a 202 gave out. */
interface Address {
  operationId: string;
  token: string;
  state: string;
  result: string;
}

let app: TestApp;
let session: PartnerCenterSession;

function addressOf({ status, headers, body }: Answer): Address {
  expect(status, JSON.stringify(body)).toBe(202);
  const { operationId } = body as { operationId: string };
  const location = new URL(headers.get('location') ?? '');
  const token = location.searchParams.get('token') ?? '';
  const state = `operations/${operationId}?token=${token}`;
  const result = `operations/${operationId}/result?token=${token}`;
  expect(location.href).toBe(`${app.url}/api/${result}`);
  expect(headers.get('operation-location')).toBe(`${app.url}/api/${state}`);
  return { operationId, token, state, result };
}

/** A purchase that nobody knows the outcome of and that the queue does not look for here. */
async function buyUnanswered(): Promise<Address> {
  await session.fault(ORDER.route, 'resetBeforeCommit');
  return addressOf(await app.buy(ORDER.path, ORDER.body));
}

/** A call, and the address that its repeat is given while it is under way. */
async function callTwice(path: string, body?: object): Promise<{ first: Answer; address: Address; key: string }> {
  const key = randomUUID();
  const call = () => app.buy(path, body, { 'idempotency-key': key });
  const calling = call();
  await expect.poll(async () => (await app.partnerCenter.requests()).length).toBeGreaterThan(0);
  const address = addressOf(await call());
  return { first: await calling, address, key };
}

/** Whether the addresses of an answer carry no token. */
function hasNoToken({ headers }: Answer): boolean {
  return ['location', 'operation-location'].every((name) => !headers.get(name)?.includes('?'));
}

beforeAll(async () => {
  app = await startTestApp({
    settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000', 'AzureWebJobs.continueOperation.Disabled': 'true' },
  });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(() => session.startOver());

describe('an operation that is under way', () => {
  it('tells its state with 200 and its result with 202, and sends nothing', async () => {
    const { operationId, state, result } = await buyUnanswered();
    await session.forgetRequests();
    const told = await app.unkeyed('GET', state);
    expect(expectAnswer(told, GetOperationResponse)).toEqual({
      operationId,
      operation: 'createOrder',
      customerId: ORDER.customerId,
      state: 'reconciling',
      startedAt: expect.any(String) as string,
    });
    expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(0);
    const pending = await app.unkeyed('GET', result);
    expect(pending).toMatchObject({ status: 202, body: { operationId, state: 'reconciling' } });
    expect(Number(pending.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(addressOf(pending)).toMatchObject({ state, result });
    expect(await app.partnerCenter.requests()).toEqual([]);
  });

  it.each(['renewalInProgress', 'resetBeforeCommit'])('is running where it is a cancel that met %s', async (kind) => {
    await session.fault('PATCH customers/*/subscriptions/*', kind);
    const { state } = addressOf(await app.api('POST', `${pathOf(SEED.newCommerceOpen)}/cancel`));
    expect((await app.unkeyed('GET', state)).body).toMatchObject({ operation: 'cancelSubscription', state: 'running' });
  });

  it('is read with the function key that started it, as header or in the address', async () => {
    const { operationId } = await buyUnanswered();
    for (const path of [`operations/${operationId}`, `operations/${operationId}/result`]) {
      const expected = path.endsWith('result') ? 202 : 200;
      expect((await app.api('GET', path)).status).toBe(expected);
      expect((await app.unkeyed('GET', `${path}?code=${app.functionKey}`)).status).toBe(expected);
    }
    expect(hasNoToken(await app.api('GET', `operations/${operationId}/result`))).toBe(true);
  });

  it('does not show itself to anybody else, nor that it is there', async () => {
    const [{ operationId }, { token: foreign }] = [await buyUnanswered(), await buyUnanswered()];
    const key = 'made-up-key';
    const ask = async (id: string, query: string, headers?: Record<string, string>) => {
      const answers = [`operations/${id}${query}`, `operations/${id}/result${query}`].map((path) =>
        app.unkeyed('GET', path, undefined, headers),
      );
      return (await Promise.all(answers)).map((answer) => expectRefusal(answer, 'OperationNotFound'));
    };
    const nobodys = await ask(UNKNOWN_ID, '');
    for (const query of ['', '?token=', '?token=wrong', `?token=${foreign}`, `?code=${key}`]) {
      expect(await ask(operationId, query), query).toEqual(nobodys);
    }
    expect(await ask(operationId, '', { 'x-functions-key': key })).toEqual(nobodys);
    expect(await ask(UNKNOWN_ID, `?token=${foreign}`, { 'x-functions-key': app.functionKey })).toEqual(nobodys);
  });
});

describe('an operation that has ended', () => {
  it('answers what the call was answered', async () => {
    await session.fault(ORDER.route, 'slow', { delayInMs: 1_000 });
    const { first, address } = await callTwice(ORDER.path, ORDER.body);
    expect(first.status).toBe(200);
    await session.forgetRequests();
    expect(await app.unkeyed('GET', address.result)).toMatchObject({ status: 200, body: first.body as object });
    const told = await app.unkeyed('GET', address.state);
    expect(expectAnswer(told, GetOperationResponse)).toMatchObject({
      state: 'succeeded',
      endedAt: expect.any(String) as string,
      status: 200,
      result: first.body,
    });
    expect(told.headers.get('retry-after')).toBeNull();
    expect(await app.partnerCenter.requests()).toEqual([]);
  });

  it('answers the refusal of the call, and shows no later call with its key', async () => {
    await session.fault(GET_SUBSCRIPTION, 'slow', { delayInMs: 1_000 });
    const { first, address, key } = await callTwice(CANCEL_CLOSED, {});
    const { code, message } = expectRefusal(first, 'CancellationWindowClosed');
    expect(expectRefusal(await app.unkeyed('GET', address.result), 'CancellationWindowClosed').message).toBe(message);
    expect((await app.unkeyed('GET', address.state)).body).toMatchObject({
      state: 'failed',
      status: 409,
      error: { code, message },
    });
    await session.fault(GET_SUBSCRIPTION, 'slow', { delayInMs: 1_000 });
    const call = () => app.buy(CANCEL_CLOSED, {}, { 'idempotency-key': key });
    await session.forgetRequests();
    const calling = call();
    await expect.poll(async () => (await app.partnerCenter.requests()).length).toBeGreaterThan(0);
    const later = addressOf(await call());
    await calling;
    expect(later.operationId).not.toBe(address.operationId);
    expectRefusal(
      await app.unkeyed('GET', `operations/${later.operationId}?token=${address.token}`),
      'OperationNotFound',
    );
    expect((await app.unkeyed('GET', later.state)).status).toBe(200);
  });

  it('answers NotPlaced where the call met what passes, so that nobody asks for ever', async () => {
    await session.fault('GET customers/*/subscriptions/*', 'slow', { delayInMs: 1_000 });
    await session.fault('PATCH customers/*/subscriptions/*', 'throttle', { retryAfterInSeconds: 200 });
    const { first, address } = await callTwice(`${pathOf(SEED.newCommerceOpen)}/cancel`, {});
    expectRefusal(first, 'PartnerCenterThrottled');
    const { details } = expectRefusal(await app.unkeyed('GET', address.result), 'NotPlaced');
    expect(details?.[0]?.code).toBe('PartnerCenterThrottled');
  });
});

describe('the address of an operation', () => {
  it.each(['x', '-_-', 'A'.repeat(54), 'A'.repeat(56), 'A'.repeat(128)])('finds nothing under %s', async (id) => {
    expectRefusal(await app.api('GET', `operations/${id}`), 'OperationNotFound');
    expectRefusal(await app.api('GET', `operations/${id}/result`), 'OperationNotFound');
  });

  it.each(['a.b', 'a%20b', 'ä', "a'b", 'A'.repeat(129)])('is InvalidRequest with %s', async (id) => {
    expect(expectRefusal(await app.api('GET', `operations/${id}`), 'InvalidRequest').target).toBe('operationId');
  });

  it('takes no other query than its token, of at most 128 characters', async () => {
    for (const query of ['token=a&more=b', `token=${'a'.repeat(129)}`])
      expectRefusal(await app.unkeyed('GET', `operations/${UNKNOWN_ID}?${query}`), 'InvalidRequest');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'])('is no address for %s', async (method) => {
    for (const path of [`operations/${UNKNOWN_ID}`, `operations/${UNKNOWN_ID}/result`])
      expect(await app.api(method, path)).toMatchObject({ status: 404, body: undefined });
  });
});
