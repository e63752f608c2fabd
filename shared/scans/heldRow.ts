import { randomUUID } from 'node:crypto';
import type { Entity, Row } from '../storage/rows.ts';
import type { Table } from '../storage/tables.ts';
import { LEASE, LeaseLostError, type Leased } from './lease.ts';

/** A row that this process works on, under a lease that it renews. */
export interface HeldRow<R extends Leased> {
  record(): R;
  /**
   * Changes the row, one change after the other.
   * @throws LeaseLostError where another process has taken it over.
   */
  change(changes: Partial<R>): Promise<void>;
  /** Leaves it in order, with the last changes. */
  leave(changes: Partial<R>): Promise<void>;
  /** Stops renewing the lease, without a word. */
  release(): void;
}

/** How rows of a kind are kept. */
export interface RowKind<R extends Leased> {
  table: Table;
  toEntity: (record: R) => Entity;
  toRecord: (row: Row) => R;
  now: () => number;
}

/** Works on a row that this process has just written as its holder. */
function holdRow<R extends Leased>(
  { table, toEntity, toRecord, now }: RowKind<R>,
  taken: R,
  takenEtag: string,
): HeldRow<R> {
  let current = taken;
  let etag = takenEtag;
  let isLost = false;
  let last: Promise<unknown> = Promise.resolve();

  const write = async (changes: Partial<R>): Promise<void> => {
    if (isLost) throw new LeaseLostError();
    const changed = { ...current, leaseUntil: now() + LEASE.lastsInMs, ...changes };
    const entity = toEntity(changed);
    let written = await table.replace(entity, etag);
    if (written === undefined) {
      const row = await table.get(entity.partitionKey, entity.rowKey);
      const isOurs = row !== undefined && toRecord(row).holder === current.holder;
      written = isOurs ? await table.replace(entity, row.etag) : undefined;
    }
    isLost = written === undefined;
    if (written === undefined) throw new LeaseLostError();
    etag = written;
    current = changed;
  };

  const change = (changes: Partial<R>): Promise<void> => {
    const next = last.then(() => write(changes));
    last = next.catch(() => undefined);
    return next;
  };

  const renewal = setInterval(() => void change({}).catch(() => undefined), LEASE.renewEveryInMs);
  renewal.unref();
  const release = () => clearInterval(renewal);
  return {
    record: () => current,
    change,
    async leave(changes) {
      release();
      await change({ ...changes, leaseUntil: 0, attempts: 0 });
    },
    release,
  };
}

/** Takes a row that nobody works on; undefined where somebody does, or was faster. */
export async function takeRow<R extends Leased>(kind: RowKind<R>, row: Row): Promise<HeldRow<R> | undefined> {
  const record = kind.toRecord(row);
  if (record.leaseUntil > kind.now()) return undefined;
  const lease = { holder: randomUUID(), leaseUntil: kind.now() + LEASE.lastsInMs, attempts: record.attempts + 1 };
  const taken = { ...record, ...lease };
  const etag = await kind.table.replace(kind.toEntity(taken), row.etag);
  return etag === undefined ? undefined : holdRow(kind, taken, etag);
}
