import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';

/** Has the queues look at the scans and batches that nobody works on: their process ended, or their message was lost. */
export async function resumeScans({ scans }: Services, { log }: CallContext): Promise<void> {
  const resumed = await scans.resume();
  if (resumed > 0) log('warn', 'scansResumed', { resumed });
}
