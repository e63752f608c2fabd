import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';

/** Starts the scan of all customers, unless one runs. */
export async function startNightlyScan({ scans }: Services, { log }: CallContext): Promise<void> {
  const { scan, isNew } = await scans.start({ trigger: 'timer' });
  log('info', isNew ? 'scanStarted' : 'scanJoined', { scanId: scan.scanId });
}
