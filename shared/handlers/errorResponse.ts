import type { HttpResponseInit } from '@azure/functions';
import { errorBody, type AppError } from '../errors.ts';

/** The one place where an error becomes an answer. */
export function errorResponse(error: AppError): HttpResponseInit {
  const { code, status, retryAfterInSeconds } = error;
  return {
    status,
    headers: {
      'x-ms-error-code': code,
      ...(retryAfterInSeconds !== undefined && { 'Retry-After': String(Math.ceil(retryAfterInSeconds)) }),
    },
    jsonBody: errorBody(error),
  };
}
