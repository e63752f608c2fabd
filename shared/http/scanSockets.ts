import type { Dispatcher } from 'undici';
import { callOf } from './call.ts';

/** Has scans use sockets of their own, so that a call finds a free one however slowly scans are answered. */
export function scanSockets(agent: Dispatcher): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    callOf(options).lane === 'scan' ? agent.dispatch(options, handler) : dispatch(options, handler);
}
