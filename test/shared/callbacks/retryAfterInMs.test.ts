import { describe, expect, it } from 'vitest';
import { retryAfterInMs } from '../../../shared/callbacks/retryAfterInMs.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const DAY_IN_MS = 86_400_000;

describe('retryAfterInMs', () => {
  it.each([
    ['57', 57_000],
    [' 0 ', 0],
    ['86400', DAY_IN_MS],
    ['86401', DAY_IN_MS],
    ['9'.repeat(400), DAY_IN_MS],
    ['Tue, 10 Mar 2026 12:00:30 GMT', 30_000],
    ['Tuesday, 10-Mar-26 12:00:30 GMT', 30_000],
    ['Tue Mar 10 12:00:30 2026', 30_000],
    ['Tue, 10 Mar 2026 11:00:00 GMT', 0],
    ['Tue, 10 Mar 2099 11:00:00 GMT', DAY_IN_MS],
  ])('reads %s', (header, expected) => {
    expect(retryAfterInMs(header, NOW)).toBe(expected);
  });

  it.each([undefined, '', 'soon', '-5', '5.5', '1e3', '2026-03-10', 'Tue, soon', '10 Mar 2026 12:00:30 GMT'])(
    'does not read %j',
    (header) => {
      expect(retryAfterInMs(header, NOW)).toBeUndefined();
    },
  );
});
