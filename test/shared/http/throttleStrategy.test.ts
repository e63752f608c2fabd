import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullBucket, takeToken } from '../../../shared/http/throttleStrategy.ts';

describe('takeToken', () => {
  it('lets a burst out at once and then holds the pace', () => {
    let bucket = fullBucket(60, 0);
    const waits = Array.from({ length: 8 }, () => {
      const taken = takeToken(bucket, 60, 0);
      bucket = taken.bucket;
      return taken.waitInMs;
    });
    expect(waits).toEqual([0, 0, 0, 0, 0, 0, 1_000, 2_000]);
  });

  it('never lets more out in any minute than the budget and its burst', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 900 }), (gaps) => {
        let [bucket, now] = [fullBucket(450, 0), 0];
        const sentAt = gaps.map((gap) => {
          now += gap;
          const taken = takeToken(bucket, 450, now);
          bucket = taken.bucket;
          return now + taken.waitInMs;
        });
        const mostInAMinute = sentAt.map((start) => sentAt.filter((at) => at >= start && at < start + 60_000).length);
        expect(Math.max(...mostInAMinute)).toBeLessThanOrEqual(450 + 45 + 1);
      }),
      { numRuns: 20 },
    );
  });
});
