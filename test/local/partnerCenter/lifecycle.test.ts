import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../../local/partnerCenter/seedIds.ts';
import { startHarness, type Harness, type Json } from './partnerCenterHarness.ts';

const DAY_IN_MS = 86_400_000;
let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.server.close());
beforeEach(async () => {
  await harness.control('POST', 'reset');
});

interface Subscription extends Json {
  status: string;
  commitmentEndDateTime: string;
  cancellationAllowedUntilDate: string | null;
}
interface Ids {
  customerId: string;
  subscriptionId: string;
}

function path({ customerId, subscriptionId }: Ids): string {
  return `/v1/customers/${customerId}/subscriptions/${subscriptionId}`;
}

async function read(ids: Ids): Promise<Subscription> {
  return (await harness.get<Subscription>(path(ids))).body;
}

/** Moves the clock to that many seconds after the end of the current term. */
async function toTermEnd(ids: Ids, secondsAfter = 1): Promise<number> {
  const termEnd = Date.parse((await read(ids)).commitmentEndDateTime) + 1000;
  await moveTo(termEnd + secondsAfter * 1000);
  return termEnd;
}

async function moveTo(instant: number): Promise<void> {
  const seconds = Math.ceil((instant - harness.clock.now().getTime()) / 1000);
  await harness.control('POST', 'clock', { advance: `${seconds}s` });
}

describe('renewals', () => {
  it('start at 00:00 UTC after the last day and open a window of exactly seven days', async () => {
    const before = await read(SEED.newCommerceClosed);
    expect(before.cancellationAllowedUntilDate).toBeNull();
    expect(before.commitmentEndDateTime).toMatch(/T23:59:59Z$/);
    const termEnd = await toTermEnd(SEED.newCommerceClosed);
    expect(new Date(termEnd).toISOString()).toMatch(/T00:00:00\.000Z$/);
    const after = await read(SEED.newCommerceClosed);
    expect(after.status).toBe('active');
    expect(Date.parse(after.cancellationAllowedUntilDate ?? '')).toBe(termEnd + 7 * DAY_IN_MS);
    expect(Date.parse(after.commitmentEndDateTime)).toBeGreaterThan(termEnd + 364 * DAY_IN_MS);
    expect((await harness.patch(path(SEED.newCommerceClosed), { status: 'deleted' })).body.status).toBe('deleted');
  });

  it('have just happened to one seeded subscription', async () => {
    const { cancellationAllowedUntilDate } = await read(SEED.newCommerceJustRenewed);
    expect(cancellationAllowedUntilDate).toMatch(/T00:00:00\.0000000Z$/);
  });

  it('carry out what was scheduled', async () => {
    const product = { productId: 'CFQ7TTC0LFLX', skuId: '0001', availabilityId: 'CFQ7TTC0S3X1', termDuration: 'P1M' };
    await harness.patch(path(SEED.newCommerceOpen), {
      status: 'active',
      autoRenewEnabled: true,
      scheduledNextTermInstructions: { product: { ...product, billingCycle: 'Monthly' }, quantity: 4 },
    });
    await toTermEnd(SEED.newCommerceOpen);
    const after = await read(SEED.newCommerceOpen);
    expect(after).toMatchObject({
      offerId: 'CFQ7TTC0LFLX:0001:CFQ7TTC0S3X1',
      quantity: 4,
      termDuration: 'P1M',
      billingCycle: 'monthly',
    });
    expect(after).not.toHaveProperty('scheduledNextTermInstructions');
  });

  it('refuse updates while they are on the way, and open the window when completed', async () => {
    await harness.control('POST', 'switches', { renewalInMinutes: 90 });
    const termEnd = await toTermEnd(SEED.newCommerceOpen);
    const refused = await harness.patch(path(SEED.newCommerceOpen), { status: 'deleted' });
    expect([refused.status, refused.body.code]).toEqual([409, 800082]);
    await harness.control('POST', 'clock', { advance: '90m' });
    const { cancellationAllowedUntilDate } = await read(SEED.newCommerceOpen);
    expect(Date.parse(cancellationAllowedUntilDate ?? '')).toBe(termEnd + 90 * 60_000 + 7 * DAY_IN_MS);
  });

  it('turn a trial into a paid year with a window of its own', async () => {
    expect(await read(SEED.trial)).toMatchObject({ isTrial: true, cancellationAllowedUntilDate: null });
    const termEnd = await toTermEnd(SEED.trial);
    const after = await read(SEED.trial);
    expect(after).toMatchObject({ isTrial: false, termDuration: 'P1Y', billingCycle: 'monthly' });
    expect(Date.parse(after.cancellationAllowedUntilDate ?? '')).toBe(termEnd + 7 * DAY_IN_MS);
  });
});

describe('ends', () => {
  it('go from expired over disabled to deleted without auto-renew', async () => {
    const termEnd = await toTermEnd(SEED.extendedTermRisk);
    expect((await read(SEED.extendedTermRisk)).status).toBe('expired');
    await moveTo(termEnd + 30 * DAY_IN_MS);
    expect((await read(SEED.extendedTermRisk)).status).toBe('disabled');
    await moveTo(termEnd + 120 * DAY_IN_MS);
    expect((await read(SEED.extendedTermRisk)).status).toBe('deleted');
  });

  it('become a paid extended term that may be cancelled any time, with that switch', async () => {
    await harness.control('POST', 'switches', { extendedServiceTerm: true });
    const termEnd = await toTermEnd(SEED.extendedTermRisk);
    const extended = await read(SEED.extendedTermRisk);
    expect(extended).toMatchObject({ status: 'active', termDuration: 'P1M', billingCycle: 'monthly' });
    expect(Date.parse(extended.cancellationAllowedUntilDate ?? '')).toBe(
      Date.parse(extended.commitmentEndDateTime) + 1000,
    );
    await moveTo(termEnd + 20 * DAY_IN_MS);
    expect((await harness.patch(path(SEED.extendedTermRisk), { status: 'deleted' })).body.status).toBe('deleted');
  });

  it('disable suspended new commerce at its term end, and delete suspended legacy after 90 days', async () => {
    await harness.control('POST', 'clock', { advance: '80d' });
    expect((await read(SEED.legacySuspended)).status).toBe('deleted');
    await toTermEnd(SEED.newCommerceSuspended);
    expect((await read(SEED.newCommerceSuspended)).status).toBe('disabled');
  });

  it('are extended only where no cancel is scheduled', async () => {
    await harness.control('POST', 'switches', { extendedServiceTerm: true });
    const { customerId, ...ids } = SEED.plannedTermEnds;
    const of = (subscriptionId: string) => ({ customerId, subscriptionId });
    const cancelled = of(ids.scheduledCancelSubscriptionId);
    await toTermEnd(cancelled);
    expect((await read(cancelled)).status).toBe('expired');
    expect(await read(of(ids.noRenewalSubscriptionId))).toMatchObject({ status: 'active', termDuration: 'P1M' });
    expect(await read(of(ids.scheduledChangeSubscriptionId))).toMatchObject({ quantity: 2, termDuration: 'P1M' });
  });

  it('are seeded too', async () => {
    const { customerId } = SEED.ended;
    const { body } = await harness.get<{ items: Json[] }>(`/v1/customers/${customerId}/subscriptions`);
    expect(body.items.map(({ status }) => status)).toEqual(['expired', 'disabled', 'deleted']);
  });

  it('are planned in three ways for seeded subscriptions whose windows are open', async () => {
    const { customerId } = SEED.plannedTermEnds;
    const { body } = await harness.get<{ items: Subscription[] }>(`/v1/customers/${customerId}/subscriptions`);
    const windows = body.items.map(({ cancellationAllowedUntilDate }) =>
      Date.parse(cancellationAllowedUntilDate ?? ''),
    );
    expect(windows.every((until) => until > harness.clock.now().getTime())).toBe(true);
    const [none, cancel, change] = body.items;
    expect(none).toMatchObject({ autoRenewEnabled: false });
    expect(none).not.toHaveProperty('scheduledActions');
    const scheduledActions = [{ scheduleType: 'TermEnd', actionType: 'Cancel' }];
    expect(cancel).toMatchObject({ autoRenewEnabled: false, scheduledActions });
    expect(change).toMatchObject({ autoRenewEnabled: true, scheduledNextTermInstructions: { quantity: 2 } });
  });
});
