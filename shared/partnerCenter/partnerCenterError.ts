import type { ErrorCode, PartnerCenterDetail } from '../errors.ts';

/** A refusal by Partner Center: it answered, and nothing was done. Operations turn it into an error of ours. */
export class PartnerCenterError extends Error {
  readonly detail: PartnerCenterDetail;
  readonly retryAfterInSeconds?: number;
  /** What a 404 without a telling code means. */
  readonly notFound?: ErrorCode;

  constructor(detail: PartnerCenterDetail, options: { retryAfterInSeconds?: number; notFound?: ErrorCode } = {}) {
    super(`Partner Center answered ${detail.status}${detail.code ? `/${detail.code}` : ''}`);
    this.name = 'PartnerCenterError';
    this.detail = detail;
    Object.assign(this, options);
  }

  /** Whether this is the refusal with the given status and code; codes alone are not unique. */
  is(status: number, code: string): boolean {
    return this.detail.status === status && this.detail.code === code;
  }
}

/** A call with an effect whose outcome nobody knows: it was sent, and no answer tells whether it was done. Never send it again blindly. */
export class UnknownOutcomeError extends Error {
  readonly detail?: PartnerCenterDetail;
  /** The order it became, where an answer without a body named it. */
  readonly orderId?: string;

  constructor(
    message: string,
    { cause, ...known }: { detail?: PartnerCenterDetail; orderId?: string; cause?: unknown },
  ) {
    super(message, { cause });
    this.name = 'UnknownOutcomeError';
    Object.assign(this, known);
  }
}
