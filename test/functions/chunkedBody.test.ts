import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { request } from 'undici';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { written } from './upstream.ts';

let app: TestApp;
const { customerId, orderId } = SEED.twoLineSoftware;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

async function* pieces(text: string) {
  for (let start = 0; start < text.length; start += 7) {
    await Promise.resolve();
    yield Buffer.from(text.slice(start, start + 7));
  }
}

function cancel(body: AsyncIterable<Buffer>) {
  return request(`${app.url}/api/customers/${customerId}/orders/${orderId}/cancel`, {
    method: 'POST',
    headers: { 'x-functions-key': app.functionKey, 'content-type': 'application/json' },
    body: body as never,
  });
}

test('a body sent in chunks arrives whole: losing it would cancel the order instead of its line', async () => {
  const { statusCode } = await cancel(pieces(JSON.stringify({ lineItems: [{ lineItemNumber: 1 }] })));
  expect(statusCode).toBe(200);
  expect(await written(app)).toMatchObject({ lineItems: [{ lineItemNumber: 1 }] });
});

test('a body sent in chunks with a GET is never taken for the next call', async () => {
  const smuggling = http.request(`${app.url}/api/health`, {
    method: 'GET',
    headers: { 'transfer-encoding': 'chunked' },
  });
  smuggling.end('GET /api/nowhere HTTP/1.1\r\nhost: x\r\n\r\n');
  const [answer] = (await once(smuggling, 'response')) as [IncomingMessage];
  answer.resume();
  const next = await Promise.all([1, 2, 3].map(() => app.api('GET', 'health')));
  expect(next.map(({ status }) => status)).toEqual([200, 200, 200]);
});
