import { AppError, type ErrorCode } from '../errors.ts';
import { parseBody, parseError, type ReplyBody } from './parseReply.ts';
import { PartnerCenterError, UnknownOutcomeError } from './partnerCenterError.ts';

/** A successful answer. */
export interface Reply {
  status: number;
  /** Undefined where the answer had no body. */
  body: unknown;
  location?: string;
}

/** An answer as it came from the network. */
export interface RawReply {
  status: number;
  text: string;
  /** A header's first value, by lower-case name. */
  header: (name: string) => string | undefined;
}

/**
 * Refusals that do not refuse, by code with their status: the same purchase is under way, or was made by this very call before.
 * https://learn.microsoft.com/partner-center/developer/error-codes
 */
export const DONE_OR_UNDER_WAY: Readonly<Record<string, number>> = { 800060: 409, 800064: 409, 800065: 400 };

/** An error for a call of which nothing was done. */
export function unavailable(message: string, options: ConstructorParameters<typeof AppError>[2] = {}): AppError {
  return new AppError('PartnerCenterUnavailable', `${message} Nothing was changed; repeat the call in a few minutes.`, {
    retryAfterInSeconds: 60,
    ...options,
  });
}

/** Whether an answer other than a success leaves open whether a call with an effect was done: only a refusal with a code is one. */
function leavesOpen(status: number, code: string | undefined): boolean {
  if (status < 400 || status === 408 || status >= 500) return true;
  if (status === 401 || status === 429) return false;
  return code === undefined || DONE_OR_UNDER_WAY[code] === status;
}

function refuse({ status, header }: RawReply, body: ReplyBody, { repeatable, notFound }: Reading): never {
  const detail = parseError(status, body, header('ms-correlationid'));
  if (!repeatable && leavesOpen(status, detail.code)) {
    throw new UnknownOutcomeError('Partner Center did not say whether it was done.', { detail });
  }
  if (status < 400 || status === 408 || status >= 500) {
    throw unavailable('Partner Center failed to answer.', { partnerCenter: detail });
  }
  const retryAfter = Number(header('retry-after'));
  throw new PartnerCenterError(detail, {
    ...(retryAfter > 0 && { retryAfterInSeconds: retryAfter }),
    ...(notFound && { notFound }),
  });
}

export interface Reading {
  /** Whether the call may be sent again whatever became of it. */
  repeatable: boolean;
  /** What a 404 without a telling code means. */
  notFound?: ErrorCode | undefined;
}

/**
 * Tells a success from a refusal from an outcome nobody knows.
 * @throws PartnerCenterError, UnknownOutcomeError, AppError `PartnerCenterUnavailable`
 */
export function readReply(raw: RawReply, reading: Reading): Reply {
  const body = parseBody(raw.text);
  const { status } = raw;
  if (status >= 300) return refuse(raw, body, reading);
  if (body.kind === 'unreadable') {
    const message = 'Partner Center sent an answer that cannot be read.';
    throw reading.repeatable ? unavailable(message) : new UnknownOutcomeError(message, {});
  }
  const location = raw.header('location');
  return { status, body: body.kind === 'json' ? body.value : undefined, ...(location && { location }) };
}
