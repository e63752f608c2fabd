import type { Dispatcher } from 'undici';
import { AppError } from '../errors.ts';
import { callOf, NotSentError } from './call.ts';
import { failBeforeStart } from './failBeforeStart.ts';
import { passOn } from './passOn.ts';

/** Durations in milliseconds. A read is given up early, since it can be asked for again; a write is not begun without time for its answer. */
export const TIMEOUTS = { connectInMs: 10_000, readInMs: 30_000, leastForWriteInMs: 30_000 } as const;

function tooLate(): AppError {
  const message = 'There was too little time left to wait for an answer, so nothing was sent. Repeat the call.';
  return new AppError('PartnerCenterUnavailable', message, { retryAfterInSeconds: 30 });
}

/** Bounds each attempt by what is left before the call's deadline, also when it has waited for a free socket meanwhile. */
export const timeouts: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const call = callOf(options);
  const remaining = () => call.deadline - Date.now();
  const isTooLate = () => remaining() < (call.repeatable ? 1 : TIMEOUTS.leastForWriteInMs);
  if (isTooLate()) {
    failBeforeStart(handler, tooLate());
    return true;
  }
  const timeout = call.repeatable ? Math.min(TIMEOUTS.readInMs, remaining()) : remaining();
  return dispatch(
    { ...options, headersTimeout: timeout, bodyTimeout: timeout },
    {
      ...passOn(handler),
      onRequestStart(controller, context) {
        if (isTooLate()) controller.abort(tooLate());
        else if (call.intent?.mayLeave() === false) controller.abort(new NotSentError());
        else handler.onRequestStart?.(controller, context);
      },
    },
  );
};
