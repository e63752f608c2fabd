import { expect, it } from 'vitest';
import { timeLeft } from '../../../../shared/alerts/cards/timeLeft.ts';

const NOW = new Date('2026-09-30T07:00:00Z');

it.each([
  ['2026-10-02T10:59:59Z', '2 days 3 hours'],
  ['2026-10-01T08:00:00Z', '1 day 1 hour'],
  ['2026-10-01T07:30:00Z', '1 day'],
  ['2026-10-01T06:59:59Z', '23 hours 59 minutes'],
  ['2026-09-30T08:01:00Z', '1 hour 1 minute'],
  ['2026-09-30T08:00:59Z', '1 hour'],
  ['2026-09-30T07:01:00Z', '1 minute'],
  ['2026-09-30T07:00:59Z', 'less than a minute'],
  ['2026-09-30T07:00:00Z', undefined],
  ['2026-09-29T07:00:00Z', undefined],
])('until %s: %s', (until, words) => {
  expect(timeLeft(new Date(until), NOW)).toBe(words);
});
