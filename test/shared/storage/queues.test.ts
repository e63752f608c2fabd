import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAzurite, type Azurite } from '../../../local/azurite.ts';
import { createQueue } from '../../../shared/storage/queues.ts';
import { createStorageClients, type StorageClients } from '../../../shared/storage/storageClients.ts';
import { startStorageProxy, type StorageProxy } from './storageProxy.ts';

const DAY_IN_MS = 86_400_000;

let azurite: Azurite;
let proxy: StorageProxy;
let clients: StorageClients;

beforeAll(async () => {
  azurite = await startAzurite();
  proxy = await startStorageProxy(azurite.queueUrl);
  const connectionString = azurite.connectionString.replace(new URL(azurite.queueUrl).origin, proxy.url);
  clients = createStorageClients({ connectionString });
});
afterAll(async () => {
  await proxy.close();
  await azurite.close();
});

/** What a trigger would get now. */
async function receive(queue: string) {
  return (await (await clients.queue(queue)).receiveMessages({ numberOfMessages: 10 })).receivedMessageItems;
}

test('a message makes its queue, and arrives as JSON in base64, as the trigger expects it', async () => {
  const message = { operationId: 'ø', round: 1 };
  await createQueue(clients, 'first').send(message);
  const [received] = await receive('first');
  expect(JSON.parse(Buffer.from(received?.messageText ?? '', 'base64').toString())).toEqual(message);
});

test('a queue is made once', async () => {
  const queue = createQueue(clients, 'made');
  await Promise.all([queue.create(), queue.create()]);
  expect(await receive('made')).toEqual([]);
});

test('a message never expires, however long nobody takes it', async () => {
  await createQueue(clients, 'lasting').send({});
  const [message] = await receive('lasting');
  expect(message?.expiresOn.getUTCFullYear()).toBe(9999);
});

test.each([
  ['is not seen for its delay', 90_500, 91],
  ['is not seen for 7 days at most', 30 * DAY_IN_MS, 604_800],
])('a delayed message %s', async (_, visibleAfterInMs, expectedInSeconds) => {
  await createQueue(clients, 'delayed').send({}, { visibleAfterInMs });
  expect(await receive('delayed')).toEqual([]);
  const sent = proxy.requests.findLast((request) => request.startsWith('POST'));
  expect(sent).toMatch(new RegExp(`[?&]visibilitytimeout=${expectedInSeconds}(&|$)`));
});
