import { PROGRESS, type BatchRecord, type Notable } from './batchRecord.ts';

type Given = Pick<BatchRecord, 'progress' | 'notable'>;

/** What becomes of a batch when those fail, by name, that are left and `isMeant` picks. */
function fail(
  { customers, progress, notable }: BatchRecord,
  { code, message }: { code: string; message: string },
  isMeant: (index: number) => boolean,
): Given {
  const named = new Map(notable.map((entry) => [entry.index, entry]));
  for (const [index, { id, name }] of customers.entries()) {
    if (progress[index] !== PROGRESS.left || !isMeant(index)) continue;
    const tries = named.get(index)?.tries ?? 0;
    const entry: Notable = {
      index,
      customerId: id,
      ...(name !== undefined && { customerName: name }),
      code,
      message,
      tries,
    };
    named.set(index, entry);
  }
  const marks = [...progress].map((mark, index) => (mark === PROGRESS.left && isMeant(index) ? PROGRESS.failed : mark));
  return { progress: marks.join(''), notable: [...named.values()] };
}

/** What becomes of a batch that is given up: the customers that are left fail, with the reason and with what is known. */
export function giveUp(batch: BatchRecord, reason: string): Partial<BatchRecord> {
  const { problem } = batch;
  const why = { code: problem?.code ?? 'Unfinished', message: problem ? `${reason} ${problem.message}` : reason };
  return { state: 'finished', ...fail(batch, why, () => true) };
}

/** So many processes that end with the same customer are no coincidence. */
const MOST_STRIKES = 3;

/** What becomes of a batch whose process ended while it looked at one customer alone: the third time in a row that one fails, and hides none of the others. */
export function strike(batch: BatchRecord, lone: number, reason: string): Partial<BatchRecord> {
  const strikes = batch.suspect === lone ? (batch.strikes ?? 0) + 1 : 1;
  const struck = { trying: undefined, suspect: lone, strikes };
  if (strikes < MOST_STRIKES) return struck;
  return { ...struck, ...fail(batch, { code: 'Unfinished', message: reason }, (index) => index === lone) };
}
