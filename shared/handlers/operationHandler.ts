import type { HttpHandler } from '@azure/functions';
import type { z } from 'zod';
import type { CallerContext, Services } from '../services.ts';
import { answer } from './answer.ts';
import { callerOf } from './callerOf.ts';
import { DEADLINE_IN_MS } from './httpHandler.ts';
import { readRequest } from './readRequest.ts';

/** Where the parts of a function are found whose answer has a status and headers of its own. */
export interface OperationFunction<Request extends z.ZodType> {
  schema: () => Promise<Request>;
  operation: () => Promise<
    (
      services: Services,
      request: z.infer<Request>,
      context: CallerContext,
    ) => Promise<{ status: number; headers?: Record<string, string>; body: object | string }>
  >;
}

/** (schema, operation) → a handler for operations that know who calls, and that may answer before they have ended. */
export function operationHandler<Request extends z.ZodType>({
  schema,
  operation,
}: OperationFunction<Request>): HttpHandler {
  return answer(async (request, log, correlationId) => {
    const caller = callerOf(request, correlationId);
    const context: CallerContext = { deadline: Date.now() + DEADLINE_IN_MS, log, caller };
    const [Schema, run, { getServices }] = await Promise.all([schema(), operation(), import('../services.ts')]);
    const parsed = await readRequest(Schema, request);
    const { status, headers = {}, body } = await run(getServices(), parsed, context);
    return { status, headers, ...(typeof body === 'string' ? { body } : { jsonBody: body }) };
  });
}
