import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAzurite, type Azurite } from '../../../local/azurite.ts';
import { filter } from '../../../shared/storage/filter.ts';
import { joinLongText, MAX_LONG_TEXT, splitLongText } from '../../../shared/storage/longText.ts';
import type { Row } from '../../../shared/storage/rows.ts';
import { createStorageClients, type StorageClients } from '../../../shared/storage/storageClients.ts';
import { createTable, type Table } from '../../../shared/storage/tables.ts';
import { startStorageProxy, type StorageProxy } from './storageProxy.ts';

const PARTITION = "customer's";
const ENTITY = { partitionKey: PARTITION, rowKey: 'one', state: 'preparing' };
const STALE = `W/"datetime'2026-01-01T00%3A00%3A00.0000000Z'"`;

let azurite: Azurite;
let proxy: StorageProxy;
let clients: StorageClients;
let count = 0;

beforeAll(async () => {
  azurite = await startAzurite();
  proxy = await startStorageProxy(azurite.tableUrl);
  const connectionString = azurite.connectionString.replace(new URL(azurite.tableUrl).origin, proxy.url);
  clients = createStorageClients({ connectionString });
});
afterAll(async () => {
  await proxy.close();
  await azurite.close();
});

/** A table that does not exist yet. */
function missingTable(): Table {
  count += 1;
  return createTable(clients, `operations${count}`);
}

async function inserted(table: Table, entity: Parameters<Table['insert']>[0]): Promise<string> {
  const etag = await table.insert(entity);
  if (etag === undefined) throw new Error('The row exists already.');
  return etag;
}

async function all(rows: AsyncIterable<Row>): Promise<Row[]> {
  const read: Row[] = [];
  for await (const row of rows) read.push(row);
  return read;
}

describe('a table', () => {
  it.each<[string, (table: Table) => Promise<unknown>, unknown]>([
    ['an insert', (table) => table.insert(ENTITY), expect.any(String)],
    ['a read', (table) => table.get(PARTITION, 'one'), undefined],
    ['a replacement', (table) => table.replace(ENTITY, STALE), undefined],
    ['a removal', (table) => table.remove(PARTITION, 'one', STALE), false],
    ['a page', (table) => table.page({ filter: filter`PartitionKey eq ${PARTITION}`, size: 10 }), { rows: [] }],
    ['a query', (table) => all(table.query({ filter: filter`PartitionKey eq ${PARTITION}` })), []],
    [
      'a transaction',
      (table) => table.transact([{ kind: 'insert', entity: ENTITY }]),
      { done: true, etags: [expect.any(String)] },
    ],
  ])('is made when %s finds it missing', async (_deed, run, expected) => {
    const table = missingTable();
    expect(await run(table)).toEqual(expected);
    expect(await table.get(PARTITION, 'two')).toBeUndefined();
  });

  it('takes a row once', async () => {
    const table = missingTable();
    const etag = await inserted(table, ENTITY);
    expect(await table.insert({ ...ENTITY, state: 'sending' })).toBeUndefined();
    expect(await table.get(PARTITION, 'one')).toEqual({ ...ENTITY, etag });
  });

  it('gives back numbers, fractions, truth values and text as they were, and nothing for what was left out', async () => {
    const table = missingTable();
    const members = { startedAt: 1_795_198_242_639, before: -3e12, small: 7, share: 0.25, open: true, text: 'Ünï 🙂' };
    await table.insert({ ...ENTITY, ...members, endedAt: undefined });
    expect(await table.get(PARTITION, 'one')).toEqual({ ...ENTITY, ...members, etag: expect.any(String) as string });
    const since = (instant: number) => filter`startedAt ge ${instant} and PartitionKey eq ${PARTITION}`;
    expect(await all(table.query({ filter: since(members.startedAt) }))).toHaveLength(1);
    expect(await all(table.query({ filter: since(members.startedAt + 1) }))).toHaveLength(0);
  });

  it('refuses a number that no table holds', async () => {
    await expect(missingTable().insert({ ...ENTITY, share: NaN })).rejects.toThrow(/share/);
  });

  it('replaces the version that was read, and no other', async () => {
    const table = missingTable();
    const first = await inserted(table, { ...ENTITY, lease: 1 });
    const second = await table.replace({ ...ENTITY, state: 'sending' }, first);
    expect(second).toBeDefined();
    expect(await table.replace({ ...ENTITY, state: 'failed' }, first)).toBeUndefined();
    expect(await table.get(PARTITION, 'one')).toEqual({ ...ENTITY, state: 'sending', etag: second });
  });

  it('removes the version that was read, and no other', async () => {
    const table = missingTable();
    const first = await inserted(table, ENTITY);
    const second = (await table.replace(ENTITY, first)) ?? '';
    expect(await table.remove(PARTITION, 'one', first)).toBe(false);
    expect(await table.remove(PARTITION, 'one', second)).toBe(true);
    expect(await table.get(PARTITION, 'one')).toBeUndefined();
  });

  it('reads page by page, and the members asked for only', async () => {
    const table = missingTable();
    const rowKeys = ['a', 'b', 'c', 'd', 'e'];
    for (const rowKey of rowKeys) await table.insert({ ...ENTITY, rowKey, other: 1 });
    const query = { filter: filter`PartitionKey eq ${PARTITION}`, select: ['state', 'none'], size: 2 };
    const first = await table.page(query);
    expect(first.rows).toEqual(['a', 'b'].map((rowKey) => ({ ...ENTITY, rowKey, etag: expect.any(String) as string })));
    const second = await table.page({ ...query, continuationToken: first.continuationToken ?? '' });
    expect(second.rows.map(({ rowKey }) => rowKey)).toEqual(['c', 'd']);
    expect((await all(table.query(query))).map(({ rowKey }) => rowKey)).toEqual(rowKeys);
  });

  it('refuses a continuation that it did not give out', async () => {
    const page = missingTable().page({ filter: '', size: 1, continuationToken: 'made up' });
    await expect(page).rejects.toMatchObject({ code: 'InvalidRequest', target: 'continuation' });
  });
});

describe('a transaction', () => {
  const at = (rowKey: string, members = {}) => ({ partitionKey: PARTITION, rowKey, ...members });

  it('gives the new ETag of every row, in the order of its actions', async () => {
    const table = missingTable();
    const [replaced, merged] = [await inserted(table, at('r', { old: 1 })), await inserted(table, at('m', { old: 1 }))];
    const outcome = await table.transact([
      { kind: 'replace', entity: at('r', { state: 'new' }), etag: replaced },
      { kind: 'insert', entity: at('i', { state: 'new' }) },
      { kind: 'merge', entity: at('m', { state: 'new' }), etag: merged },
    ]);
    const rows = await Promise.all(['r', 'i', 'm'].map((rowKey) => table.get(PARTITION, rowKey)));
    expect(outcome).toEqual({ done: true, etags: rows.map((row) => row?.etag) });
    expect(rows).toEqual([
      at('r', { state: 'new', etag: expect.any(String) as string }),
      at('i', { state: 'new', etag: expect.any(String) as string }),
      at('m', { state: 'new', old: 1, etag: expect.any(String) as string }),
    ]);
  });

  it('changes nothing when one row exists, changed or went', async () => {
    const table = missingTable();
    const etag = await inserted(table, at('taken'));
    const insertion = { kind: 'insert', entity: at('new') } as const;
    for (const other of [
      { kind: 'insert', entity: at('taken') },
      { kind: 'replace', entity: at('taken'), etag: STALE },
      { kind: 'merge', entity: at('gone'), etag },
    ] as const) {
      expect(await table.transact([insertion, other])).toEqual({ done: false });
      expect(await table.get(PARTITION, 'new')).toBeUndefined();
    }
  });
});

describe('a long text', () => {
  /** Azurite decodes a single write piece by piece and may cut a character; it reads a transaction whole. */
  it('of 300,000 characters with emoji stays as it was', async () => {
    const table = missingTable();
    const text = `x${'🙂é'.repeat(100_000)}`;
    await table.transact([{ kind: 'insert', entity: { ...ENTITY, ...splitLongText('body', text) } }]);
    expect(joinLongText('body', (await table.get(PARTITION, 'one')) ?? {}) === text).toBe(true);
  });

  it('of the greatest length fits into a row', async () => {
    const table = missingTable();
    const text = 'x'.repeat(MAX_LONG_TEXT);
    await table.insert({ ...ENTITY, ...splitLongText('body', text) });
    expect(joinLongText('body', (await table.get(PARTITION, 'one')) ?? {}) === text).toBe(true);
  });
});

describe('a write whose answer was lost', () => {
  it('is known for our own when it is repeated', async () => {
    const table = missingTable();
    await table.get(PARTITION, 'one');
    proxy.loseAnswers(1);
    const first = await inserted(table, ENTITY);
    proxy.loseAnswers(1);
    const read = (await table.get(PARTITION, 'one')) ?? ENTITY;
    proxy.loseAnswers(1);
    const second = (await table.replace({ ...read, state: 'sending' }, first)) ?? '';
    proxy.loseAnswers(1);
    const outcome = await table.transact([
      { kind: 'merge', entity: { ...ENTITY, state: 'succeeded' }, etag: second },
      { kind: 'insert', entity: { ...ENTITY, rowKey: 'key', startedAt: 1_795_198_242_639 } },
    ]);
    const [one, key] = [await table.get(PARTITION, 'one'), await table.get(PARTITION, 'key')];
    expect(outcome).toEqual({ done: true, etags: [one?.etag, key?.etag] });
    expect(one?.state).toBe('succeeded');
  });

  it('is a conflict when the row is another’s', async () => {
    const table = missingTable();
    const etag = await inserted(table, { ...ENTITY, holder: 'other' });
    proxy.loseAnswers(1);
    expect(await table.insert({ ...ENTITY, holder: 'mine' })).toBeUndefined();
    proxy.loseAnswers(1);
    expect(await table.replace({ ...ENTITY, holder: 'mine' }, STALE)).toBeUndefined();
    expect(await table.get(PARTITION, 'one')).toMatchObject({ holder: 'other', etag });
  });

  it('is open when no repeat is answered either', async () => {
    const table = missingTable();
    await table.get(PARTITION, 'one');
    proxy.loseAnswers(3);
    await expect(table.insert(ENTITY)).rejects.toMatchObject({ code: 'StorageUnavailable', status: 503 });
    expect(await table.get(PARTITION, 'one')).toBeDefined();
  });
});
