import { PROGRESS, type BatchRecord, type Notable } from '../scans/batchRecord.ts';

/** What becomes of a batch that was begun again and again and never left in order: its customers fail, by name and with what is known. */
export function giveUp({ customers, progress, notable, problem, attempts }: BatchRecord): Partial<BatchRecord> {
  const named = new Map(notable.map((entry) => [entry.index, entry]));
  const code = problem?.code ?? 'Unfinished';
  const because = problem?.message ?? 'The process ended each time without a word.';
  const message = `Its batch was begun ${attempts} times and never finished. ${because}`;
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
