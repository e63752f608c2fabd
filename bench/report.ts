import { START_GOALS, type StartFigures } from './benchStarts.ts';
import { SCAN_GOALS, type ScanFigures } from './scans/benchScans.ts';
import { shown, type Summary } from './statistics.ts';

const NAME_WIDTH = 40;

function goal(name: string, value: number, limit: number, direction: 'at most' | 'at least'): string {
  const isMet = direction === 'at most' ? value <= limit : value >= limit;
  const wanted = `goal ${direction} ${limit}: ${isMet ? 'met' : 'MISSED'}`;
  return `  ${name.padEnd(NAME_WIDTH)} ${shown(value).padStart(7)}     ${wanted}`;
}

function row(name: string, { median, min, max }: Summary, unit: string): string {
  return `  ${name.padEnd(NAME_WIDTH)} ${shown(median).padStart(7)} ${unit.padEnd(3)} (${shown(min)} – ${shown(max)})`;
}

/** How the app starts, for people. */
export function startReport({ rounds, starts, loadMs, ...figures }: StartFigures): string {
  const names = Object.keys(START_GOALS) as (keyof typeof START_GOALS)[];
  const apps = Object.entries(starts);
  return [
    `How the app starts: medians of ${rounds} new processes (least – most)\n`,
    ...names.map((name) => goal(name, figures[name], START_GOALS[name], 'at most')),
    '\nfrom the start of the process until all functions are registered',
    ...apps.map(([name, { coldStartInMs, functions }]) =>
      row(`${name}, ${functions} function${functions === 1 ? '' : 's'}`, coldStartInMs, 'ms'),
    ),
    '\nmemory then',
    ...apps.map(([name, { rssInMb }]) => row(name, rssInMb, 'MB')),
    '\nloadMs, each part bundled and loaded alone',
    ...Object.entries(loadMs).map(([name, summary]) => row(name, summary, 'ms')),
  ].join('\n');
}

/** The three figures of scans; of the rates the worst. */
export function scanFigures({ rate, speedup, memory }: ScanFigures): Record<keyof typeof SCAN_GOALS, number> {
  return {
    scanRateRatio: Math.min(...rate.map(({ ratio }) => ratio)),
    scanSpeedup: speedup.ratio,
    scanMemoryGrowth: memory.growth,
  };
}

/** How the app scans, for people. */
export function scanReport(figures: ScanFigures): string {
  const { rate, speedup, memory } = figures;
  const { scanRateRatio, scanSpeedup, scanMemoryGrowth } = scanFigures(figures);
  return [
    'How the app scans\n',
    goal('scanRateRatio', scanRateRatio, SCAN_GOALS.scanRateRatio, 'at least'),
    goal('scanSpeedup', scanSpeedup, SCAN_GOALS.scanSpeedup, 'at least'),
    goal('scanMemoryGrowth', scanMemoryGrowth, SCAN_GOALS.scanMemoryGrowth, 'at most'),
    '\nrate against an emulator that enforces a limit a ninth above the budget',
    ...rate.map(
      ({ hosts, customers, allowedPerMinute, reachedPerMinute, ratio, throttled, seconds }) =>
        `  ${hosts} × the app, ${customers} customers: ${Math.round(reachedPerMinute)} of ${allowedPerMinute} requests a minute (${ratio.toFixed(3)}), ${throttled} × 429, ${seconds.toFixed(1)} s`,
    ),
    '\nspeed without a budget, 20 ms upstream',
    `  ${speedup.customers} customers: ${Math.round(speedup.customersPerSecond)} a second, a loop ${speedup.sequentialPerSecond.toFixed(1)} (${speedup.ratio.toFixed(1)})`,
    '\npeak memory of a process, whose heap is limited: medians of three new processes each (least – most)',
    ...[memory.small, memory.large].map(({ customers, peakInMb }) => row(`${customers} customers`, peakInMb, 'MB')),
  ].join('\n');
}
