import { seatsIn } from '../deadlines/deadlineRows.ts';
import type { DeadlineTable } from '../deadlines/deadlineTable.ts';
import { PROGRESS, type BatchRecord, type Notable } from '../scans/batchRecord.ts';
import type { HeldRow } from '../scans/heldRow.ts';
import type { Lasting } from './failures.ts';
import type { CustomerFound } from './scanCustomer.ts';

/** How often a customer is tried within a scan, by how its failure may be expected to end. */
const TRIES: Record<Lasting, number> = { passing: 4, throttled: 6, refused: 2 };

/** What was found is kept after so many customers, or so many milliseconds: a process that is killed loses no more. */
const KEEP_AFTER = { customers: 50, inMs: 2_000 } as const;

/** Why a customer could not be looked at, or not whole. */
export interface Reason {
  code: string;
  message: string;
  lasts: Lasting;
}

/** What was found in a batch: first noted, soon kept. */
export interface BatchLedger {
  /** The places of the customers that are left: those never tried, and those to be tried again, soon where none of them had better wait. */
  left(): { untried: number[]; failing: number[]; isPassing: boolean };
  /** The subscriptions of a customer, in lower case, that are known to have seats with a cutoff of their own. */
  knownSeats(customerId: string): string[];
  /** Whether a customer of this batch was seen. */
  hasSeen(): boolean;
  /** Takes note of a request and its answer. */
  exchanged(status: number | undefined): void;
  /** Takes note of what was found; with a reason where that was not all. */
  seen(index: number, found: CustomerFound, reason?: Reason): Promise<void>;
  failed(index: number, reason: Reason): Promise<void>;
  /** Keeps what was noted so far. */
  keep(): Promise<void>;
  /** Keeps the last of what was found, and leaves it to the caller to write what has become of the record. */
  close(): Promise<Partial<BatchRecord>>;
}

/**
 * Opens the ledger of a batch: deadlines are written before the batch says that their customers were seen, so that a customer that was
 * seen is never asked again and one that was not is never missed.
 */
export async function openLedger(held: HeldRow<BatchRecord>, deadlines: DeadlineTable): Promise<BatchLedger> {
  const { customers, ...record } = held.record();
  const progress = [...record.progress];
  const notable = new Map<number, Notable>(record.notable.map((entry) => [entry.index, entry]));
  const counts = {
    subscriptions: record.subscriptions,
    deadlines: record.deadlines,
    requests: record.requests,
    throttled: record.throttled,
  };
  const known = await deadlines.known(customers[0]?.id ?? '', customers.at(-1)?.id ?? '');
  let isPassing = false;
  let found: CustomerFound[] = [];
  let marks: [index: number, mark: string][] = [];
  let keptAt = performance.now();
  let keeping: Promise<void> = Promise.resolve();

  const members = (): Partial<BatchRecord> => ({
    ...counts,
    progress: progress.join(''),
    notable: [...notable.values()],
  });

  const saveFound = async (): Promise<void> => {
    const [save, due] = [found, marks];
    [found, marks] = [[], []];
    keptAt = performance.now();
    await deadlines.save(save, known);
    for (const [index, mark] of due) progress[index] = mark;
  };

  /** One after the other; after one that did not succeed there is no next. */
  const next = (step: () => Promise<void>): Promise<void> => {
    keeping = keeping.then(step);
    return keeping;
  };

  const keep = (): Promise<void> =>
    next(async () => {
      await saveFound();
      await held.change(members());
    });

  const keepIfDue = async (): Promise<void> => {
    if (marks.length >= KEEP_AFTER.customers || performance.now() - keptAt >= KEEP_AFTER.inMs) await keep();
  };

  const note = (index: number, { lasts, ...reason }: Reason): void => {
    const { id, name } = customers[index] ?? { id: '' };
    const tries = (notable.get(index)?.tries ?? 0) + 1;
    notable.set(index, { index, customerId: id, ...(name !== undefined && { customerName: name }), ...reason, tries });
    const isLast = tries >= TRIES[lasts];
    isPassing ||= lasts !== 'refused' && !isLast;
    marks.push([index, isLast ? PROGRESS.failed : PROGRESS.left]);
  };

  return {
    left() {
      const left = progress.flatMap((mark, index) => (mark === PROGRESS.left ? [index] : []));
      return {
        untried: left.filter((index) => !notable.has(index)),
        failing: left.filter((index) => notable.has(index)),
        isPassing,
      };
    },
    knownSeats: (customerId) => seatsIn(known.get(customerId.toLowerCase())?.keys ?? []),
    hasSeen: () => progress.includes(PROGRESS.seen) || marks.some(([, mark]) => mark === PROGRESS.seen),
    exchanged(status) {
      counts.requests += 1;
      if (status === 429) counts.throttled += 1;
    },
    async seen(index, customer, reason) {
      found.push(customer);
      if (reason) note(index, reason);
      else {
        notable.delete(index);
        marks.push([index, PROGRESS.seen]);
        counts.subscriptions += customer.subscriptions;
        counts.deadlines += customer.deadlines.length;
      }
      await keepIfDue();
    },
    async failed(index, reason) {
      note(index, reason);
      await keepIfDue();
    },
    keep,
    async close() {
      await next(saveFound);
      return members();
    },
  };
}
