import { beforeDeadline } from '../http/beforeDeadline.ts';
import type { CallContext } from '../http/call.ts';
import { unavailable } from './readReply.ts';

/**
 * Waits for a reading that another call began, but no longer than this call may take.
 * @throws AppError `PartnerCenterUnavailable` at the deadline.
 */
export function withinDeadline<T>({ deadline }: CallContext, reading: Promise<T>): Promise<T> {
  return beforeDeadline(
    deadline,
    () => reading,
    () => unavailable('Partner Center did not answer in time.'),
  );
}
