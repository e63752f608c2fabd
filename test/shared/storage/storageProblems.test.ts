import { randomBytes } from 'node:crypto';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAzurite, type Azurite } from '../../../local/azurite.ts';
import { createCertificateAuthority } from '../../../local/certificates.ts';
import { serve } from '../../../local/serve.ts';
import type { AppError } from '../../../shared/errors.ts';
import { createQueue } from '../../../shared/storage/queues.ts';
import { createStorageClients, type StorageClients } from '../../../shared/storage/storageClients.ts';
import { createTable } from '../../../shared/storage/tables.ts';

const ENTITY = { partitionKey: 'p', rowKey: 'r' };
const ACCOUNT_KEY = randomBytes(64).toString('base64');

/** One of each kind: a read, a write, a transaction, a query, a message. */
const DEEDS: [string, (clients: StorageClients) => Promise<unknown>][] = [
  ['a read', (clients) => createTable(clients, 'operations').get('p', 'r')],
  ['a write', (clients) => createTable(clients, 'operations').insert(ENTITY)],
  ['a transaction', (clients) => createTable(clients, 'operations').transact([{ kind: 'insert', entity: ENTITY }])],
  ['a page', (clients) => createTable(clients, 'operations').page({ filter: '', size: 1 })],
  ['a message', (clients) => createQueue(clients, 'operations').send({})],
];

function clientsAt(url: string): StorageClients {
  const endpoints = `TableEndpoint=${url}/account;QueueEndpoint=${url}/account;`;
  return createStorageClients({
    connectionString: `DefaultEndpointsProtocol=http;AccountName=account;AccountKey=${ACCOUNT_KEY};${endpoints}`,
  });
}

async function problemOf(deed: Promise<unknown>): Promise<AppError> {
  return deed.then(
    () => {
      throw new Error('Storage took it.');
    },
    (error: unknown) => error as AppError,
  );
}

describe('a wrong account key', () => {
  let azurite: Azurite;
  let clients: StorageClients;
  beforeAll(async () => {
    azurite = await startAzurite();
    const connectionString = azurite.connectionString.replace(/AccountKey=[^;]+/, `AccountKey=${ACCOUNT_KEY}`);
    clients = createStorageClients({ connectionString });
  });
  afterAll(() => azurite.close());

  it.each(DEEDS)('fails %s with the roles and the setting to look at, and without the key', async (_, deed) => {
    const problem = await problemOf(deed(clients));
    expect(problem).toMatchObject({ code: 'StorageUnavailable', status: 503, retryAfterInSeconds: 30 });
    expect(problem.message).toMatch(
      /Storage Table Data Contributor.*Storage Queue Data Contributor.*AzureWebJobsStorage/,
    );
    expect(problem.message).not.toContain(ACCOUNT_KEY.slice(0, 8));
    expect(problem.cause).toBeInstanceOf(Error);
  });
});

describe('storage', () => {
  it.each(DEEDS)('that nobody listens for fails %s soon', async (_, deed) => {
    const server = await serve(() => undefined);
    await server.close();
    const startedAt = performance.now();
    const problem = await problemOf(deed(clientsAt(server.url)));
    expect(problem).toMatchObject({ code: 'StorageUnavailable', status: 503 });
    expect(problem.message).toBe(
      'The app’s storage cannot be used (ECONNREFUSED). Repeat the call, with the same key if it has one.',
    );
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('that never answers is given up', async () => {
    const server = await serve(() => undefined);
    const startedAt = performance.now();
    const problems = await Promise.all(DEEDS.map(([, deed]) => problemOf(deed(clientsAt(server.url)))));
    for (const problem of problems) {
      expect(problem.code).toBe('StorageUnavailable');
      expect(problem.message).toBe(
        'The app’s storage cannot be used (timeout). Repeat the call, with the same key if it has one.',
      );
    }
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    await server.close();
  });

  it.each(DEEDS)('that answers 503 three times fails %s', async (_, deed) => {
    let asked = 0;
    const server = await serve((_request, response) => {
      asked += 1;
      response.writeHead(503).end();
    });
    expect(await problemOf(deed(clientsAt(server.url)))).toMatchObject({ code: 'StorageUnavailable' });
    expect(asked).toBe(3);
    await server.close();
  });

  it.each(DEEDS)('that is another kind of server is not taken for an empty one by %s', async (_, deed) => {
    const server = await serve((_request, response) => response.writeHead(404).end());
    expect(await problemOf(deed(clientsAt(server.url)))).toMatchObject({ code: 'StorageUnavailable' });
    await server.close();
  });

  it.each(['AccountKey=only', 'UseDevelopmentStorage=false'])('named by "%s" is a setting to fix', async (text) => {
    const clients = createStorageClients({ connectionString: text });
    for (const [, deed] of DEEDS) {
      expect(await problemOf(deed(clients))).toMatchObject({ code: 'NotConfigured' });
    }
  });

  it('is used with the app’s identity where there is no connection string', async () => {
    const authority = await createCertificateAuthority();
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority.caPem]);
    const asked: (string | undefined)[] = [];
    const server = await serve(
      ({ headers, url }, response) => {
        asked.push(`${headers.authorization} ${url?.split('?')[0]}`);
        response.writeHead(url?.includes('messages') ? 500 : 204, { etag: '"1"' }).end();
      },
      { tls: await authority.issue() },
    );
    const clients = createStorageClients(
      { tableServiceUrl: `${server.url}/account`, queueServiceUrl: `${server.url}/account` },
      { getToken: () => Promise.resolve({ token: 'the-token', expiresOnTimestamp: Date.now() + 3_600_000 }) },
    );
    expect(await createTable(clients, 'operations').insert(ENTITY)).toBe('"1"');
    await problemOf(createQueue(clients, 'operations').send({}));
    expect(new Set(asked)).toEqual(
      new Set(['Bearer the-token /account/operations', 'Bearer the-token /account/operations/messages']),
    );
    await server.close();
  });
});
