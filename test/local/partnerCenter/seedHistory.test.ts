import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startHarness, type Harness, type Json } from './partnerCenterHarness.ts';

/** Early in a minute: within one, the same seed gives the same history. */
const START = Math.ceil(Date.now() / 60_000) * 60_000 + 1000;
const DAY_IN_MS = 86_400_000;
const CUSTOMERS = 12;
let harness: Harness;
let token: string;

beforeAll(async () => {
  harness = await startHarness({ environment: 'production' });
});
afterAll(() => harness.server.close());
beforeEach(async () => {
  await harness.control('POST', 'reset');
  harness.clock.advance(START - harness.clock.now().getTime());
  token = await harness.userToken();
  await harness.control('POST', 'switches', { rateLimitPerMinute: 0 });
});

interface Subscription extends Json {
  id: string;
  offerId: string;
  status: string;
  autoRenewEnabled: boolean;
  isTrial: boolean;
  creationDate: string;
  commitmentEndDate: string;
  commitmentEndDateTime?: string;
  cancellationAllowedUntilDate?: string | null;
  refundOptions?: { expiresAt: string }[] | null;
  scheduledActions?: { actionType: string }[];
  productType?: { id: string };
}
interface Listed {
  id: string;
  companyName: string;
  orders: { kind: string; status?: string }[];
}

async function seed(number: number, customers = CUSTOMERS): Promise<Listed[]> {
  const { status } = await harness.control('POST', 'seed', { history: { seed: number, customers } });
  expect(status).toBe(200);
  const { body } = await harness.control<{ items: Listed[] }>('GET', 'customers?all=true');
  return body.items.filter(({ companyName }) => companyName.startsWith('History'));
}

async function subscriptionsOf({ id }: Listed): Promise<Subscription[]> {
  const { body } = await harness.get<{ items: Subscription[] }>(`/v1/customers/${id}/subscriptions`, { token });
  return body.items;
}

async function allSubscriptions(customers: Listed[]): Promise<Subscription[]> {
  return (await Promise.all(customers.map(subscriptionsOf))).flat();
}

function isOpen(until: string | null | undefined): boolean {
  return Date.parse(until ?? '') > harness.clock.now().getTime();
}

/** What a new-commerce subscription is an example of. */
function newCommerceLabels(subscription: Subscription): string[] {
  const { status, isTrial, offerId, termDuration, autoRenewEnabled, scheduledActions, creationDate } = subscription;
  if (isTrial) return [`trial ${status}`];
  const termEnd = Date.parse(subscription.commitmentEndDateTime ?? '');
  const now = harness.clock.now().getTime();
  const window = isOpen(subscription.cancellationAllowedUntilDate) ? 'open' : 'closed';
  const isRenewed = Date.parse(String(subscription.effectiveStartDate)) > Date.parse(creationDate);
  return [
    status,
    ...(offerId.includes(':000T:') ? ['converted trial'] : []),
    ...(status === 'active' ? [`${String(termDuration)} ${window}`] : []),
    ...(isRenewed && status === 'active' ? [`renewed ${window}`] : []),
    ...(scheduledActions ?? []).map(({ actionType }) => `${actionType} planned`),
    ...(subscription.scheduledNextTermInstructions ? ['change planned'] : []),
    ...(status === 'active' && !autoRenewEnabled && !scheduledActions && termEnd - now < 30 * DAY_IN_MS
      ? ['ends soon unplanned']
      : []),
  ];
}

function labels(subscription: Subscription): string[] {
  const { offerId, status, productType, termDuration, parentSubscriptionId } = subscription;
  if (productType?.id === 'OnlineServicesNCE') return newCommerceLabels(subscription);
  if (productType?.id === 'Software')
    return [`software ${status} ${isOpen(subscription.cancellationAllowedUntilDate) ? 'open' : 'closed'}`];
  if (productType?.id === 'Azure') return ['azure plan'];
  if (!offerId.includes(':')) return [parentSubscriptionId ? 'legacy add-on' : `legacy ${status}`];
  const refunds = subscription.refundOptions?.some(({ expiresAt }) => isOpen(expiresAt));
  return [`marketplace ${String(termDuration)} ${refunds ? 'open' : 'closed'}`];
}

describe('a seeded history', () => {
  it('is the same for the same seed, and of the same customers for another', async () => {
    const customers = await seed(7);
    const first = await Promise.all(customers.map(subscriptionsOf));
    expect(customers).toHaveLength(CUSTOMERS);
    expect(first.every((items) => items.length <= 8)).toBe(true);
    const again = await Promise.all((await seed(7)).map(subscriptionsOf));
    expect(again).toEqual(first);

    const others = await seed(8);
    expect(others.map(({ id }) => id)).toEqual(customers.map(({ id }) => id));
    const known = new Set(first.flat().map(({ id }) => id));
    const different = await allSubscriptions(others);
    expect(different.length).toBeGreaterThan(10);
    expect(different.filter(({ id }) => known.has(id))).toEqual([]);
  });

  it('is replaced by the next, with its activity, and gone after a reset', async () => {
    const customers = await seed(1, 5);
    expect(await seed(2, 3)).toEqual(expect.arrayContaining([expect.objectContaining({ id: customers[0]?.id })]));
    const { body } = await harness.control<{ items: Listed[] }>('GET', 'customers?all=true');
    expect(body.items.filter(({ companyName }) => companyName.startsWith('History'))).toHaveLength(3);
    const gone = customers[4]?.id ?? '';
    expect((await harness.get(`/v1/customers/${gone}/subscriptions`)).status).toBe(404);
    const filter = JSON.stringify({ Field: 'CustomerId', Value: gone, Operator: 'equals' });
    const log = await harness.get<{ items: Json[] }>(`/v1/auditrecords?filter=${encodeURIComponent(filter)}`);
    expect(log.body.items).toEqual([]);
    await harness.control('POST', 'reset');
    const { body: after } = await harness.control<{ items: Listed[] }>('GET', 'customers?all=true');
    expect(after.items.filter(({ companyName }) => companyName.startsWith('History'))).toEqual([]);
  });

  it('holds everything that can be met, over thirty seeds', async () => {
    const met = new Set<string>();
    for (let number = 1; number <= 30; number += 1) {
      const customers = await seed(number);
      for (const { kind, status } of customers.flatMap(({ orders }) => orders)) met.add(`${kind} order ${status}`);
      for (const subscription of await allSubscriptions(customers)) labels(subscription).forEach((one) => met.add(one));
    }
    const expected = [
      ...['active', 'suspended', 'deleted', 'expired', 'disabled', 'hibernating', 'trial active', 'converted trial'],
      ...['P1M open', 'P1M closed', 'P1Y open', 'P1Y closed', 'P3Y open', 'P3Y closed'],
      ...['renewed open', 'renewed closed', 'ends soon unplanned'],
      ...['Cancel planned', 'RenewToExtendedServiceTerm planned', 'change planned'],
      ...['software active open', 'software active closed', 'software deleted open', 'azure plan'],
      ...['legacy active', 'legacy suspended', 'legacy add-on'],
      ...['marketplace P1M open', 'marketplace P1M closed', 'marketplace P1Y open', 'marketplace P1Y closed'],
      ...['perpetualSoftware order completed', 'perpetualSoftware order cancelled'],
    ];
    expect(expected.filter((one) => !met.has(one))).toEqual([]);
  });

  it('has instants that are not all round', async () => {
    const all = await allSubscriptions(await seed(3));
    const round = all.filter(({ creationDate }) => Date.parse(creationDate) % 1000 === 0);
    expect(round.length).toBeLessThan(all.length / 2);
  });

  it('has extended service terms where these are switched on', async () => {
    await harness.control('POST', 'switches', { extendedServiceTerm: true });
    const all = await allSubscriptions(await seed(4, 40));
    const extended = all.filter(
      ({ cancellationAllowedUntilDate, commitmentEndDateTime }) =>
        Date.parse(cancellationAllowedUntilDate ?? '') === Date.parse(commitmentEndDateTime ?? '') + 1000,
    );
    expect(extended.length).toBeGreaterThan(0);
    expect(extended[0]).toMatchObject({ status: 'active', termDuration: 'P1M', autoRenewEnabled: false });
  });

  it('is told by the activity log at the instants when it happened, oldest first', async () => {
    await seed(5, 40);
    const { body } = await harness.control<{ items: { kind: string; subscriptionId: string; cutoff: string }[] }>(
      'GET',
      'deadlines',
    );
    const log = await harness.get<{ items: { operationDate: string; customizedData: { value: string }[] }[] }>(
      `/v1/auditrecords?size=500&startDate=${new Date(START - 8 * DAY_IN_MS).toISOString().slice(0, 10)}`,
    );
    const dates = log.body.items.map(({ operationDate }) => operationDate);
    expect(dates).toEqual(dates.toSorted());
    const seats = body.items.filter(({ kind }) => kind === 'seats');
    expect(seats.length).toBeGreaterThan(5);
    for (const { subscriptionId, cutoff } of seats) {
      const addedAt = Date.parse(cutoff) - 7 * DAY_IN_MS;
      const told = log.body.items.some(
        ({ operationDate, customizedData }) =>
          Date.parse(operationDate) === addedAt && customizedData.some(({ value }) => value === subscriptionId),
      );
      expect(told, `${subscriptionId} ${cutoff}`).toBe(true);
    }
  });

  it('refuses what is no history, naming the members', async () => {
    const wrong = await harness.control<{ error: Json }>('POST', 'seed', { history: { seed: 1.5, customers: 2000 } });
    expect([wrong.status, wrong.body.error.allowed]).toEqual([400, ['history']]);
  });
});
