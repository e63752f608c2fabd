import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../../local/functionsHost/timerSchedule.ts';
import { isSchedule } from '../../../shared/config/isSchedule.ts';
import { ConfigError, readConfig } from '../../../shared/config/readConfig.ts';
import { readScanSchedule } from '../../../shared/config/readScanSchedule.ts';

const SETTINGS = {
  KEY_VAULT_URL: 'https://vault.example/',
  PARTNER_TENANT_ID: '5F2E4A57-6B1C-4D2E-9C61-0A4D54F4E1A1',
  PARTNER_CLIENT_ID: '0d3f6b1a-2f64-4f0e-8a3b-2f1d6f0c9d11',
  PARTNER_CENTER_ENVIRONMENT: 'sandbox',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
};

function problemsOf(SCAN_SCHEDULE: string): object[] {
  try {
    readConfig({ ...SETTINGS, SCAN_SCHEDULE });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  return [];
}

describe('a wrong schedule', () => {
  it.each(['every night', '30 2 * * *', '0 30 25 * * *', '0 30 2 * * monkey', '0 30 2 * marching *', '0\t30\t2 * * *'])(
    'is named among the settings, and the scan starts at its usual time: %j',
    (schedule) => {
      expect(problemsOf(schedule)).toEqual([
        { setting: 'SCAN_SCHEDULE', problem: expect.stringContaining('NCRONTAB') as string },
      ]);
      expect(readScanSchedule({ SCAN_SCHEDULE: schedule })).toBe('0 30 2 * * *');
    },
  );
});

describe('a schedule', () => {
  it.each(['0 30 2 * * *', '0 0 4 * * Monday-Friday', '0 0 4 1 Sept,dec SAT'])(
    'that is fine is no problem: %s',
    (text) => {
      expect(problemsOf(text)).toEqual([]);
      expect(readScanSchedule({ SCAN_SCHEDULE: text })).toBe(text);
    },
  );

  it('that is taken is one the host can run', () => {
    const number = (min: number, max: number) => fc.integer({ min, max }).map(String);
    const names = ['jan', 'August', 'sept', 'DEC', 'sun', 'Tuesday', 'thurs', 'sundays', 'mayday', '', 'x', '1e1'];
    const value = fc.oneof(
      { weight: 8, arbitrary: number(0, 6) },
      { weight: 2, arbitrary: number(0, 70) },
      { weight: 1, arbitrary: fc.constantFrom(...names) },
    );
    const range = fc.oneof(
      fc.constant('*'),
      value,
      fc.tuple(value, value).map((ends) => ends.join('-')),
    );
    const part = fc.oneof(
      range,
      fc.tuple(range, number(0, 9)).map((steps) => steps.join('/')),
    );
    const field = fc.array(part, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(','));
    const separator = fc.constantFrom(' ', '  ', '\t');
    const schedule = fc
      .tuple(fc.array(field, { minLength: 6, maxLength: 6 }), separator)
      .map(([fields, between]) => fields.join(between))
      .filter((text) => !/\b7\b/.test(text));
    let taken = 0;
    fc.assert(
      fc.property(schedule, (text) => {
        if (!isSchedule(text)) return;
        taken += 1;
        expect(() => parseSchedule(text)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(20);
  });
});
