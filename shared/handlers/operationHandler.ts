import type { z } from 'zod';
import type { CallerContext, Services } from '../services.ts';
import { answer } from './answer.ts';
import { callerOf } from './callerOf.ts';
import { DEADLINE_IN_MS, type DescribedHandler } from './httpHandler.ts';
import { readRequest } from './readRequest.ts';
import { throughGateway } from './throughGateway.ts';

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
  /** What it answers when it succeeds; absent where that is nothing. */
  response?: () => Promise<z.ZodType>;
  /** What it has sent to its callback later, where it takes one. */
  notification?: () => Promise<z.ZodType>;
}

/** (schema, operation) → a handler for operations that know who calls, and that may answer before they have ended. */
export function operationHandler<Request extends z.ZodType>({
  schema,
  operation,
  ...rest
}: OperationFunction<Request>): DescribedHandler {
  const handler = answer(async (request, log, correlationId) => {
    const caller = callerOf(request, correlationId);
    const context: CallerContext = { deadline: Date.now() + DEADLINE_IN_MS, log, caller };
    const [Schema, run, { getServices }] = await Promise.all([schema(), operation(), import('../services.ts')]);
    const parsed = await readRequest(Schema, request);
    const services = getServices();
    const { status, headers = {}, body } = await run(services, parsed, context);
    const addressed = throughGateway(headers, request, services.config.publicUrl);
    return { status, headers: addressed, ...(typeof body === 'string' ? { body } : { jsonBody: body }) };
  });
  return Object.assign(handler, { description: { schema, ...rest } });
}
