import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';

/** Has the queue look at the operations that nobody works on: their process ended, or their message was lost. */
export async function resumeOperations({ operations }: Services, { log }: CallContext): Promise<void> {
  const resumed = await operations.resume();
  if (resumed > 0) log('warn', 'operationsResumed', { resumed });
}
