import type { RpcTypedData } from './coreTypes.ts';
import type { IncomingCall } from './incomingCall.ts';
import { joinedQuery } from './requestQuery.ts';

/**
 * What the host tells a streaming worker beside the forwarded request, from which the library takes `params` and `headers`: every
 * query member but `code`, then the route values over them, by names in any case and in the spelling that came first; `Query` and
 * `Headers` unless the caller sent members of that name.
 */
export function triggerMetadata({ url, headers }: IncomingCall, params: Record<string, string>) {
  const names = new Map<string, string>();
  const metadata: Record<string, RpcTypedData> = {};
  const set = (name: string, data: RpcTypedData) => {
    const spelling = names.get(name.toLowerCase()) ?? name;
    names.set(name.toLowerCase(), spelling);
    metadata[spelling] = data;
  };
  const query = joinedQuery(url.searchParams);
  for (const [name, string] of Object.entries(query)) if (name.toLowerCase() !== 'code') set(name, { string });
  for (const [name, string] of Object.entries(params)) set(name, { string });
  if (!names.has('query')) set('Query', { json: JSON.stringify(query) });
  if (!names.has('headers')) set('Headers', { json: JSON.stringify(headers) });
  return metadata;
}
