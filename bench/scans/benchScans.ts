import { startScanBench, type ScanBench } from './bench.ts';
import { measureMemory, type MemoryFigure } from './measureMemory.ts';
import { measureRate, type RateFigure } from './measureRate.ts';
import { measureSpeedup, type SpeedupFigure } from './measureSpeedup.ts';

/** What a scan of many customers takes. */
export interface ScanFigures {
  rate: RateFigure[];
  speedup: SpeedupFigure;
  memory: MemoryFigure;
}

export const SCAN_GOALS = { scanRateRatio: 0.97, scanSpeedup: 20, scanMemoryGrowth: 1.15 };

const CUSTOMERS = 10_000;

/** Enough for the start of a scan not to count. */
const MANY_CUSTOMERS = 20_000;

/** Scaled up from 450, so that a scan of {@link CUSTOMERS} takes a minute. */
const PER_MINUTE = 10_000;

/** Measures scans, one thing after the other; `say` hears what is under way. */
export async function benchScans(say: (text: string) => void): Promise<ScanFigures> {
  const rate: RateFigure[] = [];
  for (const hosts of [1, 4]) {
    say(`scanRateRatio: ${CUSTOMERS} customers, ${PER_MINUTE} requests a minute, ${hosts} × the app …`);
    rate.push(
      await onBench(CUSTOMERS, (bench) => measureRate(bench, { hosts, customers: CUSTOMERS, perMinute: PER_MINUTE })),
    );
  }
  say(`scanSpeedup: ${MANY_CUSTOMERS} customers without a budget …`);
  const speedup = await onBench(MANY_CUSTOMERS, (bench) => measureSpeedup(bench, MANY_CUSTOMERS));
  say('scanMemoryGrowth: 1,000 customers and 20,000 in turn …');
  return { rate, speedup, memory: await measureMemory() };
}

/** Measures on a local cloud of its own, with so many customers. */
async function onBench<T>(customers: number, measure: (bench: ScanBench) => Promise<T>): Promise<T> {
  const bench = await startScanBench();
  try {
    await bench.seed(customers);
    return await measure(bench);
  } finally {
    await bench.close();
  }
}
