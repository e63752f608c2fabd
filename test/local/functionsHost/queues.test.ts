import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Azurite, startAzurite } from '../../../local/azurite.ts';
import { freePorts } from '../../../local/freePorts.ts';
import { parseConnectionString } from '../../../local/functionsHost/storageAccount.ts';
import { StorageQueue } from '../../../local/functionsHost/storageQueue.ts';
import { type Fixture, startFixture } from './startFixture.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const WAIT = { timeout: 15_000, interval: 100 };

let azurite: Azurite;
let host: Fixture;
const queue = (name: string) => new StorageQueue(parseConnectionString(azurite.connectionString), name);

beforeAll(async () => {
  azurite = await startAzurite();
  process.env.ORDERS_QUEUE = 'Orders';
  host = await startFixture('queues', { storageConnectionString: azurite.connectionString });
});
afterAll(async () => {
  await host.close();
  await azurite.close();
});

/** Takes messages until there are so many, and answers their texts as they lie in the queue. */
async function take(name: string, count = 1): Promise<string[]> {
  const texts: string[] = [];
  await vi.waitFor(async () => {
    const messages = await queue(name).get(32, 60);
    texts.push(...messages.map(({ text }) => text));
    expect(texts).toHaveLength(count);
  }, WAIT);
  return texts;
}

const decoded = (text: string | undefined) => Buffer.from(text ?? '', 'base64').toString('utf8');

test('a JSON message runs its function, which sees it parsed with its metadata, and is gone', async () => {
  await queue('orders').putCreating(base64('{"name":"Zoë & <co>"}'));
  const [copy] = await take('copies');
  expect(JSON.parse(decoded(copy))).toEqual({
    entry: { name: 'Zoë & <co>' },
    type: 'object',
    triggerMetadata: {
      queueTrigger: { name: 'Zoë & <co>' },
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      popReceipt: expect.any(String) as string,
      dequeueCount: 1,
      insertionTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      expirationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      nextVisibleTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    },
  });
  await vi.waitFor(() => expect(host.lines.join('\n')).toMatch(/copyOrder [\w-]+: Succeeded/));
});

test('a message that is no JSON arrives as text', async () => {
  await queue('orders').putCreating(base64('plain & simple'));
  expect(JSON.parse(decoded((await take('copies'))[0]))).toMatchObject({ entry: 'plain & simple', type: 'string' });
});

test('a message that fails is tried again, with a higher dequeue count', async () => {
  await queue('flaky').putCreating(base64('parcel'));
  expect(decoded((await take('seen'))[0])).toBe('parcel at attempt 3');
  const failures = host.lines.filter((line) => /failTwice .*Failed/.test(line));
  expect(failures.map((line) => /attempt \d/.exec(line)?.[0])).toEqual(['attempt 1', 'attempt 2']);
});

test('a message that fails as often as allowed goes to the poison queue as it was', async () => {
  await queue('doomed').putCreating(base64('hopeless'));
  expect(await take('doomed-poison')).toEqual([base64('hopeless')]);
  expect(host.lines.filter((line) => /failAlways .*Failed/.test(line))).toHaveLength(3);
  expect(await queue('doomed').get(1, 1)).toEqual([]);
});

test('a message that is not base64 goes to the poison queue without a run', async () => {
  const runs = () => host.lines.filter((line) => /copyOrder .*Executing/.test(line)).length;
  const before = runs();
  await queue('orders').putCreating('{"not":"base64"}');
  expect(await take('orders-poison')).toEqual(['{"not":"base64"}']);
  expect(runs()).toBe(before);
});

test('an output of several messages is written one by one, before the answer', async () => {
  expect((await host.call('/api/enqueue', { method: 'POST' })).status).toBe(202);
  const messages = await queue('seen').get(32, 60);
  expect(messages.map(({ text }) => decoded(text)).sort()).toEqual(['3', 'zwei', '{"number":1}']);
});

test('a queue function is run by hand with an input', async () => {
  const body = JSON.stringify({ input: '{"by":"hand"}' });
  expect((await host.admin('/admin/functions/copyOrder', { method: 'POST', body })).status).toBe(202);
  expect(JSON.parse(decoded((await take('copies'))[0]))).toMatchObject({ entry: { by: 'hand' } });
});

test('many messages are all worked off once', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `order ${index}`);
  await Promise.all(names.map((name) => queue('orders').putCreating(base64(name))));
  const copies = await take('copies', names.length);
  const entries = copies.map((copy) => (JSON.parse(decoded(copy)) as { entry: string }).entry);
  expect(entries.sort()).toEqual(names.sort());
});

test('a storage account that does not answer is reported once, and the host goes on', async () => {
  const [port] = await freePorts([0]);
  const connection = `AccountName=a;AccountKey=a2V5;QueueEndpoint=http://127.0.0.1:${port}/a`;
  const lost = await startFixture('queues', { storageConnectionString: connection });
  await vi.waitFor(() => expect(lost.lines.join('\n')).toMatch(/Queue flaky cannot be read: .*ECONNREFUSED/));
  expect((await lost.call('/api/enqueue', { method: 'POST' })).status).toBe(500);
  await lost.close();
});
