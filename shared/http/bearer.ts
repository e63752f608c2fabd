import type { Dispatcher } from 'undici';
import type { PartnerCenterTokens } from '../credentials/partnerCenterTokens.ts';
import { callOf, withHeaders } from './call.ts';
import { failBeforeStart } from './failBeforeStart.ts';

/** Adds the access token of the call's flow; a token that Partner Center refused is renewed first. */
export function bearer(tokens: Pick<PartnerCenterTokens, 'getToken'>): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const call = callOf(options);
    tokens
      .getToken(call.flow, call.rejectedToken)
      .then((token) => {
        call.token = token;
        dispatch(withHeaders(options, { Authorization: `Bearer ${token}` }), handler);
      })
      .catch((error: unknown) => failBeforeStart(handler, error));
    return true;
  };
}
