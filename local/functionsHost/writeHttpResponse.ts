import type { ServerResponse } from 'node:http';
import type { RpcTypedData } from './coreTypes.ts';
import { setCookie } from './setCookie.ts';

const OF_THE_CONNECTION = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** An answer without a body, as the host gives it for 401, 404, 413 and 500. */
export function writeEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0 }).end();
}

/** Writes what the library made of a handler's response; no response at all is 204. */
export function writeHttpResponse(response: ServerResponse, returned: RpcTypedData | null | undefined): void {
  if (!returned?.http) {
    writeEmpty(response, 204);
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
