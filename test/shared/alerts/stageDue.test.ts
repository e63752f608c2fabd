import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stageDue } from '../../../shared/alerts/stageDue.ts';

const MINUTE_IN_MS = 60_000;
const HOUR_IN_MS = 60 * MINUTE_IN_MS;
const DAY_IN_MS = 24 * HOUR_IN_MS;
const CUTOFF = new Date('2026-11-28T23:59:59Z');

const before = (inMs: number) => new Date(CUTOFF.getTime() - inMs);

/** As callers may ask for them: each from 15 minutes to 30 days, at most ten. */
const stages = fc.uniqueArray(
  fc.integer({ min: 15, max: 43_200 }).map((minutes) => minutes * MINUTE_IN_MS),
  { minLength: 1, maxLength: 10 },
);

describe('the stage that is due', () => {
  it.each([
    ['nothing a moment before the first', 3 * DAY_IN_MS + 1, undefined],
    ['the first from its very instant', 3 * DAY_IN_MS, 3 * DAY_IN_MS],
    ['the first until the second begins', DAY_IN_MS + 1, 3 * DAY_IN_MS],
    ['the second at its instant', DAY_IN_MS, DAY_IN_MS],
    ['the last where all others were missed', 5 * HOUR_IN_MS, 6 * HOUR_IN_MS],
    ['the last up to the moment before the cutoff', 1, 6 * HOUR_IN_MS],
    ['nothing at the cutoff', 0, undefined],
    ['nothing after it', -HOUR_IN_MS, undefined],
  ])('is %s', (_, leftInMs, stage) => {
    const stagesInMs = [DAY_IN_MS, 6 * HOUR_IN_MS, 3 * DAY_IN_MS];
    expect(stageDue(CUTOFF, stagesInMs, before(leftInMs))).toBe(stage);
  });

  it('is none where there are no stages', () => {
    expect(stageDue(CUTOFF, [], before(1))).toBeUndefined();
  });

  it('is one that has begun, and the most urgent of them', () => {
    const left = fc.integer({ min: -DAY_IN_MS, max: 31 * DAY_IN_MS });
    fc.assert(
      fc.property(stages, left, fc.boolean(), (stagesInMs, anywhere, isAtEdge) => {
        const leftInMs = isAtEdge ? (stagesInMs[0] ?? 0) + (anywhere % 2) : anywhere;
        const stage = stageDue(CUTOFF, stagesInMs, before(leftInMs));
        if (leftInMs <= 0 || leftInMs > Math.max(...stagesInMs)) {
          expect(stage).toBeUndefined();
          return;
        }
        expect(stagesInMs).toContain(stage);
        expect(stage).toBeGreaterThanOrEqual(leftInMs);
        expect(stagesInMs.filter((other) => other >= leftInMs && other < (stage ?? 0))).toEqual([]);
      }),
    );
  });

  it('comes to each stage once and in order as time goes on, whatever the order they are given in', () => {
    const step = fc.integer({ min: MINUTE_IN_MS, max: 15 * MINUTE_IN_MS - 1 });
    const spaced = fc.uniqueArray(fc.integer({ min: 1, max: 24 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(spaced, step, fc.nat({ max: HOUR_IN_MS }), (quarters, stepInMs, aheadInMs) => {
        const stagesInMs = quarters.map((quarter) => quarter * 15 * MINUTE_IN_MS);
        const told: number[] = [];
        for (let left = Math.max(...stagesInMs) + aheadInMs; left > -HOUR_IN_MS; left -= stepInMs) {
          const stage = stageDue(CUTOFF, stagesInMs, before(left));
          if (stage !== undefined && stage !== told.at(-1)) told.push(stage);
        }
        expect(told).toEqual(stagesInMs.toSorted((one, other) => other - one));
      }),
    );
  });

  it('passes over what was missed: every second look of a slow timer still goes on in order', () => {
    fc.assert(
      fc.property(stages, fc.integer({ min: HOUR_IN_MS, max: 5 * DAY_IN_MS }), (stagesInMs, stepInMs) => {
        const told: number[] = [];
        for (let left = 31 * DAY_IN_MS; left > 0; left -= stepInMs) {
          const stage = stageDue(CUTOFF, stagesInMs, before(left));
          if (stage !== undefined) told.push(stage);
        }
        expect(told).toEqual(told.toSorted((one, other) => other - one));
      }),
    );
  });
});
