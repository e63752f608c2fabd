import { randomUUID } from 'node:crypto';
import type { RegisteredFunction } from './coreTypes.ts';
import { forwardRequest, type ForwardOptions } from './forwardRequest.ts';
import type { IncomingCall } from './incomingCall.ts';
import type { Invoker } from './invoker.ts';
import { triggerMetadata } from './triggerMetadata.ts';
import { triggerOf } from './triggerOf.ts';

export type StreamingOptions = Omit<ForwardOptions, 'invocationId'>;

/**
 * Answers a call through a worker that streams: the request goes to the library's own server and the answer comes from there, while
 * the invocation itself carries no more than the route values and headers.
 * https://learn.microsoft.com/azure/azure-functions/functions-reference-node#http-streams
 */
export async function answerStreaming(
  call: IncomingCall,
  fn: RegisteredFunction,
  params: Record<string, string>,
  invoker: Invoker,
  options: StreamingOptions,
): Promise<void> {
  const invocationId = randomUUID();
  const { delivery, abort } = forwardRequest(call, { ...options, invocationId });
  const { bindingName: name } = triggerOf(fn.metadata);
  const request = { inputData: [{ name, data: { http: {} } }], triggerMetadata: triggerMetadata(call, params) };
  try {
    await invoker.invoke(fn, request, { reason: `${call.request.method} ${call.path}`, invocationId, delivery });
  } catch (error) {
    abort();
    throw error;
  }
}
