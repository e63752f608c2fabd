import type { CallContext } from '../http/call.ts';
import { OVERDUE_AFTER_IN_MS } from '../scans/overdueAfter.ts';
import type { Services } from '../services.ts';

/** Starts the scan that the timer could not, since storage was away at its instant; only after one that the timer started, since timers can be switched off. */
async function catchUp({ scans }: Services, { log }: CallContext): Promise<void> {
  const last = await scans.latest();
  if (last?.trigger !== 'timer' || Date.parse(last.startedAt) + OVERDUE_AFTER_IN_MS > Date.now()) return;
  const { scan, isNew } = await scans.start({ trigger: 'overdue' });
  if (isNew) log('warn', 'scanStarted', { scanId: scan.scanId, trigger: scan.trigger });
}

/** Has the queues look at the scans and batches that nobody works on: their process ended, or their message was lost; and at the scan that never began. */
export async function resumeScans(services: Services, context: CallContext): Promise<void> {
  const resumed = await services.scans.resume();
  if (resumed > 0) context.log('warn', 'scansResumed', { resumed });
  await catchUp(services, context);
}
