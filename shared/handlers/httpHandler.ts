import { randomUUID } from 'node:crypto';
import { app, type HttpHandler, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import type { z } from 'zod';
import type { CallContext, Log } from '../http/call.ts';
import type { Services } from '../services.ts';
import { invocationLog } from './invocationLog.ts';
import { readRequest } from './readRequest.ts';

/** Without streaming the host drops a body that is sent in chunks: https://learn.microsoft.com/azure/azure-functions/functions-reference-node#http-streams */
app.setup({ enableHttpStream: true });

/** A flow waits 120 seconds for an answer and then repeats the call: ours comes earlier. Milliseconds. */
const DEADLINE_IN_MS = 100_000;

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Where the parts of a function are found; loaded on the first call, to keep the start short. */
export interface HttpFunction<Request extends z.ZodType> {
  schema: () => Promise<Request>;
  operation: () => Promise<(services: Services, request: z.infer<Request>, context: CallContext) => Promise<object>>;
}

function traceHeaders(request: HttpRequest) {
  const given = request.headers.get('x-ms-correlation-id') ?? '';
  const clientRequestId = request.headers.get('x-ms-client-request-id');
  return {
    'x-ms-request-id': randomUUID(),
    'x-ms-correlation-id': GUID.test(given) ? given : randomUUID(),
    ...(clientRequestId &&
      /^[\x21-\x7e]{1,128}$/.test(clientRequestId) && { 'x-ms-client-request-id': clientRequestId }),
  };
}

async function failure(cause: unknown, log: Log): Promise<HttpResponseInit> {
  const { errorResponse, publicError } = await import('./errorResponse.ts');
  const error = publicError(cause);
  const unforeseen = error.code === 'InternalError' && cause instanceof Error ? { stack: cause.stack } : {};
  const level = error.status >= 500 ? 'error' : 'warn';
  log(level, 'callFailed', { code: error.code, reason: error.message, ...unforeseen });
  return errorResponse(error);
}

/** (schema, operation) → a handler that always answers, JSON on success and the error's response otherwise, and never throws. */
export function httpHandler<Request extends z.ZodType>({ schema, operation }: HttpFunction<Request>): HttpHandler {
  return async (request, invocation): Promise<HttpResponseInit> => {
    const trace = traceHeaders(request);
    const log = invocationLog(invocation, { correlationId: trace['x-ms-correlation-id'] });
    const context: CallContext = { deadline: Date.now() + DEADLINE_IN_MS, log };
    try {
      const [Schema, run, { getServices }] = await Promise.all([schema(), operation(), import('../services.ts')]);
      const parsed = await readRequest(Schema, request);
      return { status: 200, headers: trace, jsonBody: await run(getServices(), parsed, context) };
    } catch (cause) {
      const response = await failure(cause, log);
      return { ...response, headers: { ...response.headers, ...trace } };
    }
  };
}
