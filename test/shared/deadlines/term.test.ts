import { describe, expect, it } from 'vitest';
import { inclusive, termEnd, termStart, wholeTermStart } from '../../../shared/deadlines/term.ts';
import { Subscription } from '../../../shared/schemas/subscription.ts';
import { MARKETPLACE, NCE } from './windowSamples.ts';

const NOT_TOLD = { commitmentEndDate: undefined, commitmentEndDateTime: undefined };
const read = (members: Record<string, unknown>) => Subscription.parse({ ...NCE, ...NOT_TOLD, ...members });

describe('termEnd', () => {
  const commitmentEndDate = '2027-03-02T00:00:00Z';

  it.each<[string, Record<string, unknown>, string | undefined]>([
    ['the instant', { commitmentEndDate, commitmentEndDateTime: '2027-03-02T23:59:59Z' }, '2027-03-02T23:59:59.000Z'],
    ['an instant at midnight as it is', { commitmentEndDateTime: '2027-03-02T00:00:00Z' }, '2027-03-02T00:00:00.000Z'],
    ['the end of the inclusive day alone', { commitmentEndDate }, '2027-03-03T00:00:00.000Z'],
    [
      'the day, where the instant is empty',
      { commitmentEndDate, commitmentEndDateTime: '' },
      '2027-03-03T00:00:00.000Z',
    ],
    [
      'the day, where the instant is odd',
      { commitmentEndDate, commitmentEndDateTime: 'x' },
      '2027-03-03T00:00:00.000Z',
    ],
    ['a date with a time', { commitmentEndDate: '2027-03-02T12:00:00Z' }, '2027-03-02T12:00:00.000Z'],
    ['the last of all days', { commitmentEndDate: '9999-12-31T00:00:00Z' }, '9999-12-31T23:59:59.999Z'],
    [
      'the day of another product, which is exclusive',
      { ...MARKETPLACE, productType: undefined, commitmentEndDate },
      '2027-03-02T00:00:00.000Z',
    ],
    ['nothing', {}, undefined],
  ])('tells %s', (_what, members, end) => {
    expect(termEnd(read(members))?.toISOString()).toBe(end);
  });
});

describe('termStart', () => {
  it.each([
    ['P1Y', '2027-03-02T23:59:59Z', '2026-03-02T23:59:59.000Z'],
    ['p3y', '2027-03-02T23:59:59Z', '2024-03-02T23:59:59.000Z'],
    ['P1M', '2027-01-15T23:59:59Z', '2026-12-15T23:59:59.000Z'],
    ['P1M', '2027-03-31T23:59:59Z', '2027-02-28T23:59:59.000Z'],
    ['P1Y', '2028-02-29T23:59:59Z', '2027-02-28T23:59:59.000Z'],
    ['P1Y', '9999-12-31T00:00:00Z', undefined],
    ['P1Y', 'soon', undefined],
    ['P7D', '2027-03-02T23:59:59Z', undefined],
    ['', '2027-03-02T23:59:59Z', undefined],
    [undefined, '2027-03-02T23:59:59Z', undefined],
  ])('of %s before %s is %s', (termDuration, commitmentEndDateTime, start) => {
    expect(termStart(read({ termDuration, commitmentEndDateTime }))?.toISOString()).toBe(start);
  });
});

describe('wholeTermStart', () => {
  const year = { commitmentEndDateTime: '2027-03-02T23:59:59Z' };
  const month = { termDuration: 'P1M', commitmentEndDateTime: '2026-03-30T23:59:59Z' };

  it.each<[string, Record<string, unknown>, string | undefined]>([
    ['the purchase', { ...year, creationDate: '2026-03-03T11:00:00Z' }, '2026-03-02'],
    ['a renewal', { ...year, creationDate: '2021-03-03T11:00:00Z' }, '2026-03-02'],
    ['a monthly renewal', { ...month, creationDate: '2025-01-31T11:00:00Z' }, '2026-02-28'],
    ['none of a term that was cut short', { ...year, creationDate: '2025-12-03T11:00:00Z' }, undefined],
    ['none of one that began before the purchase', { ...year, creationDate: '2027-03-03T11:00:00Z' }, undefined],
    ['none of one of another length before', { ...year, creationDate: '2026-01-03T11:00:00Z' }, undefined],
    ['none without a purchase', { ...year, creationDate: undefined }, undefined],
    ['none without an end', { creationDate: '2026-03-03T11:00:00Z' }, undefined],
    ['none of a term of nothing', { ...year, termDuration: 'P0Y', creationDate: '2026-03-03T11:00:00Z' }, undefined],
  ])('tells %s', (_what, members, day) => {
    expect(wholeTermStart(read(members))?.toISOString().slice(0, 10)).toBe(day);
  });
});

describe('inclusive', () => {
  it('leaves what is not a bare day', () => {
    expect(inclusive(new Date('2027-03-02T23:59:59Z')).toISOString()).toBe('2027-03-02T23:59:59.000Z');
    expect(inclusive(new Date('2027-03-02')).toISOString()).toBe('2027-03-03T00:00:00.000Z');
  });
});
