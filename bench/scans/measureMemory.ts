import { startScanBench } from './bench.ts';

/** The most memory that a process of the app has while it scans. */
export interface MemoryFigure {
  small: { customers: number; peakInMb: number };
  large: { customers: number; peakInMb: number };
  growth: number;
}

/**
 * The same pace and the same heap for both, so that only the number of customers differs: on a large machine V8 puts collecting off, and a
 * longer run has more memory for that reason alone.
 */
const SETTINGS = { PARTNER_CENTER_REQUESTS_PER_MINUTE: '30000', NODE_OPTIONS: '--max-old-space-size=160' };

async function peakOf(customers: number): Promise<{ customers: number; peakInMb: number }> {
  const bench = await startScanBench();
  try {
    await bench.seed(customers);
    await bench.startHosts(1, SETTINGS);
    await bench.scan();
    return { customers, peakInMb: await bench.peakMemoryInMb() };
  } finally {
    await bench.close();
  }
}

/** Scans 1,000 customers and 20,000, each in a process of its own. */
export async function measureMemory(): Promise<MemoryFigure> {
  const small = await peakOf(1_000);
  const large = await peakOf(20_000);
  return { small, large, growth: large.peakInMb / small.peakInMb };
}
