import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { AppError } from '../errors.ts';
import type { PartnerCenterTokens } from '../credentials/partnerCenterTokens.ts';
import { callOf, withHeaders } from './call.ts';
import { failBeforeStart } from './failBeforeStart.ts';

async function before(deadline: number, token: Promise<string>): Promise<string> {
  const stop = new AbortController();
  const tooLate = delay(Math.max(0, deadline - Date.now()), undefined, { signal: stop.signal }).then(() => {
    const message =
      'The credentials could not be had in time; nothing was sent. Repeat the call, and ask doctor if it happens again.';
    throw new AppError('CredentialProblem', message);
  });
  try {
    return await Promise.race([token, tooLate]);
  } finally {
    stop.abort();
    tooLate.catch(() => undefined);
  }
}

/** Adds the access token of the call's flow; a token that Partner Center refused is renewed first. */
export function bearer(tokens: Pick<PartnerCenterTokens, 'getToken'>): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const call = callOf(options);
    before(call.deadline, tokens.getToken(call.flow, call.rejectedToken))
      .then((token) => {
        call.token = token;
        dispatch(withHeaders(options, { Authorization: `Bearer ${token}` }), handler);
      })
      .catch((error: unknown) => failBeforeStart(handler, error));
    return true;
  };
}
