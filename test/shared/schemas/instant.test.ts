import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFarFuture, parseInstant, toInstant } from '../../../shared/schemas/instant.ts';

describe('parseInstant', () => {
  it.each([
    ['2019-02-21T17:56:21.1335741Z', '2019-02-21T17:56:21.133Z'],
    ['2017-04-10T16:02:25.983-07:00', '2017-04-10T23:02:25.983Z'],
    ['2019-01-09T00:21:45.9263727+00:00', '2019-01-09T00:21:45.926Z'],
    ['2024-03-31T23:59:59', '2024-03-31T23:59:59.000Z'],
    ['2015-11-25T06: 41: 12Z', '2015-11-25T06:41:12.000Z'],
    ['2024-03-31', '2024-03-31T00:00:00.000Z'],
    ['2024-03-31 10:00:00', '2024-03-31T10:00:00.000Z'],
    ['2026-03-10T11:00:00 Z', '2026-03-10T11:00:00.000Z'],
    ['2026-03-10T 11:00:00Z', '2026-03-10T11:00:00.000Z'],
    ['2026-03-10T11:00:00 +01:00', '2026-03-10T10:00:00.000Z'],
    ['2026-03-10T11:00:00.1234567 -0800', '2026-03-10T19:00:00.123Z'],
    ['2026-03-10 11:00:00 Z', '2026-03-10T11:00:00.000Z'],
    [' 2026-03-10t11: 00z ', '2026-03-10T11:00:00.000Z'],
    ['9999-12-31T23:59:59.9999999-08:00', '9999-12-31T23:59:59.999Z'],
    ['0000-01-01T00:00:00+08:00', '0000-01-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00', '0001-01-01T00:00:00.000Z'],
  ])('reads %s as %s', (text, instant) => {
    expect(parseInstant(text)?.toISOString()).toBe(instant);
  });

  it.each([
    '',
    ' ',
    'soon',
    '5',
    '2026',
    '1773140400000',
    '/Date(1773140400000)/',
    '2024-13-45T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-03-00T00:00:00Z',
    '0000-00-00T00:00:00Z',
    '2026-03-10T25:00:00Z',
    '2026-03-10T11:00:00+1',
    null,
    undefined,
  ])('reads %s as no instant', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('tells an instant with a year of four digits, or none, whatever is written', () => {
    const digits = (max: number, length: number) => fc.nat(max).map((number) => String(number).padStart(length, '0'));
    const time = fc.constantFrom('', 'T00:00:00', ' 23:59:59.9999999', 'T 24: 00: 00', 'T12:30', 'T99:99');
    const zone = fc.constantFrom('', 'Z', ' Z', '-08:00', '+1400', ' +23:59', '+99:99');
    const written = fc
      .tuple(digits(9999, 4), digits(13, 2), digits(32, 2), time, zone)
      .map(([year, month, day, time, zone]) => `${year}-${month}-${day}${time}${zone}`);
    fc.assert(
      fc.property(fc.oneof(written, fc.string()), (text) => {
        const read = parseInstant(text);
        if (read) expect(read.toISOString()).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('is read at once, however many blanks there are', () => {
    const started = performance.now();
    for (const blanks of [' '.repeat(100_000), '2026-03-10' + ' '.repeat(100_000) + 'x', ':' + ' '.repeat(100_000)]) {
      expect(parseInstant(`${blanks}x`)).toBeUndefined();
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('is nearest to a time whose year has more than four digits', () => {
    expect(toInstant(8.64e15).toISOString()).toBe('9999-12-31T23:59:59.999Z');
    expect(toInstant(-8.64e15).toISOString()).toBe('0000-01-01T00:00:00.000Z');
  });

  it('tells the dates that mean never', () => {
    expect(isFarFuture(new Date('9999-12-10T00:00:00Z'))).toBe(true);
    expect(isFarFuture(new Date('2999-12-10T00:00:00Z'))).toBe(false);
  });
});
