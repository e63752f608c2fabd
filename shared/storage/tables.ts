import type { TableClient, TransactionAction } from '@azure/data-tables';
import { AppError } from '../errors.ts';
import { readPage, type PageQuery, type RowPage, type TableQuery } from './readPage.ts';
import { wasRepeated } from './repeatedRequests.ts';
import { toRow, toSdkEntity, type Entity, type Row } from './rows.ts';
import { withinTime, type StorageClients } from './storageClients.ts';
import { readStorageError, storageError } from './storageError.ts';

export type TableAction =
  | { kind: 'insert'; entity: Entity }
  | { kind: 'replace'; entity: Entity; etag: string }
  /** Changes the members given and keeps the others. */
  | { kind: 'merge'; entity: Entity; etag: string }
  /** Writes the row, whatever stands there. */
  | { kind: 'upsert'; entity: Entity };

/** Done with the new ETag of each action's row, in order; or nothing was changed since some row was not as expected. */
export type TransactionOutcome = { done: true; etags: string[] } | { done: false };

/**
 * One table. Every member throws AppError `StorageUnavailable` when storage fails; whether a write was made is then open.
 * Keys must not hold `/`, `\`, `#` or `?`. Of two writers that write the very same content both may be told that it was theirs;
 * so content that decides who holds something names its writer.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */
export interface Table {
  /** The ETag of the new row; undefined where the row exists already. */
  insert(entity: Entity): Promise<string | undefined>;
  get(partitionKey: string, rowKey: string): Promise<Row | undefined>;
  /** The new ETag; undefined where the row changed or went meanwhile. */
  replace(entity: Entity, etag: string): Promise<string | undefined>;
  /** All or nothing: at most 100 actions, on different rows of one partition. */
  transact(actions: TableAction[]): Promise<TransactionOutcome>;
  /** False where the row changed or went meanwhile; `*` removes it whatever its version. */
  remove(partitionKey: string, rowKey: string, etag: string): Promise<boolean>;
  /** All rows that answer a query, `size` of them with one request; as many as storage gives where it is absent. */
  query(query: TableQuery & { size?: number }): AsyncIterable<Row>;
  /** The first row that answers a query. */
  first(query: TableQuery): Promise<Row | undefined>;
  /**
   * One page; it may hold fewer rows than asked for, even none, and still have a successor.
   * @throws AppError `InvalidRequest` for a continuation token that no page gave out.
   */
  page(query: PageQuery): Promise<RowPage>;
}

const LARGEST_PAGE = 1_000;

/**
 * The row is not as expected: it exists, changed or went.
 * https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes
 */
const CONFLICTS = new Set([
  'EntityAlreadyExists',
  'UpdateConditionNotSatisfied',
  'ConditionNotMet',
  'ResourceNotFound',
  'EntityNotFound',
]);

function codeOf(error: unknown): string {
  return readStorageError(error).code ?? '';
}

function toSdkAction(action: TableAction): TransactionAction {
  const entity = toSdkEntity(action.entity);
  if (action.kind === 'insert') return ['create', entity];
  if (action.kind === 'upsert') return ['upsert', entity, 'Replace'];
  return ['update', entity, action.kind === 'replace' ? 'Replace' : 'Merge', { etag: action.etag }];
}

function etagOf({ etag }: { etag?: string }): string {
  if (etag) return etag;
  throw new AppError(
    'StorageUnavailable',
    'The app’s storage cannot be used (no ETag in its answer). Repeat the call, with the same key if it has one.',
  );
}

/** A table of the app's storage account, created when an operation finds it missing. */
export function createTable(clients: Pick<StorageClients, 'table'>, name: string): Table {
  async function run<T>(deed: (client: TableClient) => Promise<T>): Promise<T> {
    const client = await clients.table(name);
    try {
      return await deed(client);
    } catch (error) {
      if (codeOf(error) !== 'TableNotFound') throw error;
      await client.createTable(withinTime());
      return deed(client);
    }
  }

  /** `ifRepeated` is asked when a conflict may be with our own first sending, whose answer was lost. */
  async function attempt<T, C>(
    deed: (client: TableClient) => Promise<T>,
    conflict: C,
    ifRepeated?: () => Promise<T | undefined>,
  ): Promise<T | C> {
    try {
      return await run(deed);
    } catch (error) {
      if (!CONFLICTS.has(codeOf(error))) throw storageError(error);
      return (wasRepeated(error) && (await ifRepeated?.())) || conflict;
    }
  }

  /** The row's ETag where it stands as this entity was written. */
  async function etagIfWritten({ etag: _, ...written }: Entity): Promise<string | undefined> {
    const row = await table.get(written.partitionKey, written.rowKey);
    const isWritten = row && Object.entries(written).every(([member, value]) => row[member] === value);
    return isWritten ? row.etag : undefined;
  }

  async function outcomeIfWritten(actions: TableAction[]): Promise<TransactionOutcome | undefined> {
    const etags = await Promise.all(actions.map(({ entity }) => etagIfWritten(entity)));
    return etags.every((etag) => etag !== undefined) ? { done: true, etags } : undefined;
  }

  const table: Table = {
    insert: (entity) =>
      attempt(
        async (client) => etagOf(await client.createEntity(toSdkEntity(entity), withinTime())),
        undefined,
        () => etagIfWritten(entity),
      ),
    get: (partitionKey, rowKey) =>
      attempt(async (client) => toRow(await client.getEntity(partitionKey, rowKey, withinTime())), undefined),
    replace: (entity, etag) =>
      attempt(
        async (client) => etagOf(await client.updateEntity(toSdkEntity(entity), 'Replace', { etag, ...withinTime() })),
        undefined,
        () => etagIfWritten(entity),
      ),
    transact: (actions) =>
      attempt<TransactionOutcome, TransactionOutcome>(
        async (client) => {
          const { subResponses } = await client.submitTransaction(actions.map(toSdkAction), withinTime());
          return { done: true, etags: actions.map((_, index) => etagOf(subResponses[index] ?? {})) };
        },
        { done: false },
        () => outcomeIfWritten(actions),
      ),
    remove: (partitionKey, rowKey, etag) =>
      attempt(async (client) => {
        await client.deleteEntity(partitionKey, rowKey, { etag, ...withinTime() });
        return true;
      }, false),
    async *query(query) {
      let page: RowPage | undefined;
      do {
        const token = page?.continuationToken;
        page = await table.page({ size: LARGEST_PAGE, ...query, ...(token && { continuationToken: token }) });
        yield* page.rows;
      } while (page.continuationToken);
    },
    async first(query) {
      for await (const row of table.query({ ...query, size: 1 })) return row;
      return undefined;
    },
    page: (query) =>
      run((client) => readPage(client, query)).catch((error: unknown) => {
        throw storageError(error);
      }),
  };
  return table;
}
