import { randomUUID } from 'node:crypto';
import { NotSentError, type WriteIntent } from '../http/call.ts';
import type { Table, TableAction } from '../storage/tables.ts';
import { correlationIdOf } from './correlationIds.ts';
import { uuidV5 } from './hashes.ts';
import { KEY_ROW } from './keyRecord.ts';
import { expiryOf, LEASE } from './lease.ts';
import { toEntity, toRecord, type ENDED, type OperationRecord, type Outcome } from './operationRecord.ts';

/** An operation that this process works on, under a lease that it renews. */
export interface OperationRun {
  record(): OperationRecord;
  /** Makes its writes known before they leave. `partnerCenterNow` is Partner Center's clock. */
  intent(partnerCenterNow: () => Date): WriteIntent;
  /**
   * Changes the record.
   * @throws NotSentError where another process has taken it over.
   */
  change(changes: Partial<OperationRecord>): Promise<void>;
  /** Has the next change of the record keep something that need not be kept at once. */
  note(changes: Partial<Pick<OperationRecord, 'search' | 'unsettled'>>): void;
  /**
   * Ends it. A success, or an outcome nobody knows, holds the key; a failure frees it.
   * @throws NotSentError where another process has taken it over.
   */
  end(state: (typeof ENDED)[number], outcome: Outcome): Promise<void>;
  /** Stops renewing the lease. */
  release(): void;
}

export interface RunOptions {
  table: Table;
  now: () => number;
  record: OperationRecord;
  etag: string;
}

/** Works on an operation whose record this process has just written as its holder. */
export function holdOperation({ table, now, record, etag }: RunOptions): OperationRun {
  let current = record;
  let currentEtag = etag;
  let { attempt } = record;
  /** The lease's end by the clock that nobody sets. */
  let leaseEnd = performance.now() + record.leaseUntil - now();
  let noted: Partial<OperationRecord> = {};
  let isLost = false;
  let last: Promise<unknown> = Promise.resolve();

  /** What stands there instead of the expected: an earlier change of ours whose answer was lost is no loss. */
  const inspect = async ({ partitionKey, rowKey, holder, change }: OperationRecord) => {
    const row = await table.get(partitionKey, rowKey);
    const there = row && toRecord(row);
    if (!row || there?.holder !== holder) return undefined;
    if (there.change !== change && row.etag === currentEtag) throw new Error('The key of an operation is gone.');
    return { etag: row.etag, isWritten: there.change === change };
  };

  const write = async (changes: Partial<OperationRecord>, others: TableAction[]): Promise<void> => {
    const changed = { ...current, attempt, ...noted, ...changes, change: randomUUID() };
    const changedLeaseEnd = performance.now() + changed.leaseUntil - now();
    for (let isWritten = false; !isWritten;) {
      if (isLost) throw new NotSentError();
      const action = { kind: 'replace', entity: toEntity(changed), etag: currentEtag } as const;
      const done = await table.transact([action, ...others]);
      const there = done.done ? { etag: done.etags[0] ?? '', isWritten: true } : await inspect(changed);
      isLost = there === undefined;
      currentEtag = there?.etag ?? currentEtag;
      isWritten = there?.isWritten ?? false;
    }
    current = changed;
    leaseEnd = changedLeaseEnd;
  };

  /** Changes follow one another: each needs the ETag of the one before. */
  const change = (changes: () => Partial<OperationRecord>, others: () => TableAction[] = () => []): Promise<void> => {
    const next = last.then(() => write(changes(), others()));
    last = next.catch(() => undefined);
    return next;
  };

  const note: OperationRun['note'] = (changes) => {
    noted = { ...noted, ...changes };
    current = { ...current, ...changes };
  };

  const renewed = () => ({ leaseUntil: now() + LEASE.lastsInMs });
  const renewal = setInterval(() => void change(renewed).catch(() => undefined), LEASE.renewEveryInMs);
  renewal.unref();

  return {
    record: () => current,

    intent: (partnerCenterNow) => ({
      current: () => uuidV5(current.recordId, String(attempt)),
      answered() {
        attempt += 1;
      },
      correlationId: () => correlationIdOf(current.operationId, current.sends + 1),
      declare: () => {
        const sentAt = current.sentAt ?? partnerCenterNow().toISOString();
        note({ unsettled: true });
        return change(() => ({ ...renewed(), state: 'sending', sends: current.sends + 1, sentAt }));
      },
      mayLeave: () =>
        !isLost && now() + LEASE.marginInMs < current.leaseUntil && performance.now() + LEASE.marginInMs < leaseEnd,
    }),

    change: (changes) => change(() => ({ ...renewed(), ...changes })),

    note,

    end(state, outcome) {
      const expiresAt = expiryOf(now());
      const keyRow = () => {
        const { partitionKey, sentAt, unsettled, searchFrom = unsettled ? sentAt : '' } = current;
        const freed = { operationId: '', attempt, searchFrom: searchFrom ?? '' };
        return { partitionKey, rowKey: KEY_ROW, ...(state === 'failed' && freed), expiresAt };
      };
      return change(
        () => ({ state, outcome, endedAt: new Date(now()).toISOString(), expiresAt }),
        () => (current.key === undefined ? [] : [{ kind: 'merge', entity: keyRow(), etag: '*' }]),
      );
    },

    release: () => clearInterval(renewal),
  };
}
