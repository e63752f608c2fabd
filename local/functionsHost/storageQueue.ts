import { setTimeout as delay } from 'node:timers/promises';
import { signStorageRequest } from './signStorageRequest.ts';
import type { StorageAccount } from './storageAccount.ts';

const API_VERSION = '2021-12-02';

/** A request that got no answer, or a failure of the service, is repeated after so many milliseconds: a message nobody puts back stays hidden for minutes. */
const REPEAT_AFTER_MS = [100, 400, 1_600];
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A message as the queue service hands it out; the text is still encoded. Dates are RFC 1123. */
export interface StorageQueueMessage {
  id: string;
  text: string;
  popReceipt: string;
  dequeueCount: number;
  insertionTime: string;
  expirationTime: string;
  nextVisibleTime: string;
}

/** Thrown when the queue service refuses a request; the status tells why. */
export class StorageQueueError extends Error {
  readonly status: number;

  constructor(status: number, what: string, reason: string) {
    super(`${what} failed with ${status} ${reason}`);
    this.name = 'StorageQueueError';
    this.status = status;
  }
}

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;');

function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:#(x?)([0-9a-f]+)|(\w+));/gi, (whole, hex: string, code: string, name: string) =>
    code ? String.fromCodePoint(Number.parseInt(code, hex ? 16 : 10)) : (ENTITIES[name] ?? whole),
  );
}

function element(xml: string, name: string): string {
  return unescapeXml(new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '');
}

/**
 * One queue of Azure Storage, over its REST API.
 * https://learn.microsoft.com/rest/api/storageservices/queue-service-rest-api
 */
export class StorageQueue {
  readonly name: string;
  readonly #account: StorageAccount;

  constructor(account: StorageAccount, name: string) {
    this.#account = account;
    this.name = name;
  }

  async createIfNotExists(): Promise<void> {
    await this.#send('PUT', '', {});
  }

  /** Adds a message, encoded by the caller, with the service's lifetime of seven days. */
  async put(text: string): Promise<void> {
    await this.#send('POST', '/messages', {}, text);
  }

  /** Adds a message to a queue that may not be there yet. */
  async putCreating(text: string): Promise<void> {
    try {
      await this.put(text);
    } catch (error) {
      if (!(error instanceof StorageQueueError) || error.status !== 404) throw error;
      await this.createIfNotExists();
      await this.put(text);
    }
  }

  /** Takes up to 32 messages and hides them for so long. */
  async get(count: number, visibilityTimeoutInSeconds: number): Promise<StorageQueueMessage[]> {
    const query = { numofmessages: String(count), visibilitytimeout: String(visibilityTimeoutInSeconds) };
    const response = await this.#send('GET', '/messages', query);
    const xml = await response.text();
    return [...xml.matchAll(/<QueueMessage>(.*?)<\/QueueMessage>/gs)].map(([, message = '']) => ({
      id: element(message, 'MessageId'),
      text: element(message, 'MessageText'),
      popReceipt: element(message, 'PopReceipt'),
      dequeueCount: Number(element(message, 'DequeueCount')),
      insertionTime: element(message, 'InsertionTime'),
      expirationTime: element(message, 'ExpirationTime'),
      nextVisibleTime: element(message, 'TimeNextVisible'),
    }));
  }

  async delete({ id, popReceipt }: { id: string; popReceipt: string }): Promise<void> {
    await this.#send('DELETE', `/messages/${id}`, { popreceipt: popReceipt });
  }

  /** Changes when a taken message is seen again, and answers its new pop receipt. */
  async updateVisibility(message: { id: string; popReceipt: string }, inSeconds: number): Promise<string> {
    const query = { popreceipt: message.popReceipt, visibilitytimeout: String(inSeconds) };
    const response = await this.#send('PUT', `/messages/${message.id}`, query);
    return response.headers.get('x-ms-popreceipt') ?? message.popReceipt;
  }

  /** As the storage SDK of the genuine host does; a message that was added twice is delivered twice, as queues may. Polls come again by themselves. */
  async #send(method: string, path: string, query: Record<string, string>, text?: string): Promise<Response> {
    for (const waitInMs of method === 'GET' ? [] : REPEAT_AFTER_MS) {
      try {
        return await this.#sendOnce(method, path, query, text);
      } catch (error) {
        if (error instanceof StorageQueueError && error.status < 500) throw error;
        await delay(waitInMs);
      }
    }
    return this.#sendOnce(method, path, query, text);
  }

  async #sendOnce(method: string, path: string, query: Record<string, string>, text?: string): Promise<Response> {
    const url = new URL(`${this.#account.queueUrl}/${this.name}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const body =
      text === undefined ? undefined : `<QueueMessage><MessageText>${escapeXml(text)}</MessageText></QueueMessage>`;
    const headers: Record<string, string> = {
      'x-ms-date': new Date().toUTCString(),
      'x-ms-version': API_VERSION,
      ...(body !== undefined && {
        'content-type': 'application/xml',
        'content-length': String(Buffer.byteLength(body)),
      }),
    };
    headers.authorization = signStorageRequest(this.#account, { method, url, headers });
    /** Signed, and then stated by whoever sends: Node 22’s fetch refuses it where the app has brought a newer undici into the process. */
    delete headers['content-length'];
    const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
    if (!response.ok) {
      const reason = response.headers.get('x-ms-error-code') ?? response.statusText;
      await response.body?.cancel();
      throw new StorageQueueError(response.status, `${method} of queue ${this.name}`, reason);
    }
    return response;
  }
}
