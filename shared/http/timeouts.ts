import type { Dispatcher } from 'undici';
import { AppError } from '../errors.ts';
import { callOf } from './call.ts';
import { failBeforeStart } from './failBeforeStart.ts';

/** Durations in milliseconds. A read is given up early, since it can be asked for again; a write is not begun without time for its answer. */
export const TIMEOUTS = { connectInMs: 10_000, readInMs: 30_000, leastForWriteInMs: 30_000 } as const;

/** Bounds each attempt by what is left before the call's deadline. */
export const timeouts: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const call = callOf(options);
  const remaining = call.deadline - Date.now();
  if (remaining < (call.repeatable ? 1 : TIMEOUTS.leastForWriteInMs)) {
    const message = 'There was too little time left to wait for an answer, so nothing was sent. Repeat the call.';
    failBeforeStart(handler, new AppError('PartnerCenterUnavailable', message, { retryAfterInSeconds: 30 }));
    return true;
  }
  const timeout = call.repeatable ? Math.min(TIMEOUTS.readInMs, remaining) : remaining;
  return dispatch({ ...options, headersTimeout: timeout, bodyTimeout: timeout }, handler);
};
