import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED, SEED_OFFERS } from '../../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../../stack.ts';
import { follow } from '../../functions/followOperation.ts';
import { writes } from '../../functions/upstream.ts';

const CALLS = 5;
const LONGEST_IN_MS = 90_000;
const { customerId } = SEED.resellerCustomer;
const BODY = { direct: true, lineItems: [{ offerId: SEED_OFFERS.legacyPlain, quantity: 5 }] };

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({
    settings: { OPERATION_RETRY_DELAY: '1s', PARTNER_CENTER_REQUESTS_PER_MINUTE: '1000000' },
  });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.partnerCenter.reset();
  const unlimited = { rateLimitPerMinute: 0, rateLimitPerMinutePerCustomer: 0, sandboxQuotas: false };
  await app.partnerCenter.post('/_emulator/switches', unlimited);
});

/** The id of the order that a call ended with. */
async function boughtBy(key: string): Promise<string> {
  const called = await app.buy(`customers/${customerId}/orders`, BODY, { 'idempotency-key': key });
  const { status, body } = await follow(app, called, { withinMs: LONGEST_IN_MS - 10_000, pauseInMs: 1_000 });
  expect(status, JSON.stringify(body)).toBe(200);
  return (body as { order: { id: string } }).order.id;
}

/** As Promise.all, but none goes on once it rejects: what a failed test leaves would buy in the next one. */
async function untilAllEnded<Value>(promises: Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** The ids of the customer’s orders. */
async function orders(): Promise<string[]> {
  const { body } = await app.api('GET', `customers/${customerId}/orders`);
  return (body as { items: { id: string }[] }).items.map(({ id }) => id).sort();
}

describe.each([
  ['repeats what it answered', true],
  ['takes every request for a new one', false],
])('of a Partner Center that %s', (_what, requestIdReplay) => {
  test.each([
    ['can be read', 100, true],
    ['cannot be read', 30, false],
  ])(
    `equal purchases, each called ${CALLS} times at once and never answered, are one order each where the activity log %s`,
    async (_which, count, activityLog) => {
      await app.partnerCenter.post('/_emulator/switches', { requestIdReplay, activityLog });
      await app.partnerCenter.faults({ kind: 'resetAfterCommit', route: 'POST /v1/customers/*/orders', count: 1000 });
      const keys = Array.from({ length: count }, (_, index) => `${requestIdReplay}-${activityLog}-${index}`);
      const calls = (key: string) => untilAllEnded(Array.from({ length: CALLS }, () => boughtBy(key)));
      const bought = await untilAllEnded(keys.map(calls));

      for (const ids of bought) expect(new Set(ids).size).toBe(1);
      const first = bought.map(([id]) => id);
      expect(await orders()).toEqual(first.toSorted());
      expect(new Set(first).size).toBe(count);
      const sent = await writes(app);
      expect(sent).toHaveLength(count);
      expect(sent.filter(({ fault }) => fault !== 'resetAfterCommit')).toEqual([]);
    },
    LONGEST_IN_MS,
  );
});
