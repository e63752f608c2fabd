import { randomUUID } from 'node:crypto';
import type { HttpHandler, HttpRequest, HttpResponseInit } from '@azure/functions';
import type { Log } from '../http/call.ts';
import { isGuid } from '../schemas/isGuid.ts';
import { invocationLog } from './invocationLog.ts';

function traceOf(request: HttpRequest) {
  const given = request.headers.get('x-ms-correlation-id') ?? '';
  const clientRequestId = request.headers.get('x-ms-client-request-id');
  return {
    'x-ms-request-id': randomUUID(),
    'x-ms-correlation-id': isGuid(given) ? given : randomUUID(),
    ...(clientRequestId &&
      /^[\x21-\x7e]{1,128}$/.test(clientRequestId) && { 'x-ms-client-request-id': clientRequestId }),
  };
}

async function failure(cause: unknown, log: Log): Promise<HttpResponseInit> {
  const [{ errorResponse }, { publicError }] = await Promise.all([
    import('./errorResponse.ts'),
    import('../partnerCenter/publicError.ts'),
  ]);
  const error = publicError(cause);
  const unforeseen = error.code === 'InternalError' && cause instanceof Error ? { stack: cause.stack } : {};
  const level = error.status >= 500 ? 'error' : 'warn';
  log(level, 'callFailed', { code: error.code, reason: error.message, ...unforeseen });
  return errorResponse(error);
}

/** For the case that not even the error's response can be loaded: with streaming a handler that throws leaves its caller hanging. */
const LAST_RESORT: HttpResponseInit = {
  status: 500,
  headers: { 'x-ms-error-code': 'InternalError' },
  jsonBody: { error: { code: 'InternalError', message: 'Something failed in this app.' } },
};

/** A handler that always answers, traced by request id and correlation id, and never throws. */
export function answer(
  respond: (request: HttpRequest, log: Log, correlationId: string) => Promise<HttpResponseInit>,
): HttpHandler {
  return async (request, invocation): Promise<HttpResponseInit> => {
    const trace = traceOf(request);
    const ids = { requestId: trace['x-ms-request-id'], correlationId: trace['x-ms-correlation-id'] };
    const log = invocationLog(invocation, ids);
    const response = await respond(request, log, ids.correlationId)
      .catch((cause: unknown) => failure(cause, log))
      .catch(() => LAST_RESORT);
    return { ...response, headers: { ...response.headers, ...trace } };
  };
}
