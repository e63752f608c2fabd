import type { ScanBench } from './bench.ts';

/** How near a scan comes to the rate it is allowed. */
export interface RateFigure {
  hosts: number;
  customers: number;
  allowedPerMinute: number;
  reachedPerMinute: number;
  ratio: number;
  throttled: number;
  complete: boolean;
  seconds: number;
}

/** Partner Center grants 500 where the app keeps to 450. */
const HEADROOM = 500 / 450;

/** Scans against an emulator that enforces a limit; the budget is a tenth below it, as it is in production. */
export async function measureRate(
  bench: ScanBench,
  { hosts, customers, perMinute }: { hosts: number; customers: number; perMinute: number },
): Promise<RateFigure> {
  await bench.switches({ rateLimitPerMinute: Math.round(perMinute * HEADROOM) });
  await bench.startHosts(hosts, { PARTNER_CENTER_REQUESTS_PER_MINUTE: String(perMinute) });
  try {
    await bench.forget();
    const scan = await bench.scan();
    const { total, throttled, firstAt, lastAt } = await bench.asked();
    const minutes = (lastAt - firstAt) / 60_000;
    const reachedPerMinute = (total - 1) / minutes;
    return {
      hosts,
      customers,
      allowedPerMinute: perMinute,
      reachedPerMinute,
      ratio: reachedPerMinute / perMinute,
      throttled,
      complete: scan.customers.left === 0 && scan.customers.failed <= 1,
      seconds: minutes * 60,
    };
  } finally {
    await bench.stopHosts();
    await bench.switches({ rateLimitPerMinute: 0 });
  }
}
