import { seatsIn } from '../deadlines/deadlineRows.ts';
import type { DeadlineTable } from '../deadlines/deadlineTable.ts';
import { PROGRESS, type BatchRecord, type Notable } from '../scans/batchRecord.ts';
import type { HeldRow } from '../scans/heldRow.ts';
import { sum } from '../scans/sum.ts';
import type { Lasting } from './failures.ts';
import type { CustomerFound } from './scanCustomer.ts';

/** How often a customer is tried within a scan, by how its failure may be expected to end. */
const TRIES: Record<Lasting, number> = { passing: 4, throttled: 6, refused: 2 };

/** What was found is kept after so many customers, and so many milliseconds after the first of them: a process that is killed loses no more. */
const KEEP_AFTER = { customers: 50, inMs: 2_000 } as const;

/** Why a customer could not be looked at, or not whole. */
export interface Reason {
  code: string;
  message: string;
  lasts: Lasting;
}

/** What a customer becomes once that is kept. */
interface Noted {
  index: number;
  mark: string;
  customer?: CustomerFound;
}

/** What was found in a batch: first noted, soon kept. */
export interface BatchLedger {
  /** The places of the customers that are left: those never tried, and those to be tried again, soon where none of them had better wait. */
  left(): { untried: number[]; failing: number[]; isPassing: boolean };
  /** The subscriptions of a customer, in lower case, that are known to have seats with a cutoff of their own. */
  knownSeats(customerId: string): string[];
  /** Whether a customer of this batch was seen. */
  hasSeen(): boolean;
  /** Takes note of a request and its answer; a 429 is kept soon, for whoever wonders why nothing moves on. */
  exchanged(status: number | undefined): void;
  /** Takes note of what was found; with a reason where that was not all. */
  seen(index: number, found: CustomerFound, reason?: Reason): Promise<void>;
  failed(index: number, reason: Reason): Promise<void>;
  /** Keeps what was noted so far. */
  keep(): Promise<void>;
  /** Keeps the last of what was found, and leaves it to the caller to write what has become of the record. */
  close(): Promise<Partial<BatchRecord>>;
  /** Keeps nothing more; what is being kept has ended then, well or not. */
  release(): Promise<void>;
}

/**
 * Opens the ledger of a batch: deadlines are written before the batch says that their customers were seen, so that a customer that was
 * seen is never asked again and one that was not is never missed.
 */
export async function openLedger(held: HeldRow<BatchRecord>, deadlines: DeadlineTable): Promise<BatchLedger> {
  const { customers, ...record } = held.record();
  const progress = [...record.progress];
  const notable = new Map<number, Notable>(record.notable.map((entry) => [entry.index, entry]));
  let { requests, throttled } = record;
  /** Who was seen and kept since the ledger was opened. */
  const seen = new Map<number, CustomerFound>();
  const known = await deadlines.known(customers[0]?.id ?? '', customers.at(-1)?.id ?? '');
  let isPassing = false;
  let noted: Noted[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** Why what was found could not be kept when it was due. */
  let failure: { error: unknown } | undefined;
  let keeping: Promise<void> = Promise.resolve();

  const members = (): Partial<BatchRecord> => ({
    subscriptions: record.subscriptions + sum([...seen.values()].map(({ subscriptions }) => subscriptions)),
    deadlines: record.deadlines + sum([...seen.values()].map((customer) => customer.deadlines.length)),
    requests,
    throttled,
    progress: progress.join(''),
    notable: [...notable.values()],
  });

  const saveFound = async (): Promise<void> => {
    const due = noted;
    noted = [];
    clearTimeout(timer);
    timer = undefined;
    await deadlines.save(
      due.flatMap(({ customer }) => customer ?? []),
      known,
    );
    for (const { index, mark, customer } of due) {
      progress[index] = mark;
      if (customer && mark === PROGRESS.seen) seen.set(index, customer);
    }
  };

  /** Whoever another scan was writing at the same time is left to be looked at again. */
  const leaveOvertaken = async (): Promise<void> => {
    const ids = new Map([...seen].map(([index, { customerId }]) => [customerId.toLowerCase(), index]));
    for (const id of await deadlines.overtaken([...ids.keys()], known)) {
      const index = ids.get(id) ?? -1;
      progress[index] = PROGRESS.left;
      seen.delete(index);
    }
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

  const keepSoon = (): void => {
    timer ??= setTimeout(() => {
      keep().catch((error: unknown) => {
        failure = { error };
      });
    }, KEEP_AFTER.inMs).unref();
  };

  const take = async (entry: Noted): Promise<void> => {
    if (failure) throw failure.error;
    noted.push(entry);
    keepSoon();
    if (noted.length >= KEEP_AFTER.customers) await keep();
  };

  /** Names the reason, and says what that makes of the customer. */
  const note = (index: number, { lasts, ...reason }: Reason): string => {
    const { id, name } = customers[index] ?? { id: '' };
    const tries = (notable.get(index)?.tries ?? 0) + 1;
    notable.set(index, { index, customerId: id, ...(name !== undefined && { customerName: name }), ...reason, tries });
    const isLast = tries >= TRIES[lasts];
    isPassing ||= lasts !== 'refused' && !isLast;
    return isLast ? PROGRESS.failed : PROGRESS.left;
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
    hasSeen: () => progress.includes(PROGRESS.seen) || noted.some(({ mark }) => mark === PROGRESS.seen),
    exchanged(status) {
      requests += 1;
      if (status !== 429) return;
      throttled += 1;
      keepSoon();
    },
    async seen(index, customer, reason) {
      if (!reason) notable.delete(index);
      await take({ index, mark: reason ? note(index, reason) : PROGRESS.seen, customer });
    },
    async failed(index, reason) {
      await take({ index, mark: note(index, reason) });
    },
    keep,
    async close() {
      await next(saveFound);
      await leaveOvertaken();
      return members();
    },
    async release() {
      clearTimeout(timer);
      await keeping.catch(() => undefined);
    },
  };
}
