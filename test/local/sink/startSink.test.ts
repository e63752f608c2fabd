import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Agent, fetch } from 'undici';
import { createCertificateAuthority } from '../../../local/certificates.ts';
import type { RunningServer } from '../../../local/serve.ts';
import type { Delivery } from '../../../local/sink/judgeDelivery.ts';
import { startSink } from '../../../local/sink/startSink.ts';

let sink: RunningServer;
let dispatcher: Agent;

beforeAll(async () => {
  const authority = await createCertificateAuthority();
  sink = await startSink({ tls: await authority.issue() });
  dispatcher = new Agent({ connect: { ca: authority.caPem } });
});
afterAll(async () => {
  await dispatcher.close();
  await sink.close();
});
beforeEach(async () => {
  await send('DELETE', '/_emulator/deliveries');
});

function send(method: string, path: string, body?: string | object, headers: Record<string, string> = {}) {
  return fetch(`${sink.url}${path}`, {
    method,
    dispatcher,
    redirect: 'manual',
    headers,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

async function deliveries(name: string): Promise<Delivery[]> {
  const response = await send('GET', `/_emulator/deliveries?name=${name}`);
  return ((await response.json()) as { items: Delivery[] }).items;
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function signed(secret: string, body: string, { id = 'msg_1', at = new Date() } = {}): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

async function register(name: string): Promise<string> {
  const secret = newSecret();
  expect((await send('POST', '/_emulator/secrets', { name, secret })).status).toBe(204);
  return secret;
}

test('the example of the specification verifies', async () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  await send('POST', '/_emulator/secrets', { name: 'example', secret });
  await send('POST', '/hooks/example', '{"test": 2432232314}', {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
  expect(await deliveries('example')).toMatchObject([{ signature: 'valid', timestamp: 'tooOld' }]);
});

test('a rightly signed delivery is valid, fresh and kept as it came', async () => {
  const secret = await register('good');
  const body = '{"type":"test","data":{"name":"Müller"}}';
  expect((await send('POST', '/hooks/good', body, signed(secret, body))).status).toBe(204);
  expect(await deliveries('good')).toMatchObject([
    { hook: 'good', body, signature: 'valid', timestamp: 'fresh', repeat: 'none', answeredStatus: 204 },
  ]);
});

test('one fitting signature among several is enough, as when secrets rotate', async () => {
  const secret = await register('rotating');
  const headers = signed(secret, '{}');
  const other = signed(newSecret(), '{}')['webhook-signature'];
  await send('POST', '/hooks/rotating', '{}', {
    ...headers,
    'webhook-signature': `${other} ${headers['webhook-signature']}`,
  });
  expect(await deliveries('rotating')).toMatchObject([{ signature: 'valid' }]);
});

test('a changed body, another secret or another timestamp is invalid', async () => {
  const secret = await register('bad');
  const headers = signed(secret, '{}');
  await send('POST', '/hooks/bad', '{"more":1}', headers);
  await send('POST', '/hooks/bad', '{}', signed(newSecret(), '{}', { id: 'msg_2' }));
  await send('POST', '/hooks/bad', '{}', { ...headers, 'webhook-timestamp': '1' });
  expect((await deliveries('bad')).map(({ signature }) => signature)).toEqual(['invalid', 'invalid', 'invalid']);
});

test('no signature and no known secret are told apart', async () => {
  await send('POST', '/hooks/stranger', '{}');
  await send('POST', '/hooks/stranger', '{}', signed(newSecret(), '{}'));
  expect((await deliveries('stranger')).map(({ signature }) => signature)).toEqual(['unsigned', 'unknownSecret']);
});

test('the same id with a new timestamp is resent, with the same one replayed', async () => {
  const secret = await register('again');
  const first = signed(secret, '{}', { at: new Date(Date.now() - 10_000) });
  for (const headers of [first, signed(secret, '{}'), first]) await send('POST', '/hooks/again', '{}', headers);
  expect((await deliveries('again')).map(({ repeat }) => repeat)).toEqual(['none', 'resent', 'replayed']);
});

test('timestamps more than five minutes off are flagged', async () => {
  const secret = await register('clock');
  for (const minutes of [-6, 0, 6]) {
    const at = new Date(Date.now() + minutes * 60_000);
    await send('POST', '/hooks/clock', '{}', signed(secret, '{}', { id: `msg_${minutes}`, at }));
  }
  expect((await deliveries('clock')).map(({ timestamp }) => timestamp)).toEqual(['tooOld', 'fresh', 'tooNew']);
});

test('it answers as told, as often as told, and normally again after', async () => {
  const planned = [
    { name: 'moody', status: 429, headers: { 'retry-after': '7' } },
    { name: 'moody', status: 307, headers: { location: 'https://elsewhere.example/' } },
    { name: 'moody', status: 500, count: 2, delayInMs: 5 },
    { name: 'moody', status: 410 },
  ];
  for (const answer of planned) await send('POST', '/_emulator/responses', answer);
  const answers = [];
  for (let turn = 0; turn < 6; turn++) answers.push(await send('POST', '/hooks/moody', '{}'));
  expect(answers.map(({ status }) => status)).toEqual([429, 307, 500, 500, 410, 204]);
  expect(answers[0]?.headers.get('retry-after')).toBe('7');
  expect(answers[1]?.headers.get('location')).toBe('https://elsewhere.example/');
});

test('a bad secret, an unknown member, a body that is no JSON and an unknown path are refused', async () => {
  expect((await send('POST', '/_emulator/secrets', { name: 'x', secret: 'whsec_short' })).status).toBe(400);
  expect((await send('POST', '/_emulator/responses', { name: 'x', status: 500, often: 2 })).status).toBe(400);
  expect((await send('POST', '/_emulator/responses', '{')).status).toBe(400);
  expect((await send('GET', '/nowhere')).status).toBe(404);
  expect((await send('POST', '/hooks/big', 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
});

test('the page lists what arrived and escapes it', async () => {
  await send('POST', '/hooks/page', '{"text":"<script>alert(1)</script>"}');
  const page = await (await send('GET', '/')).text();
  expect(page).toContain('signature unsigned');
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toContain('<script>');
});
