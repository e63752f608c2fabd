import type { Dispatcher } from 'undici';
import { callOf } from './call.ts';
import { failBeforeStart } from './failBeforeStart.ts';
import { firstHeader } from './firstHeader.ts';
import { passOn } from './passOn.ts';
import { parseRetryAfter } from './retryStrategy.ts';

/** Who waits for a request: somebody, or the nightly scan, which comes behind. */
export type Lane = 'call' | 'scan';

/** What all requests to Partner Center share. */
export interface RequestBudget {
  /**
   * Waits until a request may leave; one for something that is begun comes before the others of its lane.
   * @throws AppError `TooManyRequests` where that is not before the deadline, in epoch milliseconds, or takes too long.
   */
  take(lane: Lane, deadline: number, isBegun?: boolean): Promise<void>;
  /** Takes note that Partner Center answered 429. */
  throttled(retryAfterInMs: number | undefined): void;
}

/**
 * Keeps all requests within the budget, before anything is sent; a call whose deadline has passed is refused further down.
 * https://learn.microsoft.com/partner-center/developer/api-throttling-guidance
 */
export function throttle(budget: RequestBudget): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const { lane = 'call', deadline, isBegun } = callOf(options);
    const watched: Dispatcher.DispatchHandler = {
      ...passOn(handler),
      onResponseStart(controller, status, headers, text) {
        if (status === 429) {
          const answeredAt = Date.parse(firstHeader(headers.date) ?? '') || Date.now();
          budget.throttled(parseRetryAfter(firstHeader(headers['retry-after']), answeredAt));
        }
        handler.onResponseStart?.(controller, status, headers, text);
      },
    };
    if (Date.now() >= deadline) return dispatch(options, watched);
    budget
      .take(lane, deadline, isBegun)
      .then(() => dispatch(options, watched))
      .catch((error: unknown) => failBeforeStart(handler, error));
    return true;
  };
}
