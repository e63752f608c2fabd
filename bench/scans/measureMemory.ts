import { startScanBench } from './bench.ts';

/** The most memory that a process of the app has while it scans. */
export interface MemoryFigure {
  small: { customers: number; peakInMb: number };
  large: { customers: number; peakInMb: number };
  growth: number;
}

/** The same pace for both, so that only the number of customers differs. */
const PER_MINUTE = { PARTNER_CENTER_REQUESTS_PER_MINUTE: '30000' };

async function peakOf(customers: number): Promise<{ customers: number; peakInMb: number }> {
  const bench = await startScanBench();
  try {
    await bench.seed(customers);
    await bench.startHosts(1, PER_MINUTE);
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
