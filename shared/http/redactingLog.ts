import type { Dispatcher } from 'undici';
import { callOf } from './call.ts';
import { firstHeader } from './firstHeader.ts';
import { passOn } from './passOn.ts';

/** Request headers that may be logged; everything else, tokens above all, never is. */
const LOGGED_HEADERS = ['MS-RequestId', 'MS-CorrelationId'] as const;

/** Query values may name customers; only the path is logged. */
function pathOnly(path: string): string {
  return path.split('?')[0] ?? path;
}

/**
 * Writes one line per exchange with Partner Center, by allow-list, and notes whether the request may have arrived. A scan asks ten thousand
 * times what nobody looks at: of its exchanges only those that went wrong have a line.
 */
export const redactingLog: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const call = callOf(options);
  const startedAt = Date.now();
  let isAnswered = false;
  const line = (members: Record<string, unknown>) => {
    const headers = options.headers as Record<string, string>;
    const ids = Object.fromEntries(LOGGED_HEADERS.map((name) => [name, headers[name]]));
    const exchange = { method: options.method, path: pathOnly(options.path), ...ids, ...members };
    call.log('error' in members ? 'warn' : 'info', 'partnerCenterCall', {
      ...exchange,
      durationInMs: Date.now() - startedAt,
    });
  };
  return dispatch(options, {
    ...passOn(handler),
    onRequestStart(controller, context) {
      call.sent = true;
      handler.onRequestStart?.(controller, context);
    },
    onResponseStart(controller, status, responseHeaders, text) {
      if (status >= 200) {
        isAnswered = true;
        call.onExchange?.({ status });
      }
      if (call.lane !== 'scan' || status >= 400) line({ status, 'MS-CV': firstHeader(responseHeaders['ms-cv']) });
      handler.onResponseStart?.(controller, status, responseHeaders, text);
    },
    onResponseError(controller, error) {
      if (call.sent && !isAnswered) call.onExchange?.({});
      line({ error: (error as NodeJS.ErrnoException).code ?? error.name });
      handler.onResponseError?.(controller, error);
    },
  });
};
