import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../../local/partnerCenter/seedIds.ts';
import { startHarness, type Harness, type Json } from './partnerCenterHarness.ts';

const { customerId, subscriptionId } = SEED.newCommerceOpen;
const PATH = `/v1/customers/${customerId}/subscriptions/${subscriptionId}`;
const ROUTE = 'PATCH /v1/customers/*/subscriptions/*';
const CANCEL = { status: 'deleted' };

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.server.close());
beforeEach(async () => {
  await harness.control('POST', 'reset');
});

async function arrange(members: Json): Promise<void> {
  const { status } = await harness.control('POST', 'faults', { kind: 'renewalInProgress', ...members });
  expect(status).toBe(200);
}

async function cancel(): Promise<[number, unknown]> {
  const { status, body } = await harness.patch(PATH, CANCEL);
  return [status, body.code];
}

const advance = (duration: string) => harness.control('POST', 'clock', { advance: duration });
const REFUSED = [409, 800082];
const DONE = [200, undefined];

describe('a renewal in progress', () => {
  it('refuses every write for its minutes, counted from the first one, and none after', async () => {
    await arrange({ route: ROUTE, minutes: 5, count: 1 });
    await advance('1h');
    expect([await cancel(), await cancel()]).toEqual([REFUSED, REFUSED]);
    await advance('4m30s');
    expect(await cancel()).toEqual(REFUSED);
    await advance('31s');
    expect((await harness.control('GET', 'faults')).body.items).toEqual([]);
    expect(await cancel()).toEqual(DONE);
  });

  it('leaves reads and other routes alone', async () => {
    await arrange({ route: ROUTE, minutes: 5 });
    expect(await cancel()).toEqual(REFUSED);
    expect((await harness.get(PATH)).body.status).toBe('active');
    const { customerId: other, orderId } = SEED.perpetualSoftware;
    expect((await harness.patch(`/v1/customers/${other}/orders/${orderId}`, { status: 'cancelled' })).status).toBe(200);
  });

  it('makes way for the faults behind it once it is over', async () => {
    await arrange({ route: ROUTE, minutes: 5 });
    await harness.control('POST', 'faults', { kind: 'serverError', status: 503, route: ROUTE });
    expect(await cancel()).toEqual(REFUSED);
    await advance('5m');
    expect([(await cancel())[0], await cancel()]).toEqual([503, DONE]);
  });

  it('shows the old term to readers until it is over, and opens the window then', async () => {
    const { body: before } = await harness.get(PATH);
    await arrange({ route: ROUTE, minutes: 20 });
    const termEnd = Date.parse(String(before.commitmentEndDateTime)) + 1000;
    await advance(`${Math.ceil((termEnd - harness.clock.now().getTime()) / 1000) + 60}s`);
    expect(await cancel()).toEqual(REFUSED);
    const refusedAt = harness.clock.now().getTime();
    await advance('19m');
    const { body: meanwhile } = await harness.get(PATH);
    expect(meanwhile.commitmentEndDateTime).toBe(before.commitmentEndDateTime);
    await advance('1m1s');
    const { body: after } = await harness.get(PATH);
    expect(Date.parse(String(after.commitmentEndDateTime))).toBeGreaterThan(termEnd);
    const openedAt = Date.parse(String(after.cancellationAllowedUntilDate)) - 7 * 86_400_000;
    expect(Math.abs(openedAt - refusedAt - 20 * 60_000)).toBeLessThan(5000);
    expect(await cancel()).toEqual(DONE);
  });

  it('without minutes is used up by its count', async () => {
    await arrange({ route: ROUTE, count: 2 });
    expect([await cancel(), await cancel(), await cancel()]).toEqual([REFUSED, REFUSED, DONE]);
  });
});
