import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAzurite, type Azurite } from '../../../local/azurite.ts';
import { parseConnectionString } from '../../../local/functionsHost/storageAccount.ts';
import { StorageQueue, StorageQueueError } from '../../../local/functionsHost/storageQueue.ts';
import { serve, type RunningServer } from '../../../local/serve.ts';

/** What becomes of a request: a broken connection, an answer of that status, or an answer that is lost after the service did its work. */
type Fault = 'reset' | 'lost' | number;

/** The requests of one queue, and what becomes of its next ones. */
interface Wire {
  requests: string[];
  faults: Fault[];
}

const wires = new Map<string, Wire>();
let azurite: Azurite;
let proxy: RunningServer;

/** Passes a request on to Azurite, unless a fault is next. */
function pass(request: http.IncomingMessage, response: http.ServerResponse): void {
  const { method = '', url = '/', headers } = request;
  const [, , name = ''] = new URL(url, azurite.queueUrl).pathname.split('/');
  const wire = wires.get(name);
  wire?.requests.push(method);
  const fault = wire?.faults.shift();
  if (fault === 'reset') {
    request.socket.destroy();
    return;
  }
  if (typeof fault === 'number') {
    request.resume();
    response.writeHead(fault, { 'x-ms-error-code': 'OperationTimedOut' }).end('<Error/>');
    return;
  }
  const forwarded = http.request(new URL(url, azurite.queueUrl), { method, headers }, (answer) => {
    if (fault === 'lost') {
      answer.resume().on('end', () => request.socket.destroy());
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  request.pipe(forwarded);
}

beforeAll(async () => {
  azurite = await startAzurite();
  proxy = await serve(pass);
});
afterAll(async () => {
  await proxy.close();
  await azurite.close();
});

/** A queue of its own, that is not there yet. */
function missingQueue(...faults: Fault[]): { queue: StorageQueue; wire: Wire } {
  const { name, key, queueUrl } = parseConnectionString(azurite.connectionString);
  const account = { name, key, queueUrl: queueUrl.replace(new URL(queueUrl).origin, proxy.url) };
  const queue = new StorageQueue(account, `queue${wires.size}`);
  const wire: Wire = { requests: [], faults };
  wires.set(queue.name, wire);
  return { queue, wire };
}

/** A queue that is there, and what becomes of its next requests. */
async function newQueue(...faults: Fault[]): Promise<{ queue: StorageQueue; wire: Wire }> {
  const made = missingQueue();
  await made.queue.createIfNotExists();
  made.wire.requests = [];
  made.wire.faults = faults;
  return made;
}

const textsOf = async (queue: StorageQueue) => (await queue.get(32, 30)).map(({ text }) => text);

describe.concurrent('a write', () => {
  test.each<[string, Fault]>([
    ['got no answer', 'reset'],
    ['failed with 500', 500],
    ['failed with 503', 503],
  ])('that %s is made again', async (_, fault) => {
    const { queue, wire } = await newQueue(fault);
    await queue.put('message');
    expect(wire.requests).toEqual(['POST', 'POST']);
    expect(await textsOf(queue)).toEqual(['message']);
  });

  test('is made four times in all', async () => {
    const { queue, wire } = await newQueue('reset', 500, 'reset');
    await queue.put('message');
    expect(wire.requests).toEqual(['POST', 'POST', 'POST', 'POST']);
    expect(await textsOf(queue)).toEqual(['message']);
  });

  test('that fails four times fails, with what the service said last', async () => {
    const { queue, wire } = await newQueue('reset', 500, 500, 503);
    const error: unknown = await queue.put('message').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StorageQueueError);
    const message = `POST of queue ${queue.name} failed with 503 OperationTimedOut`;
    expect(error).toMatchObject({ status: 503, message });
    expect(wire.requests).toHaveLength(4);
    expect(await textsOf(queue)).toEqual([]);
  });

  test.each([400, 403, 404, 409, 429])('that is refused with %i is not made again', async (status) => {
    const { queue, wire } = await newQueue(status);
    await expect(queue.put('message')).rejects.toMatchObject({ name: 'StorageQueueError', status });
    expect(wire.requests).toEqual(['POST']);
  });

  test('is made again whole, whatever its text', async () => {
    const { queue } = await newQueue('reset');
    const text = `<&>'"ü🙂\r\n${'0123456789'.repeat(4_000)}`;
    await queue.put(text);
    expect(await textsOf(queue)).toEqual([text]);
  });

  test('of each kind is made again where it got no answer', async () => {
    const { queue, wire } = await newQueue('reset', 'reset');
    await queue.createIfNotExists();
    await queue.put('message');
    const [message] = await queue.get(1, 30);
    if (!message) throw new Error('Nothing was got.');
    wire.faults = ['reset'];
    const popReceipt = await queue.updateVisibility(message, 0);
    expect(popReceipt).not.toBe(message.popReceipt);
    const [again] = await queue.get(1, 30);
    expect(again).toMatchObject({ text: 'message', dequeueCount: 2 });
    wire.faults = ['reset'];
    await queue.delete(again ?? message);
    await expect(queue.delete(again ?? message)).rejects.toMatchObject({ status: 404 });
  });

  test('of a message whose answer alone was lost adds it twice, as queues may', async () => {
    const { queue } = await newQueue('lost');
    await queue.put('message');
    expect(await textsOf(queue)).toEqual(['message', 'message']);
  });

  test('makes a queue that is missing, though answers are lost', async () => {
    const { queue, wire } = missingQueue(500, 404, 'lost', 'reset');
    await queue.putCreating('message');
    expect(wire.requests).toEqual(['POST', 'POST', 'PUT', 'PUT', 'PUT', 'POST']);
    expect(await textsOf(queue)).toEqual(['message']);
  });
});

test.each<Fault>(['reset', 500])(
  'a poll that met %s is not made again: the next one comes by itself',
  async (fault) => {
    const { queue, wire } = await newQueue();
    await queue.put('message');
    wire.faults = [fault];
    await expect(queue.get(1, 30)).rejects.toThrow();
    expect(wire.requests).toEqual(['POST', 'GET']);
    expect(await textsOf(queue)).toEqual(['message']);
  },
);
