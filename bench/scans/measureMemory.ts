import { summarize, type Summary } from '../statistics.ts';
import { startScanBench } from './bench.ts';

/** The most memory that a process of the app has while it scans so many customers, in MB. */
export interface PeakMemory {
  customers: number;
  peakInMb: Summary;
}

/** How the memory of a scan grows with the customers: the median for many ÷ the median for few. */
export interface MemoryFigure {
  small: PeakMemory;
  large: PeakMemory;
  growth: number;
}

const SMALL = 1_000;
const LARGE = 20_000;

/** One run says little: where V8 happens to collect moves the peak by a tenth. */
const ROUNDS = 3;

/**
 * The same pace and the same heap for both, so that only the number of customers differs. On a large machine V8 lets the young generation
 * grow to 128 MB before it collects, and a scan of twenty times the length fills more of that without needing it.
 */
const SETTINGS = {
  PARTNER_CENTER_REQUESTS_PER_MINUTE: '30000',
  NODE_OPTIONS: '--max-old-space-size=160 --max-semi-space-size=16',
};

async function peakOf(customers: number): Promise<number> {
  const bench = await startScanBench();
  try {
    await bench.seed(customers);
    await bench.startHosts(1, SETTINGS);
    await bench.scan();
    return await bench.peakMemoryInMb();
  } finally {
    await bench.close();
  }
}

/** Scans few customers and many in turn, each time in a new process. */
export async function measureMemory(): Promise<MemoryFigure> {
  const peaks = { small: [] as number[], large: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    peaks.small.push(await peakOf(SMALL));
    peaks.large.push(await peakOf(LARGE));
  }
  const small = { customers: SMALL, peakInMb: summarize(peaks.small) };
  const large = { customers: LARGE, peakInMb: summarize(peaks.large) };
  return { small, large, growth: large.peakInMb.median / small.peakInMb.median };
}
