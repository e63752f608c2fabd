import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { AppError } from '../errors.ts';
import { callOf } from './call.ts';
import { failBeforeStart } from './failBeforeStart.ts';
import { fullBucket, MAX_WAIT_IN_MS, takeToken } from './throttleStrategy.ts';

/**
 * Keeps all calls of this process within the partner tenant's budget.
 * A call that would wait too long, or past its deadline, ends with `TooManyRequests` before anything is sent.
 * https://learn.microsoft.com/partner-center/developer/api-throttling-guidance
 */
export function throttle(requestsPerMinute: number): Dispatcher.DispatcherComposeInterceptor {
  let bucket = fullBucket(requestsPerMinute, Date.now());
  return (dispatch) => (options, handler) => {
    const call = callOf(options);
    const now = Date.now();
    if (now >= call.deadline) return dispatch(options, handler);
    const taken = takeToken(bucket, requestsPerMinute, now);
    if (taken.waitInMs > Math.min(MAX_WAIT_IN_MS, call.deadline - now)) {
      const retryAfterInSeconds = Math.ceil(taken.waitInMs / 1000);
      const message = `The request budget of ${requestsPerMinute} a minute is spent; nothing was sent. Repeat the call after ${retryAfterInSeconds} seconds.`;
      failBeforeStart(handler, new AppError('TooManyRequests', message, { retryAfterInSeconds }));
      return true;
    }
    bucket = taken.bucket;
    if (taken.waitInMs === 0) return dispatch(options, handler);
    delay(taken.waitInMs)
      .then(() => dispatch(options, handler))
      .catch((error: unknown) => failBeforeStart(handler, error));
    return true;
  };
}
