import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fixture, FUNCTION_KEY, startFixture } from './startFixture.ts';

interface Echo {
  method: string;
  url: string;
  params: Record<string, string>;
  query: string[];
  headers: Record<string, string>;
  text: string;
}

const BODY_LIMIT = 2_000_000;

let host: Fixture;
beforeAll(async () => {
  process.env.FUNCTIONS_REQUEST_BODY_SIZE_LIMIT = String(BODY_LIMIT);
  host = await startFixture('streaming', { activityTimeoutInMs: 300 });
  delete process.env.FUNCTIONS_REQUEST_BODY_SIZE_LIMIT;
});
afterAll(() => host.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${host.url}/api${path}`, { headers });
const echo = async (path: string, init: RequestInit = {}) =>
  (await (await fetch(`${host.url}/api/echo${path}`, init)).json()) as Echo;

async function elapsed(path: string): Promise<{ status: number; body: string; inMs: number }> {
  const started = performance.now();
  const response = await get(path);
  return { status: response.status, body: await response.text(), inMs: performance.now() - started };
}

test('a chunked body arrives whole, without a warning', async () => {
  const request = http.request(`${host.url}/api/echo`, { method: 'POST' });
  const parts = Array.from({ length: 50 }, (_, index) => `${index} `.repeat(2000));
  for (const part of parts) request.write(part);
  request.end();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const answer = JSON.parse(await text(response)) as Echo;
  expect(answer.text).toBe(parts.join(''));
  expect(host.lines.join('\n')).not.toContain('Content-Length');
});

test('method, URL, every query value and headers arrive, several of one name joined by commas', async () => {
  const headers = new Headers([
    ['x-thing', 'one'],
    ['content-type', 'text/plain'],
  ]);
  const { url, ...rest } = await echo('?a=1&a=2', { method: 'POST', body: 'Zoë', headers });
  expect(url).toBe(`${host.url}/api/echo?a=1&a=2`);
  expect(rest).toMatchObject({ method: 'POST', query: ['1', '2'], text: 'Zoë', headers: { 'x-thing': 'one' } });
  expect(rest.headers).not.toHaveProperty('x-ms-invocation-id');
  expect(rest.headers.host).toBe(new URL(host.url).host);
});

test('as in Azure, every query member but code turns up among the params, under the route values', async () => {
  expect((await echo('/7?q=1&q=2&CODE=k')).params).toEqual({ id: '7', q: '1,2' });
  expect((await echo('/7?id=8')).params).toEqual({ id: '7' });
  expect((await echo('/7?ID=8')).params).toEqual({ ID: '7' });
  expect((await echo('?id=8')).params).toEqual({ id: '8' });
});

test('as in Azure, a query member "Headers" hides the headers from the function', async () => {
  expect((await echo('?Headers=x')).headers).toEqual({});
});

test('status, headers, cookies and body of the answer reach the caller, what belongs to the connection does not', async () => {
  const response = await get('/echo');
  expect(response.headers.get('x-made-by')).toBe('echo');
  expect(response.headers.has('x-made-up')).toBe(false);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await (await get('/counts')).text()).toBe('one two three');
});

test('keys, wrong methods and unknown routes are answered before the app is asked', async () => {
  expect((await get('/secured')).status).toBe(401);
  expect((await get('/secured', { 'x-functions-key': FUNCTION_KEY })).status).toBe(200);
  expect((await get('/early')).status).toBe(404);
  expect((await get('/unknown')).status).toBe(404);
});

test('an answer that comes before the body was read is delivered, and the connection serves the next call', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (let call = 0; call < 2; call++) {
    const request = http.request(`${host.url}/api/early`, { method: 'POST', agent });
    request.end('x'.repeat(BODY_LIMIT));
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    expect([response.statusCode, await text(response)]).toEqual([413, 'not read']);
  }
  agent.destroy();
});

test('a body above the limit is 500, announced or not', async () => {
  const body = 'x'.repeat(BODY_LIMIT + 1);
  const announced = await fetch(`${host.url}/api/echo`, { method: 'POST', body });
  expect([announced.status, announced.headers.get('connection'), await announced.text()]).toEqual([500, 'close', '']);
  const request = http.request(`${host.url}/api/echo`, { method: 'POST' });
  request.on('error', () => undefined).end(body);
  request.flushHeaders();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  expect([response.statusCode, await text(response)]).toEqual([500, '']);
});

test('a handler that throws or returns nothing leaves its caller waiting until nothing moved for too long: 500', async () => {
  for (const path of ['/throws', '/nothing']) {
    const { status, body, inMs } = await elapsed(path);
    expect([path, status, body]).toEqual([path, 500, '']);
    expect(inMs).toBeGreaterThan(290);
  }
  const log = host.lines.join('\n');
  expect(log).toMatch(
    /\[error\] throws [\w-]+: The handler failed: while the app streams.*TypeError: the handler broke/,
  );
  expect(log).toMatch(/\[error\] nothing [\w-]+: The handler returned nothing: while the app streams/);
  expect(log).toMatch(/\[error\] throws [\w-]+: Failed in \d+ ms: Error: Nothing moved for 300 ms/);
});

test('a handler slower than that is waited for, but its answer is lost', async () => {
  process.env.FIXTURE_SLOW_IN_MS = '600';
  const { status, inMs } = await elapsed('/slow');
  expect(status).toBe(500);
  expect(inMs).toBeGreaterThan(590);
  process.env.FIXTURE_SLOW_IN_MS = '100';
  expect(await elapsed('/slow')).toMatchObject({ status: 200, body: 'late' });
});

test('a handler that runs past functionTimeout is 500 without a body, and the host goes on', async () => {
  const { status, body, inMs } = await elapsed('/endless');
  expect([status, body]).toEqual([500, '']);
  expect(inMs).toBeGreaterThan(1990);
  expect(host.lines.join('\n')).toMatch(/\[error\] endless [^]*longer than functionTimeout, 2000 ms/);
  expect((await get('/echo')).status).toBe(200);
});

test('an answer that stops halfway ends the connection', async () => {
  const response = await get('/drops');
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
});

test('a caller that goes away is noticed', async () => {
  process.env.FIXTURE_SLOW_IN_MS = '200';
  await expect(fetch(`${host.url}/api/slow`, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
  await expect.poll(() => host.lines.join('\n')).toMatch(/slow [\w-]+: Failed in \d+ ms: Error: The caller went away/);
});

test('after an app that streams no other is loaded into the same process, and the reason is told', async () => {
  await expect(startFixture('crashing')).rejects.toThrow(
    /crashing needs a process of its own: .*streaming, loaded before, streams/,
  );
  expect((await get('/echo')).status).toBe(200);
});
