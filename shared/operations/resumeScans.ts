import type { CallContext } from '../http/call.ts';
import { OVERDUE_AFTER_IN_MS } from '../scans/overdueAfter.ts';
import type { ScanRecord } from '../scans/scanRecord.ts';
import type { Services } from '../services.ts';

/** A timer that has started no scan for two nights and two hours is switched off. Milliseconds. */
const TIMER_OFF_AFTER_IN_MS = OVERDUE_AFTER_IN_MS + 24 * 3_600_000;

function isOlder(scan: ScanRecord | undefined, thanMs: number): boolean {
  return scan !== undefined && Date.parse(scan.startedAt) + thanMs < Date.now();
}

/** Starts the scan that the timer could not, since storage was away at its instant. */
async function catchUp({ scans }: Services, { log }: CallContext): Promise<void> {
  if (!isOlder(await scans.latest(), OVERDUE_AFTER_IN_MS)) return;
  const timed = await scans.latest({ trigger: 'timer' });
  if (!timed || isOlder(timed, TIMER_OFF_AFTER_IN_MS)) return;
  const { scan, isNew } = await scans.start({ trigger: 'overdue' });
  if (isNew) log('warn', 'scanStarted', { scanId: scan.scanId, trigger: scan.trigger });
}

/** Has the queues look at the scans and batches that nobody works on: their process ended, or their message was lost; and at the scan that never began. */
export async function resumeScans(services: Services, context: CallContext): Promise<void> {
  const resumed = await services.scans.resume();
  if (resumed > 0) context.log('warn', 'scansResumed', { resumed });
  await catchUp(services, context);
}
