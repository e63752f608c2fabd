import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../../local/partnerCenter/seedIds.ts';
import { startHarness, type Harness, type Json } from './partnerCenterHarness.ts';

const MINUTE_IN_MS = 60_000;
/** Early in a minute: within one, the same seed gives the same history. */
const START = Math.ceil(Date.now() / MINUTE_IN_MS) * MINUTE_IN_MS + 1000;
/** Far enough for a slow machine. */
const SHORTLY_IN_MS = 20_000;
let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ environment: 'production' });
});
afterAll(() => harness.server.close());
beforeEach(toStart);

async function toStart(): Promise<void> {
  await harness.control('POST', 'reset');
  moveTo(START);
  await harness.control('POST', 'switches', { rateLimitPerMinute: 0 });
}

function moveTo(instant: number): void {
  harness.clock.advance(instant - harness.clock.now().getTime());
}

interface Deadline {
  customerId: string;
  subscriptionId: string;
  kind: string;
  cutoff: string;
  quantity: number;
}
interface Subscription extends Json {
  id: string;
  status: string;
  quantity: number;
  isTrial: boolean;
  productType?: { id: string };
  commitmentEndDateTime?: string;
  cancellationAllowedUntilDate?: string | null;
  refundableQuantity?: { totalQuantity: number; details: { quantity: number; allowedUntilDateTime: string }[] };
}
type Ids = Pick<Deadline, 'customerId' | 'subscriptionId'>;

async function deadlines(): Promise<Deadline[]> {
  return (await harness.control<{ items: Deadline[] }>('GET', 'deadlines')).body.items;
}

async function ofSeed(seed: number, customers = 25): Promise<Deadline[]> {
  await harness.control('POST', 'seed', { history: { seed, customers } });
  return deadlines();
}

function path({ customerId, subscriptionId }: Ids): string {
  return `/v1/customers/${customerId}/subscriptions/${subscriptionId}`;
}

async function read(ids: Ids): Promise<Subscription> {
  return (await harness.get<Subscription>(path(ids))).body;
}

async function change(ids: Ids, members: (subscription: Subscription) => Json) {
  const subscription = await read(ids);
  return harness.patch(path(ids), { ...subscription, ...members(subscription) });
}

/** Those of new commerce and software in a status that takes a cancel. */
async function cancellable(all: Deadline[]): Promise<(Deadline & { refusal: number })[]> {
  const found = [];
  for (const deadline of all.filter(({ kind }) => kind === 'cancel')) {
    const { status, productType } = await read(deadline);
    const refusal = productType?.id === 'Software' ? 900117 : 900213;
    if (productType && ['active', 'suspended'].includes(status)) found.push({ ...deadline, refusal });
  }
  return found;
}

describe('the deadlines', () => {
  it('are sorted, all ahead, and of all three kinds', async () => {
    const all = await ofSeed(1);
    const keys = all.map(({ cutoff, customerId, subscriptionId, kind }) =>
      [cutoff, customerId, subscriptionId, kind].join('/'),
    );
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(keys).size).toBe(keys.length);
    expect(all.every(({ cutoff }) => Date.parse(cutoff) > harness.clock.now().getTime())).toBe(true);
    expect(all.every(({ cutoff }) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(cutoff))).toBe(true);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['cancel', 'seats', 'extendedTerm']));
  });

  it.each([1, 2, 3])('are when a cancel stops being accepted, with seed %i', async (seed) => {
    const before = await cancellable(await ofSeed(seed));
    expect(before.length).toBeGreaterThan(10);
    for (const deadline of before) {
      moveTo(Date.parse(deadline.cutoff) - SHORTLY_IN_MS);
      const { status, body } = await change(deadline, () => ({ status: 'deleted' }));
      expect([status, body.status], JSON.stringify(deadline)).toEqual([200, 'deleted']);
    }
    await toStart();
    const after = await cancellable(await ofSeed(seed));
    expect(after).toHaveLength(before.length);
    for (const deadline of after) {
      moveTo(Date.parse(deadline.cutoff));
      const { status, body } = await change(deadline, () => ({ status: 'deleted' }));
      expect([status, body.code], JSON.stringify(deadline)).toEqual([400, deadline.refusal]);
    }
  });

  it('leave out no subscription whose window is open', async () => {
    const listed = (await ofSeed(4)).filter(({ kind }) => kind === 'cancel');
    const { body } = await harness.control<{ items: { id: string }[] }>('GET', 'customers?all=true');
    const open: string[] = [];
    for (const { id } of body.items) {
      const { body: answer } = await harness.get<{ items?: Subscription[] }>(`/v1/customers/${id}/subscriptions`);
      for (const { cancellationAllowedUntilDate: until, ...subscription } of answer.items ?? []) {
        const isOpen = until && Date.parse(until) > harness.clock.now().getTime();
        if (isOpen && subscription.status !== 'deleted') open.push(subscription.id);
      }
    }
    const stated = listed.filter(({ subscriptionId }) => open.includes(subscriptionId));
    expect(open.length).toBeGreaterThan(10);
    expect(stated).toHaveLength(open.length);
  });

  it('are those of seats that reading by id shows, until which they can be handed back', async () => {
    const seats = (await ofSeed(5)).filter(({ kind }) => kind === 'seats');
    expect(seats.length).toBeGreaterThan(5);
    for (const seat of seats) {
      const { refundableQuantity } = await read(seat);
      const details = refundableQuantity?.details.filter(
        ({ allowedUntilDateTime }) => Date.parse(allowedUntilDateTime) === Date.parse(seat.cutoff),
      );
      expect(details?.reduce((total, { quantity }) => total + quantity, 0)).toBe(seat.quantity);
    }
    for (const seat of seats) {
      const { status } = await read(seat);
      if (status !== 'active') continue;
      moveTo(Date.parse(seat.cutoff) - SHORTLY_IN_MS);
      const { refundableQuantity, quantity } = await read(seat);
      const open = refundableQuantity?.totalQuantity ?? 0;
      moveTo(Date.parse(seat.cutoff));
      const tooLate = await change(seat, () => ({ quantity: Math.max(1, quantity - open) }));
      if (open < quantity) expect([tooLate.status, tooLate.body.code], JSON.stringify(seat)).toEqual([400, 800090]);
    }
  });

  it('agree with reading by id that nothing is left of what has ended', async () => {
    const { customerId, subscriptionId } = SEED.newCommerceOpen;
    const ids = { customerId, subscriptionId };
    await change(ids, ({ quantity }) => ({ quantity: quantity + 2 }));
    expect((await deadlines()).filter((one) => one.subscriptionId === subscriptionId)).toMatchObject([
      { kind: 'cancel', quantity: 12 },
      { kind: 'seats', quantity: 2 },
    ]);
    await change(ids, () => ({ status: 'deleted' }));
    expect((await deadlines()).filter((one) => one.subscriptionId === subscriptionId)).toEqual([]);
    expect((await read(ids)).refundableQuantity).toEqual({ totalQuantity: 0, details: [] });
  });

  it('name the start of a paid extension, and none of what may be ended at any time', async () => {
    const ids = SEED.extendedTermRisk;
    await harness.control('POST', 'reset');
    await harness.control('POST', 'switches', { extendedServiceTerm: true });
    const [risk, ...others] = (await deadlines()).filter((one) => one.subscriptionId === ids.subscriptionId);
    expect(others).toEqual([]);
    expect(risk).toMatchObject({ kind: 'extendedTerm', quantity: 10 });
    const { commitmentEndDateTime } = await read(ids);
    expect(Date.parse(risk?.cutoff ?? '')).toBe(Date.parse(commitmentEndDateTime ?? ''));

    moveTo(Date.parse(risk?.cutoff ?? '') + MINUTE_IN_MS);
    expect(await read(ids)).toMatchObject({ status: 'active', termDuration: 'P1M' });
    await change(ids, ({ quantity }) => ({ quantity: quantity + 3 }));
    const { refundableQuantity } = await read(ids);
    expect(refundableQuantity?.totalQuantity).toBe(13);
    const left = (await deadlines()).filter((one) => one.subscriptionId === ids.subscriptionId);
    expect(left.filter(({ kind }) => kind !== 'extendedTerm')).toEqual([]);
  });

  it('know nothing of customers whose relationship has ended, of trials and of legacy', async () => {
    const all = await deadlines();
    const customers = new Set(all.map(({ customerId }) => customerId));
    for (const { customerId } of [SEED.trial, SEED.legacyWithAddOns, SEED.azurePlan, SEED.relationshipRemoved]) {
      expect(customers.has(customerId)).toBe(false);
    }
    expect(all.find(({ subscriptionId }) => subscriptionId === SEED.marketplace.subscriptionId)).toMatchObject({
      kind: 'cancel',
      quantity: 1,
    });
  });
});
