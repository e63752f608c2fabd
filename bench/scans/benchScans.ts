import { availableParallelism } from 'node:os';
import { startScanBench } from './bench.ts';
import { measureMemory, type MemoryFigure } from './measureMemory.ts';
import { measureRate, type RateFigure } from './measureRate.ts';
import { measureSpeedup, type SpeedupFigure } from './measureSpeedup.ts';

/** What a scan of many customers takes. */
export interface ScanFigures {
  rate: RateFigure[];
  speedup: SpeedupFigure[];
  memory: MemoryFigure;
}

export const SCAN_GOALS = { scanRateRatio: 0.97, scanSpeedup: 20, scanMemoryGrowth: 1.15 };

const CUSTOMERS = 10_000;

/** Scaled up from 450, so that a scan of {@link CUSTOMERS} takes a minute. */
const PER_MINUTE = 10_000;

/** Measures scans, one thing after the other; `say` hears what is under way. */
export async function benchScans(say: (text: string) => void): Promise<ScanFigures> {
  const bench = await startScanBench();
  const rate: RateFigure[] = [];
  const speedup: SpeedupFigure[] = [];
  try {
    const customers = await bench.seed(CUSTOMERS);
    for (const hosts of [1, 4]) {
      say(`scanRateRatio: ${customers} customers, ${PER_MINUTE} requests a minute, ${hosts} × the app …`);
      rate.push(await measureRate(bench, { hosts, customers, perMinute: PER_MINUTE }));
    }
    for (const hosts of new Set([1, availableParallelism()])) {
      say(`scanSpeedup: ${customers} customers without a budget, ${hosts} × the app …`);
      speedup.push(await measureSpeedup(bench, { hosts, customers }));
    }
  } finally {
    await bench.close();
  }
  say('scanMemoryGrowth: 1,000 customers, then 20,000 …');
  return { rate, speedup, memory: await measureMemory() };
}
