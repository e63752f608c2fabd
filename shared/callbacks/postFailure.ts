import { CallbackRefused } from './callbackRefused.ts';

export interface PostFailure {
  kind: 'failed';
  reason: 'refused' | 'timeout' | 'network' | 'tls';
  /** Never holds the callback. */
  message: string;
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|ERROR_IN_C|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_|INVALID_|PATH_LENGTH_)/;

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'unknown';
}

/** What became of a post that got no answer; a host that is not found may be found the next time. */
export function postFailure(error: unknown, isTooLate: boolean): PostFailure {
  if (error instanceof CallbackRefused) {
    const reason = error.reason === 'notResolved' ? 'network' : 'refused';
    return { kind: 'failed', reason, message: error.message };
  }
  const code = codeOf(error);
  if (isTooLate || code === 'UND_ERR_CONNECT_TIMEOUT') {
    return { kind: 'failed', reason: 'timeout', message: 'The callback did not answer in time: have it answer first.' };
  }
  if (TLS_CODE.test(code)) {
    const message = `The callback’s certificate or its TLS was not accepted (${code}): renew or correct it.`;
    return { kind: 'failed', reason: 'tls', message };
  }
  const message = `The connection to the callback failed (${code}): check that it listens and is not blocked.`;
  return { kind: 'failed', reason: 'network', message };
}
