import type { IncomingMessage } from 'node:http';
import type { RpcHttp } from './coreTypes.ts';

/** Query values by name, in any case; several values of one name become one, joined by commas, as the genuine host does. */
function joinedQuery(query: URLSearchParams): Record<string, string> {
  const spellings = new Map<string, string>();
  const joined: Record<string, string> = {};
  for (const [name, value] of query) {
    const spelling = spellings.get(name.toLowerCase()) ?? name;
    spellings.set(name.toLowerCase(), spelling);
    joined[spelling] = spelling in joined ? `${joined[spelling]},${value}` : value;
  }
  return joined;
}

/** The request as the host hands it to the worker. */
export function rpcHttpRequest(
  request: IncomingMessage,
  { url, params, body }: { url: URL; params: Record<string, string>; body: Buffer },
): RpcHttp {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')] as const);
  return {
    method: request.method ?? 'GET',
    url: url.href,
    headers: Object.fromEntries(headers),
    query: joinedQuery(url.searchParams),
    params,
    ...(body.length > 0 && { body: { bytes: body } }),
  };
}
