/** HTTP status of every error code this app answers with. Codes are contract: the list only ever grows. */
export const ERROR_STATUS = {
  InvalidRequest: 400,
  IdempotencyKeyRequired: 400,
  AttestationRequired: 400,
  SandboxOnly: 403,
  CustomerNotFound: 404,
  SubscriptionNotFound: 404,
  OrderNotFound: 404,
  IndirectResellerNotFound: 404,
  OperationNotFound: 404,
  ScanNotFound: 404,
  WebhookNotFound: 404,
  DeadlineNotFound: 404,
  CancellationWindowClosed: 409,
  UseSubscriptionCancel: 409,
  UseOrderCancel: 409,
  NotCancellable: 409,
  OrderTooOld: 409,
  ParentSubscriptionNotActive: 409,
  AddOnNotPurchasable: 409,
  ChangedMeanwhile: 409,
  OperationPending: 409,
  NotPlaced: 409,
  OutcomeUnknown: 409,
  IdempotencyKeyReused: 422,
  QuantityAboveLimit: 422,
  PartnerCenterRejected: 422,
  TooManyRequests: 429,
  PartnerCenterThrottled: 429,
  CredentialProblem: 500,
  NotConfigured: 500,
  InternalError: 500,
  PartnerCenterUnavailable: 503,
  StorageUnavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** What to do instead, where an error has one answer to that. */
export const NEXT_STEPS = {
  CancellationWindowClosed:
    'It runs to the end of its term. To end it there, schedule a cancel for the term end; to pay for less, schedule fewer seats for the renewal.',
  UseSubscriptionCancel: 'Cancel the subscription of the order’s line.',
  UseOrderCancel: 'Cancel the order that the subscription belongs to.',
  OperationPending: 'Repeat the call after 24 hours.',
} as const satisfies Partial<Record<ErrorCode, string>>;

/** What Partner Center said, kept so that an operator can see why and Microsoft support can trace the call. */
export interface PartnerCenterDetail {
  status: number;
  code?: string;
  description?: string;
  correlationId?: string;
}

export interface ErrorDetail {
  code: string;
  message: string;
  target?: string;
}

export interface AppErrorOptions {
  cause?: unknown;
  /** JSON path of the request member at fault, such as `lineItems[0].quantity`. */
  target?: string;
  details?: ErrorDetail[];
  partnerCenter?: PartnerCenterDetail;
  /** What to do instead, as a sentence of its own. */
  nextStep?: string;
  retryAfterInSeconds?: number;
}

/** The one error callers see: a stable code, its HTTP status, and a message that says what to do. Never holds a secret. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly target?: string;
  readonly details?: ErrorDetail[];
  readonly partnerCenter?: PartnerCenterDetail;
  readonly nextStep?: string;
  readonly retryAfterInSeconds?: number;

  constructor(code: ErrorCode, message: string, { cause, ...options }: AppErrorOptions = {}) {
    super(message, { cause });
    this.name = 'AppError';
    this.code = code;
    this.status = ERROR_STATUS[code];
    Object.assign(this, options);
  }
}

/** An error as callers see it. */
export function errorBody({ code, message, target, details, nextStep, partnerCenter }: AppError) {
  return {
    error: {
      code,
      message,
      ...(target !== undefined && { target }),
      ...(nextStep !== undefined && { nextStep }),
      ...(details && { details }),
      ...(partnerCenter && { innererror: { partnerCenter } }),
    },
  };
}
