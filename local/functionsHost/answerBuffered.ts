import type { RegisteredFunction } from './coreTypes.ts';
import type { IncomingCall } from './incomingCall.ts';
import type { Invoker } from './invoker.ts';
import { isChunked, readBody } from './readBody.ts';
import { rpcHttpRequest } from './rpcHttpRequest.ts';
import { triggerOf } from './triggerOf.ts';
import { writeHttpResponse } from './writeHttpResponse.ts';

/**
 * Answers a call through a worker that takes requests and gives responses whole. As in Azure, it never sees a chunked body:
 * https://github.com/Azure/azure-functions-host/issues/4926
 */
export async function answerBuffered(
  call: IncomingCall,
  fn: RegisteredFunction,
  params: Record<string, string>,
  invoker: Invoker,
  warn: (message: string) => void,
): Promise<void> {
  const { request, response, path } = call;
  const isDropped = isChunked(request);
  if (isDropped) {
    warn(
      `${fn.metadata.name}: a body without Content-Length is dropped, as in Azure, because the app does not stream.`,
    );
  }
  const body = isDropped ? Buffer.alloc(0) : await readBody(request);
  const { bindingName: name } = triggerOf(fn.metadata);
  const inputData = [{ name, data: { http: rpcHttpRequest(call, params, body) } }];
  const { returnValue } = await invoker.invoke(fn, { inputData }, { reason: `${request.method} ${path}` });
  writeHttpResponse(response, returnValue);
}
