import type { TimerHandler } from '@azure/functions';
import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';
import { invocationLog } from './invocationLog.ts';

/** A timer may take as long as the host lets it run, less what the answer needs. Milliseconds. */
const DEADLINE_IN_MS = 4 * 60_000;

/** An operation → a timer handler; a failure is logged with its remedy and fails the invocation. */
export function timerHandler(
  operation: () => Promise<(services: Services, context: CallContext) => Promise<void>>,
): TimerHandler {
  return async (_timer, invocation) => {
    const log = invocationLog(invocation);
    try {
      const [run, { getServices }] = await Promise.all([operation(), import('../services.ts')]);
      await run(getServices(), { deadline: Date.now() + DEADLINE_IN_MS, log });
    } catch (cause) {
      const { publicError } = await import('../partnerCenter/publicError.ts');
      const { code, message } = publicError(cause);
      log('error', 'timerFailed', { code, reason: message });
      throw cause;
    }
  };
}
