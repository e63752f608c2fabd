import type { HttpResponseInit } from '@azure/functions';
import { ConfigError } from '../config/readConfig.ts';
import { AppError } from '../errors.ts';
import { PartnerCenterError, UnknownOutcomeError } from '../partnerCenter/partnerCenterError.ts';
import { toAppError } from '../partnerCenter/toAppError.ts';

/** Every error as one callers may see; what was not foreseen says no more than that. */
export function publicError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof PartnerCenterError) return toAppError(error);
  if (error instanceof UnknownOutcomeError) {
    return new AppError(
      'OutcomeUnknown',
      'It is not known whether Partner Center did it. Look there before you repeat the call.',
      { cause: error },
    );
  }
  if (error instanceof ConfigError) {
    const details = error.problems.map(({ setting, problem }) => ({
      code: 'NotConfigured',
      message: problem,
      target: setting,
    }));
    const names = error.problems.map(({ setting }) => setting).join(', ');
    return new AppError('NotConfigured', `The app’s settings are incomplete. Fix: ${names}.`, {
      cause: error,
      details,
    });
  }
  return new AppError(
    'InternalError',
    'Something failed in this app. Report it with the x-ms-request-id of this answer.',
    { cause: error },
  );
}

/** The one place where an error becomes an answer. */
export function errorResponse(error: AppError): HttpResponseInit {
  const { code, message, target, details, nextStep, partnerCenter, retryAfterInSeconds } = error;
  return {
    status: error.status,
    headers: {
      'x-ms-error-code': code,
      ...(retryAfterInSeconds !== undefined && { 'Retry-After': String(Math.ceil(retryAfterInSeconds)) }),
    },
    jsonBody: {
      error: {
        code,
        message,
        ...(target !== undefined && { target }),
        ...(nextStep !== undefined && { nextStep }),
        ...(details && { details }),
        ...(partnerCenter && { innererror: { partnerCenter } }),
      },
    },
  };
}
