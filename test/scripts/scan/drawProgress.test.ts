import { describe, expect, it } from 'vitest';
import { drawProgress } from '../../../scripts/scan/drawProgress.ts';
import { endedScan, scanOf } from './examples.ts';

describe('the line of progress', () => {
  it('says all there is where there is room', () => {
    expect(drawProgress(scanOf(), 160)).toBe(
      `${'█'.repeat(14)}${'░'.repeat(16)}  45.2 %  4529 of 10000 customers  448 requests/min  12 failed  35 × 429  12 min 13 s left`,
    );
  });

  it('leaves the rates out first on 80 columns, and narrows the bar', () => {
    expect(drawProgress(scanOf(), 79)).toBe(
      `${'█'.repeat(8)}${'░'.repeat(9)}  45.2 %  4529 of 10000 customers  12 failed  12 min 13 s left`,
    );
  });

  it('never takes more than the terminal has, and says how much is done on the narrowest', () => {
    const scans = [scanOf(), scanOf({ state: 'planning' }), scanOf({ remainingSeconds: 360_000 }), endedScan()];
    for (let width = 1; width <= 200; width += 1) {
      for (const scan of scans) expect(drawProgress(scan, width).length).toBeLessThanOrEqual(width);
    }
    expect(drawProgress(scanOf(), 8)).toBe(' 45.2 %');
    expect(drawProgress(scanOf(), 4)).toBe('45.…');
  });

  it('speaks of the list of customers only where one is read', () => {
    expect(drawProgress(scanOf({ state: 'planning' }))).toBe('Reading the list of customers …');
    expect(drawProgress(scanOf({ state: 'planning', scope: 'customers' }))).toBe('The scan is about to begin …');
  });
});
