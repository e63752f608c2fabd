import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Log } from '../http/call.ts';
import type { Table } from '../storage/tables.ts';
import { isExplained, shiftedBy, stricter, UNUSED_BUDGET, type BudgetState } from './budgetStrategy.ts';

export interface SharedStateOptions {
  table: Pick<Table, 'get' | 'insert' | 'replace'>;
  /** One budget for each partner tenant. */
  tenantId: string;
  /** Requests a minute of all instances together. */
  limit: number;
  log: Log;
  /** Epoch milliseconds by this machine’s clock. */
  now: () => number;
}

/** Decides over the state at `now`; made again where another instance was faster. The very same state again writes nothing. */
export type Decide<T extends { state: BudgetState }> = (state: BudgetState, now: number) => T;

export interface SharedState {
  /**
   * Changes the state; instants are by this machine’s clock. `ifIdle` is called at most once, before the change is written, where the
   * state was just read and nothing is booked. Rejects with what `decide` throws, which changes nothing.
   */
  change<T extends { state: BudgetState }>(decide: Decide<T>, ifIdle?: () => void): Promise<T>;
}

interface Change {
  apply(state: BudgetState, now: number): BudgetState;
  done(): void;
  ifIdle: (() => void) | undefined;
}

const ROW_KEY = 'partnerCenter';

/** Instances that were too slow try again within this time, each at a moment of its own. Milliseconds. */
const AGAIN_WITHIN_MS = 20;

/** How long a process goes on alone before it tries the table again. Milliseconds. */
const ALONE_FOR_IN_MS = 30_000;

const BudgetRow = z.object({
  nextAt: z.number(),
  share: z.number(),
  reducedAt: z.number(),
  scansPauseUntil: z.number(),
  /** When it was written, by the clock that all follow. */
  takenAt: z.int(),
});
type BudgetRow = z.infer<typeof BudgetRow>;

const UNUSED_ROW: BudgetRow = { ...UNUSED_BUDGET, takenAt: 0 };

const shortly = () => new Promise((resolve) => setTimeout(resolve, Math.random() * AGAIN_WITHIN_MS));

/**
 * One row that all instances change, each on the condition that nobody else has. All follow the clock that goes ahead of the others, since
 * one that is behind would wait for what they have taken by theirs. While storage is away every instance goes on alone, by the same rules.
 * A row that cannot be theirs counts as unused, and the next write replaces it.
 */
export function createSharedState({ table, tenantId, limit, log, now }: SharedStateOptions): SharedState {
  /** Names the writer: rows of the same content could not be told apart. */
  const writer = randomUUID();
  const pending: Change[] = [];
  let row = UNUSED_ROW;
  let etag: string | undefined;
  let isKnown = false;
  let isWorking = false;
  let isAlone = false;
  let retryAt = 0;
  let othersAheadInMs = 0;

  const read = async (): Promise<BudgetRow> => {
    const found = await table.get(tenantId, ROW_KEY);
    etag = found?.etag;
    if (!found) return UNUSED_ROW;
    const { data } = BudgetRow.safeParse(found);
    if (data && isExplained(data, { limit, now: Math.max(data.takenAt, now()) })) return data;
    log('warn', 'requestBudgetUnreadable');
    return UNUSED_ROW;
  };

  const write = (next: BudgetRow): Promise<string | undefined> => {
    const entity = { partitionKey: tenantId, rowKey: ROW_KEY, writer, ...next };
    return etag === undefined ? table.insert(entity) : table.replace(entity, etag);
  };

  /** The state by this machine’s clock. */
  const present = (at: number): BudgetState => {
    othersAheadInMs = Math.max(othersAheadInMs, row.takenAt - at);
    return shiftedBy(row, -othersAheadInMs);
  };

  const applied = (changes: Change[]): BudgetRow => {
    const at = now();
    const before = present(at);
    const after = changes.reduce((state, change) => change.apply(state, at), before);
    return after === before ? row : { ...shiftedBy(after, othersAheadInMs), takenAt: at + othersAheadInMs };
  };

  const together = async (changes: Change[]): Promise<void> => {
    for (;;) {
      if (!isKnown) {
        row = await read();
        isKnown = true;
        const at = now();
        if (present(at).nextAt <= at) for (const change of changes) change.ifIdle?.();
        for (const change of changes) change.ifIdle = undefined;
      }
      changes.push(...pending.splice(0));
      const next = applied(changes);
      if (next === row) return;
      const written = await write(next);
      if (written !== undefined) {
        [row, etag] = [next, written];
        return;
      }
      isKnown = false;
      await shortly();
    }
  };

  const goAlone = (error: unknown): void => {
    retryAt = now() + ALONE_FOR_IN_MS;
    if (isAlone) return;
    isAlone = true;
    const reason = error instanceof AppError ? error.code : error instanceof Error ? error.name : 'unknown';
    log('warn', 'requestBudgetAlone', { reason, forSeconds: ALONE_FOR_IN_MS / 1000 });
  };

  const comeBack = async (): Promise<void> => {
    retryAt = now() + ALONE_FOR_IN_MS;
    try {
      const found = await read();
      row = { ...stricter(row, found), takenAt: Math.max(row.takenAt, found.takenAt) };
      [isKnown, isAlone] = [true, false];
      log('info', 'requestBudgetShared');
    } catch (error) {
      goAlone(error);
    }
  };

  const work = async (): Promise<void> => {
    if (isWorking) return;
    isWorking = true;
    while (pending.length > 0) {
      const changes = pending.splice(0);
      if (!isAlone) await together(changes).catch(goAlone);
      if (isAlone) {
        row = applied(changes);
        if (now() >= retryAt) void comeBack();
      }
      for (const change of changes) change.done();
    }
    isWorking = false;
  };

  return {
    change: <T extends { state: BudgetState }>(decide: Decide<T>, ifIdle?: () => void) =>
      new Promise<T>((resolve, reject) => {
        let decided: T;
        pending.push({
          apply(state, at) {
            try {
              decided = decide(state, at);
              return decided.state;
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)));
              return state;
            }
          },
          done: () => resolve(decided),
          ifIdle,
        });
        /** So that all that come in the same turn are served by one write. */
        queueMicrotask(() => void work());
      }),
  };
}
