import { once } from 'node:events';
import http from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FUNCTION_KEY, type Fixture, MASTER_KEY, startFixture } from './startFixture.ts';

interface Echo {
  method: string;
  url: string;
  params: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string>;
  bytes: string;
  text: string;
}

let host: Fixture;
beforeAll(async () => {
  host = await startFixture('web');
});
afterAll(() => host.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(host.url + path, { headers });

async function echo(path: string, init?: RequestInit): Promise<Echo> {
  const response = await fetch(`${host.url}/api/echo${path}`, init);
  expect(response.status).toBe(200);
  return (await response.json()) as Echo;
}

test('the root answers that the app is up', async () => {
  const response = await get('/');
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('Your Functions 4.0 app is up and running');
});

test('an unknown route, a wrong method and HEAD are 404 without a body', async () => {
  for (const [method, path] of [
    ['GET', '/api/unknown'],
    ['GET', '/echo'],
    ['GET', '/api//nothing'],
    ['DELETE', '/api/echo'],
    ['HEAD', '/api/secured'],
  ] as const) {
    const response = await fetch(host.url + path, { method });
    expect([method, path, response.status, await response.text()]).toEqual([method, path, 404, '']);
  }
});

test('a function without a route is found under its name, in any case and with a slash at the end', async () => {
  for (const path of ['/api/nothing', '/API/Nothing', '/api/nothing/']) expect((await get(path)).status).toBe(204);
});

test('a function of level function needs its key, or the master key, in the header or as code', async () => {
  for (const [path, key] of [
    ['/api/secured', undefined],
    ['/api/secured', 'wrong'],
    ['/api/secured?code=wrong', undefined],
    [`/api/secured?code=${FUNCTION_KEY}`, 'wrong'],
  ] as const) {
    const response = await get(path, key ? { 'x-functions-key': key } : {});
    expect([response.status, await response.text()]).toEqual([401, '']);
  }
  expect((await get(`/api/secured?code=${FUNCTION_KEY}`)).status).toBe(200);
  expect((await get('/api/secured', { 'x-functions-key': FUNCTION_KEY })).status).toBe(200);
  expect((await get('/api/secured', { 'x-functions-key': MASTER_KEY })).status).toBe(200);
});

test('a function of level admin needs the master key', async () => {
  expect((await get('/api/forAdmins', { 'x-functions-key': FUNCTION_KEY })).status).toBe(401);
  expect((await get('/api/forAdmins', { 'x-functions-key': MASTER_KEY })).status).toBe(200);
});

test('route constraints choose the function', async () => {
  expect(await (await get('/api/items/42')).text()).toBe('number');
  expect(await (await get('/api/items/99999999999')).json()).toEqual({ id: '99999999999' });
  expect(await (await get('/api/items/7f3c1f0e-7d0b-4b57-9f4e-1c2f3a4b5c6d')).text()).toBe('guid');
  expect(await (await get('/api/items/blue')).json()).toEqual({ id: 'blue' });
  expect(await (await get('/api/items')).json()).toEqual({});
});

test('of two routes that fit, the function first by name wins, whatever its case or its literals', async () => {
  expect(await (await get('/api/race/literal')).text()).toBe('A');
});

test('route values arrive decoded, but an encoded slash stays as it is', async () => {
  const { params, url } = await echo('/a%20b/c%2Fd/%C3%A9%E4?x=1');
  expect(params).toEqual({ rest: 'a b/c%2Fd/é%E4' });
  expect(url).toBe(`${host.url}/api/echo/a%20b/c%2Fd/%C3%A9%E4?x=1`);
  expect((await echo('/Gr%C3%BC%C3%9Fe')).params).toEqual({ rest: 'Grüße' });
  expect((await echo('')).params).toEqual({});
});

test('a text body arrives as sent, a byte-order mark is dropped on reading as text', async () => {
  const { text, bytes } = await echo('', { method: 'POST', body: '\uFEFF{"name":"Zoë 🚀"}' });
  expect(text).toBe('{"name":"Zoë 🚀"}');
  expect(Buffer.from(bytes, 'base64').subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
});

test('a binary body arrives byte by byte', async () => {
  const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const { bytes } = await echo('', { method: 'PUT', body, headers: { 'content-type': 'application/octet-stream' } });
  expect(Buffer.from(bytes, 'base64')).toEqual(body);
});

test('a chunked body is dropped, with a warning', async () => {
  const request = http.request(`${host.url}/api/echo`, { method: 'POST' });
  for (const part of ['one ', 'two ', 'three']) request.write(part);
  request.end();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const { text, headers } = (await json(response)) as Echo;
  expect([text, headers['transfer-encoding']]).toEqual(['', 'chunked']);
  expect(host.lines.join('\n')).toMatch(/\[warning\] echo: a body without Content-Length is dropped/);
});

test('a body above 100 MB is 500, and the connection ends', async () => {
  const request = http.request(`${host.url}/api/echo`, {
    method: 'POST',
    headers: { 'content-length': 100 * 1024 * 1024 + 1 },
  });
  request.on('error', () => undefined).flushHeaders();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  expect([response.statusCode, response.headers.connection]).toEqual([500, 'close']);
  request.destroy();
});

test('status, headers, cookies and bytes of a response reach the caller', async () => {
  const response = await fetch(`${host.url}/api/picture`, { method: 'POST' });
  expect(response.status).toBe(201);
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(response.headers.get('x-made-by')).toBe('picture');
  expect(response.headers.getSetCookie()).toEqual([
    'session=a%20b; max-age=60; path=/; samesite=lax; httponly',
    'theme=dark; expires=Tue, 01 Jan 2030 00:00:00 GMT; path=/shop; secure',
  ]);
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 254, 10]);
});

test('a handler that answers nothing is 204 without a length', async () => {
  const { status, headers } = await get('/api/undefinedAnswer');
  expect([status, headers.get('content-length')]).toEqual([204, null]);
});

test('a handler that throws is 500 without a body, and its stack is logged', async () => {
  const response = await get('/api/throws');
  expect([response.status, await response.text()]).toEqual([500, '']);
  expect(host.lines.join('\n')).toMatch(/\[error\] throws [\w-]+: Failed .*TypeError: the handler broke\n\s+at /);
});

test('what a function logs carries its name, level and invocation id', async () => {
  const id = await (await get('/api/logs')).text();
  expect(host.lines.join('\n')).toContain(`[information] logs ${id}: order { id: 1 }`);
  expect(host.lines.join('\n')).toContain(`[error] logs ${id}: bad order`);
});

test('the functions are listed by name with methods, address and level', () => {
  expect(host.functions.map(({ name }) => name).slice(0, 3)).toEqual(['echo', 'forAdmins', 'itemByGuid']);
  expect(host.functions.find(({ name }) => name === 'secured')).toEqual({
    name: 'secured',
    trigger: 'httpTrigger',
    disabled: false,
    methods: ['GET'],
    route: 'secured',
    url: `${host.url}/api/secured`,
    authLevel: 'function',
  });
});

test('the administration API lists functions and tells the state, for the master key alone', async () => {
  expect((await host.call('/admin/functions')).status).toBe(401);
  const listed = (await (await host.admin('/admin/functions')).json()) as {
    name: string;
    config: { bindings: object[] };
  }[];
  expect(listed.map(({ name }) => name)).toEqual(host.functions.map(({ name }) => name));
  expect(listed[0]?.config.bindings[0]).toMatchObject({ type: 'httpTrigger', route: 'echo/{*rest}' });
  expect(await (await host.admin('/admin/functions/SECURED')).json()).toMatchObject({ name: 'secured' });
  expect(await (await host.admin('/admin/host/status')).json()).toMatchObject({ state: 'Running' });
  expect((await host.admin('/admin/unknown')).status).toBe(404);
  expect((await host.admin('/admin/functions/unknown', { method: 'POST', body: '{}' })).status).toBe(404);
  expect((await host.admin('/admin/functions/echo', { method: 'POST', body: '{}' })).status).toBe(400);
});
