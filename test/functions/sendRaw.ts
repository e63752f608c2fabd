import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer, TestApp } from '../stack.ts';

interface RawRequest {
  method: string;
  /** Below `/api`, exactly as it is written. */
  path: string;
  /** Names and values by turns, so that one may come twice. */
  headers: string[];
  body?: string | Buffer | undefined;
}

/** Sends a path exactly as it is written, headers in any number, and bytes as they are. */
export async function sendHeaders(app: TestApp, { method, path, headers, body }: RawRequest): Promise<Answer> {
  const { host, hostname, port } = new URL(app.url);
  const length = body === undefined ? [] : ['content-length', String(Buffer.byteLength(body))];
  const all = ['host', host, ...length, ...headers];
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path: `/api/${path}`, headers: all }, (response) => {
      text(response).then((received) => {
        const answered: unknown = received === '' ? undefined : JSON.parse(received);
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(response.headers as Record<string, string>),
          body: answered,
        });
      }, reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** The same with the function key; a POST under a fresh `Idempotency-Key`. */
export function sendRaw(app: TestApp, method: string, path: string, body?: string | Buffer): Promise<Answer> {
  const key = method === 'POST' ? ['idempotency-key', randomUUID()] : [];
  const headers = ['x-functions-key', app.functionKey, 'content-type', 'application/json', ...key];
  return sendHeaders(app, { method, path, headers, body });
}
