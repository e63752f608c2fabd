import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';

/** Forgets keys and answers 30 days after their end; the audit trail stays. */
export async function forgetOldOperations({ operations }: Services, { log }: CallContext): Promise<void> {
  log('info', 'operationsForgotten', { rows: await operations.forgetExpired() });
}
