import type { Dispatcher } from 'undici';
import { AppError } from '../errors.ts';
import type { PartnerCenterTokens } from '../credentials/partnerCenterTokens.ts';
import { beforeDeadline } from './beforeDeadline.ts';
import { callOf, withHeaders } from './call.ts';
import { failBeforeStart } from './failBeforeStart.ts';

function tooLate(): AppError {
  const message =
    'The credentials could not be had in time; nothing was sent. Repeat the call, and ask doctor if it happens again.';
  return new AppError('CredentialProblem', message);
}

/** Adds the access token of the call's flow; a token that Partner Center refused is renewed first. */
export function bearer(tokens: Pick<PartnerCenterTokens, 'getToken'>): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const call = callOf(options);
    beforeDeadline(call.deadline, () => tokens.getToken(call.flow, call.rejectedToken), tooLate)
      .then((token) => {
        call.token = token;
        dispatch(withHeaders(options, { Authorization: `Bearer ${token}` }), handler);
      })
      .catch((error: unknown) => failBeforeStart(handler, error));
    return true;
  };
}
