import { randomUUID } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { callOf, withHeaders } from './call.ts';

/**
 * MS-RequestId is Partner Center's idempotency key: one per attempt, kept while no answer came.
 * https://learn.microsoft.com/partner-center/developer/headers
 */
export const msRequestId: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch(withHeaders(options, { 'MS-RequestId': callOf(options).requestIds.current() }), handler);

/** MS-CorrelationId traces one exchange: new for every one, repeats included. */
export const msCorrelationId: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const correlationId = callOf(options).intent?.correlationId() ?? randomUUID();
  return dispatch(withHeaders(options, { 'MS-CorrelationId': correlationId }), handler);
};
