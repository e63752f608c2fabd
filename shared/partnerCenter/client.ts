import { request, type Dispatcher } from 'undici';
import { AppError } from '../errors.ts';
import type { TokenFlow } from '../credentials/partnerCenterTokens.ts';
import { createCall, type Call, type CallContext } from '../http/call.ts';
import { firstHeader } from '../http/firstHeader.ts';
import type { PartnerCenterClock } from './clockSkew.ts';
import { parseBody, parseError, type ReplyBody } from './parseReply.ts';
import { PartnerCenterError, UnknownOutcomeError } from './partnerCenterError.ts';

export interface PartnerCenterRequest {
  method: 'GET' | 'POST' | 'PATCH';
  /** Path and query below the version, such as `/customers/…`; every part already encoded. */
  path: string;
  flow: TokenFlow;
  /** A call that changes nothing, or nothing that matters, and so may be sent again; GET always is. */
  withoutEffect?: boolean;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A successful answer. */
export interface Reply {
  status: number;
  /** Undefined where the answer had no body. */
  body: unknown;
  location?: string;
}

export interface PartnerCenterClient {
  send(context: CallContext, request: PartnerCenterRequest): Promise<Reply>;
}

/** Refusals that say the same call is already under way: its outcome is not known. */
const IN_PROGRESS = [
  { status: 409, code: '800060' },
  { status: 409, code: '800064' },
];

/** Adds the version only where a link or location lacks it. */
export function versioned(path: string): string {
  return /^\/v\d+\//.test(path) ? path : `/v1${path}`;
}

function unavailable(message: string, options: ConstructorParameters<typeof AppError>[2] = {}): AppError {
  return new AppError('PartnerCenterUnavailable', `${message} Nothing was changed; repeat the call in a few minutes.`, {
    retryAfterInSeconds: 60,
    ...options,
  });
}

function failure(call: Call, cause: unknown): Error {
  if (cause instanceof AppError) return cause;
  if (call.repeatable || !call.sent) return unavailable('Partner Center could not be reached.', { cause });
  return new UnknownOutcomeError('The connection ended before Partner Center answered.', { cause });
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
  const exchange = async (call: Call, { method, path, headers, body }: PartnerCenterRequest) => {
    const options = {
      dispatcher,
      call,
      method,
      headers: {
        Accept: 'application/json',
        'X-Locale': 'en-US',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    try {
      const answer = await request(`${baseUrl}${versioned(path)}`, options);
      return { answer, text: await answer.body.text() };
    } catch (cause) {
      throw failure(call, cause);
    }
  };

  const refuse = (call: Call, status: number, body: ReplyBody, headers: Record<string, unknown>): never => {
    const correlationId = firstHeader(headers['ms-correlationid'] as string | string[] | undefined);
    const detail = parseError(status, body, correlationId);
    const effectUnknown =
      status === 408 ||
      status >= 500 ||
      IN_PROGRESS.some((known) => known.status === status && known.code === detail.code);
    if (effectUnknown && !call.repeatable) {
      throw new UnknownOutcomeError('Partner Center did not say whether it was done.', { detail });
    }
    if (status === 408 || status >= 500) {
      throw unavailable('Partner Center failed to answer.', { partnerCenter: detail });
    }
    const retryAfter = Number(firstHeader(headers['retry-after'] as string | string[] | undefined));
    throw new PartnerCenterError(detail, Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined);
  };

  return {
    async send(context, request) {
      const call = createCall(context, request.flow, request.method === 'GET' || request.withoutEffect === true);
      const { answer, text } = await exchange(call, request);
      clock.observe(firstHeader(answer.headers.date));
      const body = parseBody(text);
      if (answer.statusCode >= 300) return refuse(call, answer.statusCode, body, answer.headers);
      if (body.kind === 'unreadable') {
        if (call.repeatable) throw unavailable('Partner Center sent an answer that cannot be read.');
        throw new UnknownOutcomeError('Partner Center sent an answer that cannot be read.', {});
      }
      const location = firstHeader(answer.headers.location);
      return {
        status: answer.statusCode,
        body: body.kind === 'json' ? body.value : undefined,
        ...(location && { location }),
      };
    },
  };
}
