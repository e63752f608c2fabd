import { describe, expect, it } from 'vitest';
import { isSchedule } from '../../../shared/config/isSchedule.ts';
import { readScanSchedule } from '../../../shared/config/readScanSchedule.ts';

describe('isSchedule', () => {
  it.each([
    '0 30 2 * * *',
    '0 */5 * * * *',
    '0 0 6,18 * * 1-5',
    '0 30 2 1-7 jan-mar Sun',
    '59 59 23 31 12 6',
    '0 0 2 * * mon,wed',
  ])('takes %s', (text) => expect(isSchedule(text)).toBe(true));

  it.each([
    '',
    '30 2 * * *',
    '0 30 2 * * * *',
    '60 30 2 * * *',
    '0 30 24 * * *',
    '0 30 2 0 * *',
    '0 30 2 * 13 *',
    '0 30 2 * * 7',
    '0 5-3 * * * *',
    '0 */0 * * * *',
    '0 */ * * * *',
    'every night',
    '0 30 2 * * noon',
    '01:00:00',
  ])('refuses %s', (text) => expect(isSchedule(text)).toBe(false));
});

describe('readScanSchedule', () => {
  it.each([
    [{}, '0 30 2 * * *'],
    [{ SCAN_SCHEDULE: '' }, '0 30 2 * * *'],
    [{ SCAN_SCHEDULE: 'every night' }, '0 30 2 * * *'],
    [{ SCAN_SCHEDULE: ' 0 0 4 * * * ' }, '0 0 4 * * *'],
  ])('reads %j as %s', (env, schedule) => expect(readScanSchedule(env)).toBe(schedule));
});
