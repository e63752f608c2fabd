import type { Deadline, DeadlineKind } from '../schemas/deadline.ts';
import { chunks } from '../storage/chunks.ts';
import { filter } from '../storage/filter.ts';
import type { Table, TableAction } from '../storage/tables.ts';
import {
  CUSTOMERS,
  OPEN,
  partsOf,
  rowKeyOf,
  toCustomerKeys,
  toDeadline,
  toDeadlineEntity,
  toKeysEntity,
  type CustomerKeys,
} from './deadlineRows.ts';
import { productKey } from './deadlinesOf.ts';

/** What was found at one customer. */
export interface CustomerDeadlines {
  customerId: string;
  /** When its subscriptions were read, in epoch milliseconds by the clock of the app. */
  readAt: number;
  deadlines: Deadline[];
  /** Whether all of its subscriptions could be read: then whatever was not found again is gone. */
  isWhole: boolean;
  /** Subscriptions, in lower case, that could be read: of them too, what was not found again is gone. */
  read: readonly string[];
  /** Subscriptions, in lower case, whose seats were not looked at: what another scan knows of them stays. */
  unreadSeats: readonly string[];
}

/** What is asked of the table; instants by Partner Center's clock. */
export interface DeadlineQuery {
  /** Cutoffs after this instant … */
  from: Date;
  /** … and up to this one. */
  until?: Date | undefined;
  customerId?: string | undefined;
  /** In lower case. */
  subscriptionId?: string | undefined;
  /** The PartnerID or the tenant id of the reseller of record. */
  reseller?: string | undefined;
  /** A product, or product:sku. */
  product?: string | undefined;
  termDuration?: string | undefined;
  kind?: DeadlineKind | undefined;
  /** Rows behind this row key. */
  after?: string | undefined;
}

/** The table service takes this many actions in one transaction. https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions */
const MOST_ACTIONS = 100;

/** By how much the clocks of two instances may differ, in milliseconds. */
const CLOCKS_DIFFER_BY_IN_MS = 5 * 60_000;

/** How often two scans may meet at the same customers before one gives up. */
const MOST_ROUNDS = 5;
const TOO_MANY_SCANS = 'Other scans keep writing the same customers.';

/** Behind every row key that begins with an instant's text. */
const BEHIND = '~';

/** What the row of a customer becomes. */
interface Change {
  /** With the keys of what is gone, until that is removed. */
  row: CustomerKeys;
  gone: string[];
  deadlines: Map<string, Deadline>;
}

function changeOf(
  { customerId, readAt, deadlines, isWhole, read, unreadSeats }: CustomerDeadlines,
  before: CustomerKeys | undefined,
): Change {
  const found = new Map(deadlines.map((deadline) => [rowKeyOf(deadline), deadline]));
  const earlier = before?.keys ?? [];
  const row = {
    customerId: customerId.toLowerCase(),
    readAt,
    keys: [...new Set([...found.keys(), ...earlier])],
    etag: before?.etag,
  };
  const isLookedAt = (key: string): boolean => {
    const { subscriptionId, kind } = partsOf(key);
    const isUnread = kind === 'seats' && unreadSeats.includes(subscriptionId);
    return (isWhole || read.includes(subscriptionId)) && !isUnread;
  };
  const gone = earlier.filter((key) => !found.has(key) && isLookedAt(key));
  return { row, gone, deadlines: found };
}

/** Whether a customer was seen by another scan after `readAt`. A time ahead of the clock is none: nobody would look at the customer again. */
function isSeenLater(before: CustomerKeys, readAt: number): boolean {
  return before.readAt > readAt && before.readAt <= Date.now() + CLOCKS_DIFFER_BY_IN_MS;
}

/** What there is to write; a customer that was seen later by another scan, or that has nothing and had nothing, is left alone. */
function changesOf(found: readonly CustomerDeadlines[], known: ReadonlyMap<string, CustomerKeys>): Change[] {
  return found.flatMap((customer) => {
    const before = known.get(customer.customerId.toLowerCase());
    const isDue = before ? !isSeenLater(before, customer.readAt) : customer.deadlines.length > 0;
    return isDue ? [changeOf(customer, before)] : [];
  });
}

function filterOf(query: DeadlineQuery): string {
  const { from, until, customerId, subscriptionId, reseller, product, termDuration, kind, after = '' } = query;
  const passed = from.toISOString() + BEHIND;
  const parts = [filter`PartitionKey eq ${OPEN}`, filter`RowKey gt ${after > passed ? after : passed}`];
  if (until) parts.push(filter`RowKey le ${until.toISOString() + BEHIND}`);
  if (customerId !== undefined) parts.push(filter`customerId eq ${customerId.toLowerCase()}`);
  if (subscriptionId !== undefined) parts.push(filter`subscriptionId eq ${subscriptionId}`);
  if (reseller !== undefined) {
    parts.push(filter`(partnerIdOnRecord eq ${reseller} or resellerId eq ${reseller.toLowerCase()})`);
  }
  if (product !== undefined) {
    const key = productKey(product) ?? '';
    parts.push(filter`(product eq ${key} or (product gt ${`${key}:`} and product lt ${`${key};`}))`);
  }
  if (termDuration !== undefined) parts.push(filter`termDuration eq ${termDuration.toUpperCase()}`);
  if (kind !== undefined) parts.push(filter`kind eq ${kind}`);
  return parts.join(' and ');
}

/**
 * The table of open deadlines. Its order of writing holds under a kill at any point: a customer's row names every key before the row of
 * that key is written, and no longer than until it is removed; so whoever does the customer again leaves nothing behind.
 */
export function createDeadlineTable(table: Table) {
  /** The new ETags; undefined where another scan was there meanwhile. */
  const writeKeys = async (rows: CustomerKeys[]): Promise<string[] | undefined> => {
    if (rows.length === 0) return [];
    const actions = rows.map((row): TableAction => {
      const entity = toKeysEntity(row);
      return row.etag === undefined ? { kind: 'insert', entity } : { kind: 'replace', entity, etag: row.etag };
    });
    const outcome = await table.transact(actions);
    return outcome.done ? outcome.etags : undefined;
  };

  const reread = async (changes: Change[], known: Map<string, CustomerKeys>): Promise<void> => {
    const ids = changes.map(({ row }) => row.customerId);
    const rows = await Promise.all(ids.map((id) => table.get(CUSTOMERS, id)));
    for (const [index, id] of ids.entries()) {
      const row = rows[index];
      if (row) known.set(id, toCustomerKeys(row));
      else known.delete(id);
    }
  };

  /** Names all keys, old and new, in the rows of their customers. */
  const announce = async (found: readonly CustomerDeadlines[], known: Map<string, CustomerKeys>): Promise<Change[]> => {
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      const changes = changesOf(found, known);
      const etags = await writeKeys(changes.map(({ row }) => row));
      if (etags) return changes.map((change, index) => ({ ...change, row: { ...change.row, etag: etags[index] } }));
      await reread(changes, known);
    }
    throw new Error(TOO_MANY_SCANS);
  };

  const writeOpen = async (changes: Change[]): Promise<void> => {
    const entities = changes.flatMap(({ deadlines }) => [...deadlines.values()].map(toDeadlineEntity));
    for (const chunk of chunks(entities, MOST_ACTIONS)) {
      await table.transact(chunk.map((entity) => ({ kind: 'upsert', entity })));
    }
    const gone = changes.flatMap((change) => change.gone);
    await Promise.all(gone.map((rowKey) => table.remove(OPEN, rowKey, '*')));
  };

  const knownOf = async (first: string, last: string): Promise<Map<string, CustomerKeys>> => {
    const range = filter`PartitionKey eq ${CUSTOMERS} and RowKey ge ${first.toLowerCase()} and RowKey le ${last.toLowerCase()}`;
    const known = new Map<string, CustomerKeys>();
    for await (const row of table.query({ filter: range })) known.set(row.rowKey, toCustomerKeys(row));
    return known;
  };

  /** Takes the keys of what is gone out of the rows of their customers, unless another scan was there meanwhile. */
  const settle = async (changes: Change[], known: Map<string, CustomerKeys>): Promise<void> => {
    for (const { row } of changes) known.set(row.customerId, row);
    const shorter = changes
      .filter(({ gone }) => gone.length > 0)
      .map(({ row, gone }) => ({ ...row, keys: row.keys.filter((key) => !gone.includes(key)) }));
    const etags = await writeKeys(shorter);
    if (!etags) return;
    for (const [index, row] of shorter.entries()) known.set(row.customerId, { ...row, etag: etags[index] });
  };

  return {
    /** What is known of the customers whose ids lie between two, both included. */
    known: knownOf,

    /** Keeps what was found at up to 100 customers; `known` is what {@link known} told, and is kept up to date. */
    async save(found: readonly CustomerDeadlines[], known: Map<string, CustomerKeys>): Promise<void> {
      const changes = await announce(found, known);
      await writeOpen(changes);
      await settle(changes, known);
    },

    /**
     * Tells which of up to 100 customers another scan has written since they were saved: one of both may have undone what the other wrote.
     * Their rows name all that either wrote from now on, until they are looked at again.
     */
    async overtaken(customerIds: readonly string[], known: ReadonlyMap<string, CustomerKeys>): Promise<string[]> {
      const saved = customerIds
        .flatMap((id) => known.get(id) ?? [])
        .toSorted((one, other) => (one.customerId < other.customerId ? -1 : 1));
      for (let round = 1; round <= MOST_ROUNDS; round += 1) {
        const [first, last] = [saved[0], saved.at(-1)];
        if (!first || !last) return [];
        const present = await knownOf(first.customerId, last.customerId);
        const lost = saved.filter(({ customerId, etag }) => present.get(customerId)?.etag !== etag);
        const rows = lost.map(({ customerId, readAt, keys }): CustomerKeys => {
          const there = present.get(customerId) ?? { readAt, keys: [], etag: undefined };
          return { customerId, readAt: there.readAt, keys: [...new Set([...there.keys, ...keys])], etag: there.etag };
        });
        if (await writeKeys(rows)) return lost.map(({ customerId }) => customerId);
      }
      throw new Error(TOO_MANY_SCANS);
    },

    /**
     * Takes subscriptions of a customer that were cancelled off the list. The row of the customer names their keys until a scan looks there
     * again; one that read them before may list them once more, until the next.
     */
    async withdraw(customerId: string, subscriptionIds: readonly string[]): Promise<void> {
      const row = await table.get(CUSTOMERS, customerId.toLowerCase());
      if (!row) return;
      const cancelled = subscriptionIds.map((id) => id.toLowerCase());
      const keys = toCustomerKeys(row).keys.filter((key) => cancelled.includes(partsOf(key).subscriptionId));
      await Promise.all(keys.map((key) => table.remove(OPEN, key, '*')));
    },

    /** What is open, soonest first. */
    async *read(query: DeadlineQuery): AsyncGenerator<{ deadline: Deadline; rowKey: string }> {
      for await (const row of table.query({ filter: filterOf(query) })) {
        const deadline = toDeadline(row);
        if (deadline) yield { deadline, rowKey: row.rowKey };
      }
    },

    /** Forgets the cutoffs that passed before an instant. */
    async forgetPassed(before: Date): Promise<number> {
      let forgotten = 0;
      const passed = filter`PartitionKey eq ${OPEN} and RowKey lt ${before.toISOString()}`;
      for await (const { rowKey } of table.query({ filter: passed, select: [] })) {
        if (await table.remove(OPEN, rowKey, '*')) forgotten += 1;
      }
      for await (const row of table.query({ filter: filter`PartitionKey eq ${CUSTOMERS}` })) {
        const { keys } = toCustomerKeys(row);
        const isOver = keys.every((key) => partsOf(key).cutoff < before.toISOString());
        if (isOver) await table.remove(CUSTOMERS, row.rowKey, row.etag);
      }
      return forgotten;
    },
  };
}

export type DeadlineTable = ReturnType<typeof createDeadlineTable>;
