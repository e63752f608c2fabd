import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer, TestApp } from '../stack.ts';

/** Sends a path exactly as it is written, and bytes as they are; a POST under a fresh `Idempotency-Key`. */
export async function sendRaw(app: TestApp, method: string, path: string, body?: string | Buffer): Promise<Answer> {
  const { hostname, port } = new URL(app.url);
  const headers = {
    'x-functions-key': app.functionKey,
    'content-type': 'application/json',
    ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
  };
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path: `/api/${path}`, headers }, (response) => {
      text(response).then((received) => {
        const body: unknown = received === '' ? undefined : JSON.parse(received);
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(response.headers as Record<string, string>),
          body,
        });
      }, reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}
