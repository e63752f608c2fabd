import { HttpRequest, InvocationContext, type HttpResponseInit } from '@azure/functions';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { httpHandler, type HttpFunction } from '../../../shared/handlers/httpHandler.ts';
import type { CallContext } from '../../../shared/http/call.ts';

const SECRET = 'do-not-show-this';
const Schema = z.object({ query: z.strictObject({}) });
const lines: string[] = [];

beforeAll(() => {
  Object.assign(process.env, {
    KEY_VAULT_URL: 'https://vault.example',
    PARTNER_TENANT_ID: '5f2e4a57-6b1c-4d2e-9c61-0a4d54f4e1a1',
    PARTNER_CLIENT_ID: '0d3f6b1a-2f64-4f0e-8a3b-2f1d6f0c9d11',
    PARTNER_CENTER_ENVIRONMENT: 'sandbox',
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  });
});

async function call(parts: Partial<HttpFunction<typeof Schema>>): Promise<HttpResponseInit> {
  const handler = httpHandler({
    schema: () => Promise.resolve(Schema),
    operation: () => Promise.resolve(() => Promise.resolve({ items: [] })),
    ...parts,
  });
  const request = new HttpRequest({ method: 'GET', url: 'https://app.example/api/things' });
  const logHandler = (_level: string, ...args: unknown[]) => void lines.push(args.join(' '));
  return await handler(request, new InvocationContext({ functionName: 'things', logHandler }));
}

describe('httpHandler', () => {
  it('answers what the operation returns, traced', async () => {
    const answer = await call({});
    expect(answer).toMatchObject({ status: 200, jsonBody: { items: [] } });
    expect(answer.headers).toMatchObject({ 'x-ms-request-id': expect.any(String) as string });
  });

  it('gives an operation a deadline that ends before a flow gives up', async () => {
    let deadline = 0;
    await call({
      operation: () =>
        Promise.resolve((_services: unknown, _request: unknown, context: CallContext) => {
          ({ deadline } = context);
          return Promise.resolve({});
        }),
    });
    expect(deadline - Date.now()).toBeLessThanOrEqual(100_000);
    expect(deadline - Date.now()).toBeGreaterThan(90_000);
  });

  it.each<[string, Partial<HttpFunction<typeof Schema>>]>([
    ['an operation that throws', { operation: () => Promise.resolve(() => Promise.reject(new TypeError(SECRET))) }],
    [
      'an operation that throws what is no error',
      {
        operation: () =>
          Promise.resolve(() => {
            // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a careless dependency does
            throw SECRET;
          }),
      },
    ],
    ['a part that cannot be loaded', { schema: () => Promise.reject(new Error(SECRET)) }],
  ])('answers InternalError without a word of the cause for %s', async (_name, parts) => {
    const answer = await call(parts);
    expect(answer).toMatchObject({ status: 500, jsonBody: { error: { code: 'InternalError' } } });
    expect(answer.headers).toMatchObject({ 'x-ms-error-code': 'InternalError' });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
  });

  it('writes the cause of an InternalError to the log, where an operator finds it', () => {
    expect(lines.some((line) => line.includes('callFailed') && line.includes('httpHandler.test'))).toBe(true);
  });
});
