import type { Scenario } from '../scenario.ts';
import { stopPastLease } from '../stopPastLease.ts';

/** The process sleeps after the write left, and wakes after another has found what became of it. */
export const stopPastLeaseWhileSending: Scenario = {
  name: 'stopPastLeaseWhileSending',
  description:
    'The process is stopped when the write is on its way, for longer than its lease; another finds the purchase; the first carries on and reads the answer. Both callers get the same order.',
  stopsProcesses: true,
  run: (stage) => stopPastLease(stage, ({ write }) => write),
};
