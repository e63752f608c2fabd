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
