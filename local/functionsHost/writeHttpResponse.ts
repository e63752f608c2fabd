import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { RpcTypedData } from './coreTypes.ts';
import { setCookie } from './setCookie.ts';

const OF_THE_CONNECTION = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** An answer without a body, as the host gives it for 401, 404 and 500. */
export function writeEmpty(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { 'content-length': 0, ...headers }).end();
}

/** The answer to a request that the server itself cannot take. */
export function writeRefusal(response: ServerResponse, status: 400 | 405): void {
  writeEmpty(response, status, { connection: 'close', ...(status === 405 && { allow: 'OPTIONS' }) });
}

/** The answer for an invocation that failed: 500 without a body, or an end of the connection when an answer has begun. */
export function writeFailure(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const header of response.getHeaderNames()) response.removeHeader(header);
  writeEmpty(response, 500);
}

/** Writes what the library made of a handler's response; no response at all is 204. */
export function writeHttpResponse(response: ServerResponse, returned: RpcTypedData | null | undefined): void {
  if (!returned?.http) {
    response.writeHead(204).end();
    return;
  }
  const { statusCode, headers = {}, cookies = [], body } = returned.http;
  response.statusCode = Number(statusCode ?? 200);
  for (const [name, value] of Object.entries(headers)) {
    if (!OF_THE_CONNECTION.has(name.toLowerCase())) response.setHeader(name, value);
  }
  for (const cookie of cookies) response.appendHeader('set-cookie', setCookie(cookie));
  const bytes = body?.bytes ?? new Uint8Array();
  if (response.statusCode !== 204 && response.statusCode !== 304)
    response.setHeader('content-length', bytes.byteLength);
  response.end(bytes);
}
