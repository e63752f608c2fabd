import { describe, expect, it } from 'vitest';
import { deadlinesTable } from '../../../scripts/scan/deadlinesTable.ts';
import { textWidth } from '../../../scripts/scan/textWidth.ts';
import { itemOf } from './examples.ts';

const ITEMS = [
  itemOf(),
  itemOf({ subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000002', kind: 'seats', refundableQuantity: 3 }),
  itemOf({ subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000003', kind: 'extendedTerm', customerName: 'Ski' }),
];

const linesOf = (table: string): string[] => table.split('\n');
const headings = (table: string): string[] => linesOf(table)[0]?.split(/ {2,}/) ?? [];

describe('the table of deadlines', () => {
  it('has all columns and whole ids where there is room', () => {
    const table = deadlinesTable(ITEMS);
    expect(headings(table)).toEqual([
      'until (UTC)',
      'left',
      'customer',
      'product',
      'subscription',
      'seats',
      'term',
      'what',
      'refund',
      'reseller',
    ]);
    expect(table).toContain(ITEMS[0]?.subscriptionId);
    expect(table).toContain('Alpine Ski House of the Upper Val…');
  });

  it('fits 80 columns, with what has to be done until when, for whom, and what comes back', () => {
    const table = deadlinesTable(ITEMS, 79);
    expect(linesOf(table).slice(0, 3)).toEqual([
      'until (UTC)       customer     product       subscripti…  what          refund',
      '─'.repeat(79),
      '2026-12-07 23:59  Alpine Ski…  Microsoft 3…  …00000001    cancel        partial',
    ]);
  });

  it('never takes more than the terminal has', () => {
    const items = [...ITEMS, itemOf({ customerName: '株式会社アルパイン・スキー・ハウス東京本店', inferred: true })];
    for (let width = 1; width <= 220; width += 1) {
      for (const line of linesOf(deadlinesTable(items, width))) expect(textWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it.each([40, 60, 79, 120, 250])('tells the subscriptions of one customer apart on %i columns', (width) => {
    const ids = ['c0ffee00-0000-4000-8000-1a1200000001', 'c0ffee00-0000-4000-8000-1b1200000001'];
    const [, , ...rows] = linesOf(
      deadlinesTable(
        ids.map((subscriptionId) => itemOf({ subscriptionId })),
        width,
      ),
    );
    expect(new Set(rows).size).toBe(2);
  });

  it('keeps a name on its line, whatever characters it has', () => {
    const table = deadlinesTable([itemOf({ customerName: 'Alpine\n\x1b[2KSki' })]);
    expect(linesOf(table)).toHaveLength(3);
    expect(table).not.toContain('\x1b');
  });
});
