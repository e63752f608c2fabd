import { recordAt } from './faultAnswers.ts';
import type { ApiCall } from './apiCall.ts';
import type { Emulator } from './state.ts';
import type { Kept } from './types.ts';

/** How long readers do not see a change: for a number of reads, until an instant, or both. */
export interface Lateness {
  reads: number;
  until: number;
}

/** Notes what is there before a write; the returned function then hides what the write changed or added. */
export function watchChanges(emulator: Emulator, { params }: ApiCall): (lateness: Lateness) => void {
  const customer = emulator.customers.get(params.customerId.toLowerCase());
  const known = new Set<Kept<unknown>>([
    ...(customer?.orders.values() ?? []),
    ...(customer?.subscriptions.values() ?? []),
  ]);
  const changed = recordAt(emulator, params) as Kept<unknown> | undefined;
  const before = changed && structuredClone(changed.resource);
  return ({ reads, until }) => {
    if (changed) changed.stale = { resource: before, readsLeft: reads, until };
    const all: Kept<unknown>[] = [...(customer?.orders.values() ?? []), ...(customer?.subscriptions.values() ?? [])];
    for (const record of all.filter((candidate) => !known.has(candidate))) {
      record.hiddenReads = reads;
      record.visibleFrom = until;
    }
  };
}
