import type { Scenario } from '../scenario.ts';
import { stopPastLease } from '../stopPastLease.ts';

/** The process sleeps before the write, and wakes after another has taken over. */
export const stopPastLeaseBeforeSend: Scenario = {
  name: 'stopPastLeaseBeforeSend',
  description:
    'The process is stopped before it buys, for longer than its lease; another buys; the first carries on and buys nothing. Both callers get the same order.',
  stopsProcesses: true,
  run: (stage) => stopPastLease(stage, ({ preflight }) => preflight, { failed: 1 }),
};
