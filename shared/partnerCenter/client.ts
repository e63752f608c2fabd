import { setTimeout as delay } from 'node:timers/promises';
import { request, type Dispatcher } from 'undici';
import { AppError, type ErrorCode } from '../errors.ts';
import type { TokenFlow } from '../credentials/partnerCenterTokens.ts';
import { createCall, type Call, type CallContext } from '../http/call.ts';
import { firstHeader } from '../http/firstHeader.ts';
import type { PartnerCenterClock } from './clockSkew.ts';
import { UnknownOutcomeError } from './partnerCenterError.ts';
import { readReply, unavailable, type RawReply, type Reply } from './readReply.ts';

export interface PartnerCenterRequest {
  method: 'GET' | 'POST' | 'PATCH';
  /** Path and query below the version, such as `/customers/…`; every part already encoded. */
  path: string;
  flow: TokenFlow;
  /** A call that changes nothing, or nothing that matters, and so may be sent again; GET always is. */
  withoutEffect?: boolean;
  /** What a 404 without a telling code means. */
  notFound?: ErrorCode;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface PartnerCenterClient {
  send(context: CallContext, request: PartnerCenterRequest): Promise<Reply>;
}

/** Adds the version only where a link or location lacks it. */
export function versioned(path: string): string {
  return /^\/v\d+\//.test(path) ? path : `/v1${path}`;
}

function failure(call: Call, cause: unknown): Error {
  if (cause instanceof AppError) return cause;
  const { code = 'no answer' } = cause as NodeJS.ErrnoException;
  if (call.repeatable || !call.sent) return unavailable(`Partner Center could not be reached (${code}).`, { cause });
  return new UnknownOutcomeError('The connection ended before Partner Center answered.', { cause });
}

/** Ends with the answer, or at the call's deadline, wherever the request is then: waiting, queued for a socket, or half answered. */
async function beforeDeadline<T>({ deadline }: Call, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const timer = new AbortController();
  const abort = new AbortController();
  const late = delay(Math.max(0, deadline - Date.now()), undefined, { signal: timer.signal }).then(() => {
    abort.abort();
    throw Object.assign(new Error('The deadline has passed.'), { code: 'deadline' });
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([send(abort.signal), late]);
  } finally {
    timer.abort();
  }
}

/**
 * The one way to send something to Partner Center.
 * @throws PartnerCenterError where it refused, UnknownOutcomeError where a call with an effect may have been done,
 * AppError `PartnerCenterUnavailable`, `TooManyRequests` or `CredentialProblem` where nothing was done.
 * https://learn.microsoft.com/partner-center/developer/partner-center-rest-api-reference
 */
export function createPartnerCenterClient(
  baseUrl: string,
  dispatcher: Dispatcher,
  clock: PartnerCenterClock,
): PartnerCenterClient {
  const exchange = async (call: Call, { method, path, headers, body }: PartnerCenterRequest): Promise<RawReply> => {
    const options = {
      dispatcher,
      call,
      method,
      headers: {
        Accept: 'application/json',
        'Accept-Encoding': 'identity',
        'X-Locale': 'en-US',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    try {
      return await beforeDeadline(call, async (signal) => {
        const answer = await request(`${baseUrl}${versioned(path)}`, { ...options, signal });
        const header = (name: string) => firstHeader(answer.headers[name]);
        return { status: answer.statusCode, text: await answer.body.text(), header };
      });
    } catch (cause) {
      throw failure(call, cause);
    }
  };

  return {
    async send(context, request) {
      const repeatable = request.method === 'GET' || request.withoutEffect === true;
      const raw = await exchange(createCall(context, request.flow, repeatable), request);
      clock.observe(raw.header('date'));
      return readReply(raw, { repeatable, notFound: request.notFound });
    },
  };
}
