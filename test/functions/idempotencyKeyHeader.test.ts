import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';
import { expectRefusal } from './expectAnswer.ts';
import { boughtLines, ORDER } from './purchases.ts';
import { sendHeaders } from './sendRaw.ts';
import { asked } from './upstream.ts';

let app: TestApp;

const buyWith = (...keys: string[]): Promise<Answer> =>
  sendHeaders(app, {
    method: 'POST',
    path: ORDER.path,
    headers: [
      ...['x-functions-key', app.functionKey, 'content-type', 'application/json'],
      ...keys.flatMap((key) => ['Idempotency-Key', key]),
    ],
    body: JSON.stringify(ORDER.body),
  });

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
});
afterAll(() => app.close());
beforeEach(() => app.partnerCenter.reset());

describe('the Idempotency-Key header is InvalidRequest, and nothing is sent,', () => {
  it.each<[string, string[]]>([
    ['with two keys', ['one', 'two']],
    ['with the same key twice', ['one', 'one']],
    ['with two quoted keys', ['"one"', '"two"']],
    ['with a bare comma', ['one,two']],
    ['with a bare quote', ['one"two']],
    ['with a quote inside quotes', ['""""']],
    ['with one quote', ['"one']],
  ])('%s', async (_what, keys) => {
    await app.partnerCenter.delete('/_emulator/requests');
    expect(expectRefusal(await buyWith(...keys), 'InvalidRequest').target).toBe('Idempotency-Key');
    expect(await asked(app)).toEqual([]);
  });

  it.each([
    ['nothing in quotes', '""'],
    ['a space', '"a b"'],
    ['129 characters', `"${'x'.repeat(129)}"`],
  ])('with %s', async (_what, key) => {
    expect(expectRefusal(await buyWith(key), 'InvalidRequest').target).toBe('idempotency-key');
  });
});

describe('a key', () => {
  it('may hold commas in quotes, and is the same in the body', async () => {
    const key = `quote-7,line-${randomUUID()}`;
    const first = await buyWith(`"${key}"`);
    expect(first.status, JSON.stringify(first.body)).toBe(200);
    const again = await app.api('POST', ORDER.path, { ...ORDER.body, idempotencyKey: key });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(await boughtLines(app, ORDER)).toBe(1);
  });

  it('may hold quotes in the body', async () => {
    const body = { ...ORDER.body, idempotencyKey: `"${randomUUID()}"` };
    const first = await app.api('POST', ORDER.path, body);
    expect(first.status, JSON.stringify(first.body)).toBe(200);
    expect((await app.api('POST', ORDER.path, body)).headers.get('idempotent-replayed')).toBe('true');
  });
});
