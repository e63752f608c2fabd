import type { IncomingMessage, ServerResponse } from 'node:http';
import { readHeaders } from './requestHeaders.ts';
import { readTarget, type RequestTarget } from './requestTarget.ts';

/** An HTTP request that the server took, before it is known whose it is. */
export interface IncomingCall extends RequestTarget {
  request: IncomingMessage;
  response: ServerResponse;
  headers: Record<string, string>;
}

/** Reads a request, or answers the status with which the genuine host's server refuses it. */
export function incomingCall(request: IncomingMessage, response: ServerResponse): IncomingCall | 400 | 405 {
  const target = readTarget(request);
  if (typeof target === 'number') return target;
  const headers = readHeaders(request.rawHeaders);
  return headers ? { ...target, request, response, headers } : 400;
}

/** The key a caller shows: the first x-functions-key, even when it is empty; without such a header the first `code`, in any case. */
export function keyOf({ request, url }: IncomingCall): string | undefined {
  const [header] = request.headersDistinct['x-functions-key'] ?? [];
  return header ?? [...url.searchParams].find(([name]) => name.toLowerCase() === 'code')?.[1];
}
