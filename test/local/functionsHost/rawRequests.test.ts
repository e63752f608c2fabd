import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FUNCTION_KEY, type Fixture, startFixture } from './startFixture.ts';

interface Echo {
  url: string;
  query: Record<string, string>;
  headers: Record<string, string>;
}

let host: Fixture;
beforeAll(async () => {
  host = await startFixture('web');
});
afterAll(() => host.close());

/** Sends what fetch would tidy up first. */
async function raw(requestLine: string, ...headers: string[]): Promise<string> {
  const socket = connect(host.port, '127.0.0.1');
  const lines = [requestLine, 'Host: localhost', ...headers, 'Connection: close', '', ''];
  socket.write(Buffer.from(lines.join('\r\n'), 'latin1'));
  let answer = '';
  socket.on('data', (data) => (answer += String(data)));
  await once(socket, 'close');
  return answer;
}
const rawStatus = async (requestLine: string, ...headers: string[]) =>
  (await raw(requestLine, ...headers)).split(' ', 2)[1];
const rawEcho = async (requestLine: string, ...headers: string[]) =>
  JSON.parse((await raw(requestLine, ...headers)).split('\r\n\r\n')[1] ?? '') as Echo;

test('the first key counts: of several headers, of code in any case; an empty header hides code', async () => {
  const named = (key: string) => `x-functions-key: ${key}`;
  expect(await rawStatus('GET /api/secured HTTP/1.1', named(FUNCTION_KEY), named('wrong'))).toBe('200');
  expect(await rawStatus('GET /api/secured HTTP/1.1', named('wrong'), named(FUNCTION_KEY))).toBe('401');
  expect(await rawStatus(`GET /api/secured?CODE=${FUNCTION_KEY}&code=wrong HTTP/1.1`)).toBe('200');
  expect(await rawStatus(`GET /api/secured?code=${FUNCTION_KEY} HTTP/1.1`, named(''))).toBe('401');
});

test('encoded dot segments cannot leave a route, and an encoded NUL is refused', async () => {
  expect(await rawStatus('GET /api/echo/%2e%2e/secured HTTP/1.1')).toBe('401');
  expect(await rawStatus('GET /api/echo/../../../api/nothing HTTP/1.1')).toBe('204');
  expect(await rawStatus('GET /api/echo/%00 HTTP/1.1')).toBe('400');
  expect(await rawStatus(`GET http://localhost/api/nothing HTTP/1.1`)).toBe('204');
  expect(await rawStatus(`GET //example.com/api/nothing HTTP/1.1`)).toBe('404');
});

test('the URL is made anew from the decoded path', async () => {
  const urlOf = async (path: string) => (await rawEcho(`GET /api/echo/${path} HTTP/1.1`)).url;
  for (const [sent, seen] of [
    ['he%61lth', 'health'],
    ['%2525', '%25'],
    ['100%', '100%25'],
    ['a\\b', 'a%5Cb'],
    ['%c3%28', '%c3('],
    ['%F0%9F%9A%80/a%2fb', '%F0%9F%9A%80/a%2fb'],
    ['[x]|"y"', '%5Bx%5D%7C%22y%22'],
    ['a/b/', 'a/b/'],
  ] as const) {
    expect(await urlOf(sent)).toBe(`http://localhost/api/echo/${seen}`);
  }
});

test('a request line for another host or none, and headers that are no UTF-8, are refused', async () => {
  expect(await rawStatus('GET http://other:9/api/nothing HTTP/1.1')).toBe('400');
  expect(await rawStatus('GET http://LOCALHOST:80/api/nothing HTTP/1.1')).toBe('204');
  expect(await raw('GET * HTTP/1.1')).toMatch(/^HTTP\/1.1 405 [^]*allow: OPTIONS/);
  expect(await rawStatus('GET /api/nothing HTTP/1.1', 'x-name: \xe9')).toBe('400');
  expect((await rawEcho('GET /api/echo HTTP/1.1', 'x-name: \xc3\xa9')).headers['x-name']).toBe('é');
});

test('query values of one name arrive joined under the last spelling, headers by their lower-case name', async () => {
  const { query, headers } = await rawEcho('GET /api/echo?a=1&A=2&b=%2B+x HTTP/1.1', 'X-Thing: one', 'x-thing: two');
  expect(query).toEqual({ A: '1,2', b: '+ x' });
  expect(headers['x-thing']).toBe('one,two');
});
