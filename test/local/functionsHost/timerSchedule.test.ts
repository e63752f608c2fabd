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
  ['0 0 22-2 * * *', '2026-11-20T13:00:00.000Z'],
  ['0 0 20-10/3 * * *', '2026-11-20T13:00:00.000Z'],
  ['0 0 0 * * Fri-Mon', '2026-11-23T00:00:00.000Z'],
  ['0 */0 * * * *', '2026-11-20T12:01:00.000Z'],
  ['*/90 * * * * *', '2026-11-20T12:01:00.000Z'],
  ['0 0 0 * ja Su', '2027-01-03T00:00:00.000Z'],
  ['00:10:00', '2026-11-20T12:10:00.000Z'],
  ['23:59:59', '2026-11-21T11:59:59.000Z'],
  ['24:00:00', '2026-12-14T12:00:00.000Z'],
  ['1:2:3:4', '2026-11-21T14:03:04.000Z'],
  ['1.2:3', '2026-11-21T14:03:00.000Z'],
  ['10', '2026-11-30T12:00:00.000Z'],
])('the schedule %s next comes at %s', (expression, next) => {
  expect(parseSchedule(expression).next(new Date('2026-11-20T12:00:00Z')).toISOString()).toBe(next);
});

test.each([
  '',
  '* * * *',
  '0 0 0 * * 7',
  '0 0 0 L * *',
  '@daily',
  '61 * * * * *',
  '* * * * * * *',
  '* * * ? * *',
  '0 5-* * * * *',
  '0 1,,2 * * * *',
  '0 * * * * Sunx',
  '24:00',
  '00:60:00',
  '00:00:00',
  '-1',
])('the schedule "%s" is refused', (expression) => {
  expect(() => parseSchedule(expression)).toThrow();
});

test('an interval that Azure would run without end is refused with the reason', () => {
  expect(() => parseSchedule('-00:10:00')).toThrow(/Azure would run it without end/);
});
