import { PROGRESS, type BatchRecord, type Notable } from './batchRecord.ts';

/** What becomes of a batch that is given up: the customers that are left fail, by name, with the reason and with what is known. */
export function giveUp({ customers, progress, notable, problem }: BatchRecord, reason: string): Partial<BatchRecord> {
  const named = new Map(notable.map((entry) => [entry.index, entry]));
  const code = problem?.code ?? 'Unfinished';
  const message = problem ? `${reason} ${problem.message}` : reason;
  for (const [index, { id, name }] of customers.entries()) {
    if (progress[index] !== PROGRESS.left) continue;
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
  return {
    state: 'finished',
    progress: progress.replaceAll(PROGRESS.left, PROGRESS.failed),
    notable: [...named.values()],
  };
}
