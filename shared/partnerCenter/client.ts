import type { Dispatcher } from 'undici';
import { AppError, type ErrorCode } from '../errors.ts';
import type { TokenFlow } from '../credentials/partnerCenterTokens.ts';
import { beforeDeadline } from '../http/beforeDeadline.ts';
import { collect } from '../http/collect.ts';
import { createCall, NotSentError, type Call, type CallContext } from '../http/call.ts';
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
  if (cause instanceof AppError || cause instanceof NotSentError) return cause;
  const { code = 'no answer' } = cause as NodeJS.ErrnoException;
  if (call.repeatable || !call.sent) return unavailable(`Partner Center could not be reached (${code}).`, { cause });
  return new UnknownOutcomeError('The connection ended before Partner Center answered.', { cause });
}

function deadlinePassed(): Error {
  return Object.assign(new Error('The deadline has passed.'), { code: 'deadline' });
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
  const { origin, pathname } = new URL(baseUrl);
  const prefix = pathname.replace(/\/+$/, '');
  const exchange = async (call: Call, { method, path, headers, body }: PartnerCenterRequest): Promise<RawReply> => {
    const options = {
      origin,
      path: `${prefix}${versioned(path)}`,
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
      const send = async (signal: AbortSignal): Promise<RawReply> => {
        const answer = await collect(dispatcher, options, signal);
        const header = (name: string) => firstHeader(answer.headers[name]);
        return { status: answer.status, text: answer.body.toString(), header };
      };
      return await beforeDeadline(call.deadline, send, deadlinePassed);
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
