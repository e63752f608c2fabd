import type { Dispatcher } from 'undici';
import { callOf } from './call.ts';
import { failBeforeStart } from './failBeforeStart.ts';

/** Has a write made known before it leaves; one that cannot be made known does not leave. */
export const writeIntent: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const { intent } = callOf(options);
  if (!intent) return dispatch(options, handler);
  intent
    .declare()
    .then(() => dispatch(options, handler))
    .catch((error: unknown) => failBeforeStart(handler, error));
  return true;
};
