import { app, type HttpHandler } from '@azure/functions';
import type { z } from 'zod';
import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';
import { answer } from './answer.ts';
import { readRequest } from './readRequest.ts';

/** Without streaming the host drops a body that is sent in chunks: https://learn.microsoft.com/azure/azure-functions/functions-reference-node#http-streams */
app.setup({ enableHttpStream: true });

/** A flow waits 120 seconds for an answer and then repeats the call: ours comes earlier. Milliseconds. */
export const DEADLINE_IN_MS = 100_000;

/** Where the parts of a function are found; loaded on the first call, to keep the start short. */
export interface HttpFunction<Request extends z.ZodType> {
  schema: () => Promise<Request>;
  operation: () => Promise<(services: Services, request: z.infer<Request>, context: CallContext) => Promise<object>>;
  /** What it answers when it succeeds; absent where that is nothing. */
  response?: () => Promise<z.ZodType>;
}

/** A handler that says what it takes and answers, for whoever describes the app to others. */
export interface DescribedHandler extends HttpHandler {
  description: Pick<HttpFunction<z.ZodType>, 'schema' | 'response'> & { notification?: () => Promise<z.ZodType> };
}

/** (schema, operation) → a handler that answers JSON on success and the error's response otherwise. */
export function httpHandler<Request extends z.ZodType>({
  schema,
  operation,
  ...rest
}: HttpFunction<Request>): DescribedHandler {
  const handler = answer(async (request, log) => {
    const context: CallContext = { deadline: Date.now() + DEADLINE_IN_MS, log };
    const [Schema, run, { getServices }] = await Promise.all([schema(), operation(), import('../services.ts')]);
    const parsed = await readRequest(Schema, request);
    return { status: 200, jsonBody: await run(getServices(), parsed, context) };
  });
  return Object.assign(handler, { description: { schema, ...rest } });
}
