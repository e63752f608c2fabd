import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { AppError } from '../errors.ts';
import { callOf, NotSentError } from './call.ts';
import { failBeforeStart, idleController } from './failBeforeStart.ts';
import { firstHeader } from './firstHeader.ts';
import { parseRetryAfter, retryStrategy, type Outcome } from './retryStrategy.ts';

/** An answer that arrived whole. */
interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  chunks: Buffer[];
}

function outcomeOf({ status, headers }: Answer): Outcome {
  const now = Date.parse(firstHeader(headers.date) ?? '') || Date.now();
  const retryAfterInMs = parseRetryAfter(firstHeader(headers['retry-after']), now);
  return { kind: 'answered', status, ...(retryAfterInMs !== undefined && { retryAfterInMs }) };
}

function forward(handler: Dispatcher.DispatchHandler, { status, headers, chunks }: Answer): void {
  handler.onResponseStart?.(idleController, status, headers);
  for (const chunk of chunks) handler.onResponseData?.(idleController, chunk);
  handler.onResponseEnd?.(idleController, {});
}

/** Repeats attempts as {@link retryStrategy} decides. Answers are held until they are whole, so that one cut short can be asked for again. */
export const retry: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const call = callOf(options);
  let attempts = 0;

  /** Starts the next attempt, or returns false where the caller has to live with the outcome. */
  const repeated = (outcome: Outcome): boolean => {
    attempts += 1;
    if (outcome.kind === 'answered') call.requestIds.answered();
    const decision = retryStrategy(outcome, {
      repeatable: call.repeatable,
      attempts,
      tokenRenewed: call.rejectedToken !== undefined,
      remainingInMs: call.deadline - Date.now(),
      jitter: Math.random(),
    });
    if (!decision.retry) return false;
    if (decision.renewToken && call.token) call.rejectedToken = call.token;
    call.log('warn', 'partnerCenterRetry', { ...outcome, attempts, delayInMs: decision.delayInMs });
    void delay(decision.delayInMs)
      .then(start)
      .catch((error: unknown) => failBeforeStart(handler, error));
    return true;
  };

  const start = () => {
    let answer: Answer | undefined;
    call.sent = false;
    return dispatch(options, {
      onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
      onResponseStart(_controller, status, headers) {
        if (status >= 200) answer = { status, headers, chunks: [] };
      },
      onResponseData: (_controller, chunk) => void answer?.chunks.push(chunk),
      onResponseEnd() {
        if (answer && !repeated(outcomeOf(answer))) forward(handler, answer);
      },
      onResponseError(controller, error) {
        const isOurs = error instanceof AppError || error instanceof NotSentError || controller?.aborted;
        if (isOurs || !repeated({ kind: 'failed', neverLeft: !call.sent }))
          handler.onResponseError?.(controller, error);
      },
    });
  };
  return start();
};
