import { expect, test } from 'vitest';
import { parseSchedule } from '../../../local/functionsHost/timerSchedule.ts';

test.each([
  ['0 30 2 * * *', '2026-11-21T02:30:00.000Z'],
  ['30 2 * * *', '2026-11-21T02:30:00.000Z'],
  ['*/15 * * * * *', '2026-11-20T12:00:15.000Z'],
  ['0 */5 * * * *', '2026-11-20T12:05:00.000Z'],
  ['0 5/20 * * * *', '2026-11-20T12:05:00.000Z'],
  ['0 0 9 * * Mon-Fri', '2026-11-23T09:00:00.000Z'],
  ['0 0 0 1 January *', '2027-01-01T00:00:00.000Z'],
  ['0 0 0 13 * 5', '2027-08-13T00:00:00.000Z'],
  ['00:10:00', '2026-11-20T12:10:00.000Z'],
])('the schedule %s next comes at %s', (expression, next) => {
  expect(parseSchedule(expression).next(new Date('2026-11-20T12:00:00Z')).toISOString()).toBe(next);
});

test.each(['', '* * * *', '0 0 0 * * 7', '0 0 0 L * *', '@daily', '61 * * * * *', '* * * * * * *'])(
  'the schedule "%s" is refused',
  (expression) => {
    expect(() => parseSchedule(expression)).toThrow();
  },
);
