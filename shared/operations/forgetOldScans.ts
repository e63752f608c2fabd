import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';

const DAY_IN_MS = 86_400_000;

/** How long scans are kept after their start. Milliseconds. */
const SCANS_KEPT_FOR_IN_MS = 90 * DAY_IN_MS;

/** Forgets scans after 90 days, and deadlines a day after their cutoff. */
export async function forgetOldScans({ scans, deadlines, clock }: Services, { log }: CallContext): Promise<void> {
  const latest = await scans.latest({ completed: true });
  clock.assume(latest?.clockSkewInMs);
  const passed = await deadlines.forgetPassed(new Date(clock.now().getTime() - DAY_IN_MS));
  const old = await scans.forget(Date.now() - SCANS_KEPT_FOR_IN_MS);
  log('info', 'scansForgotten', { scans: old, deadlines: passed });
}
