import { setTimeout as delay } from 'node:timers/promises';
import type { CallContext } from '../http/call.ts';
import { unavailable } from './readReply.ts';

/**
 * Waits for a reading that another call began, but no longer than this call may take.
 * @throws AppError `PartnerCenterUnavailable` at the deadline.
 */
export async function withinDeadline<T>({ deadline }: CallContext, reading: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = delay(Math.max(0, deadline - Date.now()), undefined, { signal: timer.signal }).then((): never => {
    throw unavailable('Partner Center did not answer in time.');
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([reading, late]);
  } finally {
    timer.abort();
  }
}
