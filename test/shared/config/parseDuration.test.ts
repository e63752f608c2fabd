import { expect, test } from 'vitest';
import { parseDuration } from '../../../shared/config/parseDuration.ts';

test.each([
  ['90s', 90_000],
  ['20m', 1_200_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['0s', 0],
])('reads %s', (text, expectedInMs) => {
  expect(parseDuration(text)).toBe(expectedInMs);
});

test.each(['', '20', 'm', '1.5h', '-1s', '1h30m', '20 m', '20M', '9999999999s'])(
  'does not take "%s" for one',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);
