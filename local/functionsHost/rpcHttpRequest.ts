import type { RpcHttp } from './coreTypes.ts';
import type { IncomingCall } from './incomingCall.ts';
import { joinedQuery } from './requestQuery.ts';

/** The request as the host hands it to a worker that does not stream. */
export function rpcHttpRequest(
  { request, url, headers }: IncomingCall,
  params: Record<string, string>,
  body: Buffer,
): RpcHttp {
  return {
    method: request.method ?? 'GET',
    url: url.href,
    headers,
    query: joinedQuery(url.searchParams),
    params,
    ...(body.length > 0 && { body: { bytes: body } }),
  };
}
