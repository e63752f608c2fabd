import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BUDGET,
  isExplained,
  rateOf,
  shiftedBy,
  stricter,
  takeSlots,
  throttled,
  UNUSED_BUDGET,
  type BudgetState,
  type Grant,
} from '../../../shared/budget/budgetStrategy.ts';
import { mostWithin } from './mostWithin.ts';

const NOW = 1_795_198_242_639;

const call = (state: BudgetState, waiting: number, { limit = 60, now = NOW, expected = 0 } = {}): Grant =>
  takeSlots('call', state, { limit, now, waiting, expected });
const scan = (state: BudgetState, waiting: number, { limit = 60, now = NOW, expected = 0 } = {}): Grant =>
  takeSlots('scan', state, { limit, now, waiting, expected });

/** From now on, in milliseconds; what may leave at once is 0. */
const waits = ({ slots }: Grant, now = NOW): number[] => slots.map(({ from }) => Math.max(0, from - now));

describe('calls', () => {
  it('may go at once up to a tenth of the budget, and then hold the pace', () => {
    expect(waits(call(UNUSED_BUDGET, 8))).toEqual([0, 0, 0, 0, 0, 0, 1_000, 2_000]);
  });

  it('get no slot that is more than 30 seconds away, and hear when the next one is', () => {
    const grant = call(UNUSED_BUDGET, 100);
    expect(grant.slots).toHaveLength(36);
    expect(grant.nextFrom - NOW).toBe(31_000);
    const refused = call(grant.state, 1);
    expect(refused).toEqual({ state: grant.state, slots: [], nextFrom: grant.nextFrom });
  });

  it('that are only expected get what may leave at once, and no more', () => {
    expect(call(UNUSED_BUDGET, 1, { expected: 5 }).slots).toHaveLength(5);
    expect(call(UNUSED_BUDGET, 1, { expected: 5, limit: 20 }).slots).toHaveLength(2);
    expect(call(call(UNUSED_BUDGET, 6).state, 1, { expected: 5 }).slots).toHaveLength(1);
  });

  it('are let out one by one where the budget is smallest', () => {
    const first = call(UNUSED_BUDGET, 2, { limit: 1 });
    expect(waits(first)).toEqual([0]);
    expect(first.nextFrom - NOW).toBe(60_000);
  });
});

describe('scans', () => {
  it('get one second’s worth at a time, evenly spread', () => {
    const grant = scan(UNUSED_BUDGET, 1_000, { limit: 240 });
    expect(waits(grant)).toEqual([0, 250, 500, 750]);
    expect(grant.state.nextAt).toBe(NOW + 1_000);
  });

  it('get one where that is more than a second’s worth', () => {
    expect(waits(scan(UNUSED_BUDGET, 9, { limit: 6 }))).toEqual([0]);
  });

  it('get nothing while more than a second is taken, whoever has taken it', () => {
    const { state } = call(UNUSED_BUDGET, 3);
    const refused = scan(state, 1);
    expect(refused).toEqual({ state, slots: [], nextFrom: NOW + 2_000 });
    expect(waits(scan(state, 1, { now: refused.nextFrom }), refused.nextFrom)).toEqual([1_000]);
  });

  it('take nothing where nobody waits any more', () => {
    expect(scan(UNUSED_BUDGET, 0).state).toBe(UNUSED_BUDGET);
  });
});

describe('a 429', () => {
  const at = (seconds: number) => ({ limit: 480, now: NOW + seconds * 1_000 });

  it('halves the rate once in 10 seconds, and not without end', () => {
    let state = throttled(UNUSED_BUDGET, at(0));
    expect(rateOf(state, at(0))).toBe(240);
    expect(throttled(state, at(9))).toBe(state);
    state = throttled(state, at(10));
    expect(rateOf(state, at(10))).toBe(120);
    for (let seconds = 20; seconds < 100; seconds += 10) state = throttled(state, at(seconds));
    expect(rateOf(state, at(90))).toBe(30);
  });

  it('has the rate come back by a tenth of the setting every 20 seconds', () => {
    const state = throttled(UNUSED_BUDGET, at(0));
    const rates = [19, 20, 40, 99, 100, 1_000].map((seconds) => rateOf(state, at(seconds)) / 480);
    const expected = [0.5, 0.6, 0.7, 0.9, 1, 1];
    rates.forEach((rate, index) => expect(rate).toBeCloseTo(expected[index] ?? 0));
  });

  it('has scans pause for as long as it says, and calls go on', () => {
    const state = throttled(UNUSED_BUDGET, { ...at(0), retryAfterInMs: 57_000 });
    expect(scan(state, 1)).toEqual({ state, slots: [], nextFrom: NOW + 57_000 });
    expect(waits(call(state, 1))).toEqual([0]);
    expect(throttled(state, { ...at(5), retryAfterInMs: 52_000 })).toBe(state);
  });

  it('has all scans pause for a minute at most, since the limit is one of a minute', () => {
    const state = throttled(UNUSED_BUDGET, { ...at(0), retryAfterInMs: 3_600_000 });
    expect(state).toMatchObject({ scansPauseUntil: NOW + 60_000, share: 0.5 });
    expect(scan(state, 1, { now: NOW + 60_000 }).slots).toHaveLength(1);
    expect(throttled(state, { ...at(5), retryAfterInMs: 3_600_000 }).scansPauseUntil).toBe(NOW + 65_000);
  });

  it('is forgotten in time, however many there were', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 60 }), (gaps) => {
        let [state, now] = [UNUSED_BUDGET, NOW];
        for (const gap of gaps) state = throttled(state, { limit: 450, now: (now += gap), retryAfterInMs: 30_000 });
        expect(rateOf(state, { limit: 450, now: now + 200_000 })).toBe(450);
        expect(scan(state, 1, { now: now + 200_000 }).slots).toHaveLength(1);
      }),
    );
  });
});

describe('whoever asks, whenever, for whatever', () => {
  const asked = fc.record({
    gapInMs: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 20_000 })),
    lane: fc.constantFrom('call' as const, 'scan' as const),
    waiting: fc.integer({ min: 0, max: 60 }),
    expected: fc.integer({ min: 0, max: 5 }),
    /** How late its slots are used, of what is allowed. */
    lateness: fc.double({ min: 0, max: 1, noNaN: true }),
    is429: fc.boolean(),
  });
  const limits = fc.constantFrom(10, 60, 450, 2_000, 10_000);
  const demands = fc.array(asked, { minLength: 1, maxLength: 120 });

  it('no minute ever holds more requests than the limit, a tenth and a second’s worth', () => {
    fc.assert(
      fc.property(limits, demands, fc.boolean(), (limit, all, with429) => {
        let [state, now] = [UNUSED_BUDGET, NOW];
        const leftAt: number[] = [];
        for (const { gapInMs, lane, waiting, expected, lateness, is429 } of all) {
          now += gapInMs;
          if (with429 && is429) state = throttled(state, { limit, now, retryAfterInMs: gapInMs });
          const grant = takeSlots(lane, state, { limit, now, waiting, expected });
          state = grant.state;
          expect(isExplained(state, { limit, now })).toBe(true);
          for (const { from, until } of grant.slots) {
            const soonest = Math.max(now, from);
            leftAt.push(soonest + lateness * Math.max(0, until - soonest));
          }
        }
        expect(mostWithin(60_000, leftAt)).toBeLessThanOrEqual(limit * (1 + 1 / 10 + 1 / 60));
      }),
      { numRuns: 300 },
    );
  });

  it('scans are never ahead of the rate, and calls never wait for scans', () => {
    fc.assert(
      fc.property(limits, demands, (limit, all) => {
        let [state, now, takenByScans] = [UNUSED_BUDGET, NOW, 0];
        for (const { gapInMs, waiting } of all) {
          now += gapInMs;
          const grant = scan(state, waiting, { limit, now });
          for (const { from } of grant.slots) {
            expect(from).toBeGreaterThanOrEqual(now);
            takenByScans += 1;
            expect(takenByScans).toBeLessThanOrEqual(((from - NOW) * limit) / 60_000 + 1.001);
          }
          state = grant.state;
          const [wait = 0] = waits(call(state, 1, { limit, now }), now);
          expect(wait).toBeLessThanOrEqual(limit >= 60 ? 0 : 2_000 + 60_000 / limit);
        }
      }),
    );
  });
});

describe('a state', () => {
  const state: BudgetState = { nextAt: 100, share: 0.5, reducedAt: 20, scansPauseUntil: 30 };

  it('means the same by another clock', () => {
    expect(shiftedBy(shiftedBy(state, 5_000), -5_000)).toEqual(state);
    expect(scan(shiftedBy(state, NOW), 1, { now: NOW + 200 }).slots[0]?.from).toBe(NOW + 200);
  });

  it('is joined with another into the stricter of both', () => {
    const other: BudgetState = { nextAt: 50, share: 0.25, reducedAt: 90, scansPauseUntil: 40 };
    expect(stricter(state, other)).toEqual({ nextAt: 100, share: 0.25, reducedAt: 90, scansPauseUntil: 40 });
    expect(stricter(other, state)).toEqual(stricter(state, other));
  });

  it.each([
    ['taken further ahead than calls may wait', { nextAt: NOW + 40_000 }],
    ['with scans that pause for more than a minute', { scansPauseUntil: NOW + 60_001 }],
    ['reduced further than it ever is', { share: 0 }],
    ['reduced below nothing', { share: -1 }],
    ['above the setting', { share: 1.1 }],
    ['reduced in the time to come', { reducedAt: NOW + 1 }],
  ])('%s cannot be explained', (_what, members) => {
    expect(isExplained({ ...UNUSED_BUDGET, ...members }, { limit: 450, now: NOW })).toBe(false);
  });

  it('has limits that belong together', () => {
    expect(BUDGET.burstInMs).toBe(60_000 / 10);
    expect(BUDGET.lateInMs).toBeLessThanOrEqual(BUDGET.scanAheadInMs);
  });
});
