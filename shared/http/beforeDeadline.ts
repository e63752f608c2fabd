import { setTimeout as delay } from 'node:timers/promises';

/**
 * Ends with the work, or with `late()` at the deadline, an instant in epoch milliseconds: wherever the work is then. Its signal tells the
 * work to stop.
 */
export async function beforeDeadline<T>(
  deadline: number,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  const timer = new AbortController();
  const stop = new AbortController();
  const atDeadline = delay(Math.max(0, deadline - Date.now()), undefined, { signal: timer.signal }).then((): never => {
    stop.abort();
    throw late();
  });
  atDeadline.catch(() => undefined);
  try {
    return await Promise.race([work(stop.signal), atDeadline]);
  } finally {
    timer.abort();
  }
}
