import type { Stage } from './stage.ts';

/** Something that goes wrong, and what has to come of it. */
export interface Scenario {
  name: string;
  /** What happens, and what is expected. */
  description: string;
  /** Whether it stops processes, which Windows cannot. */
  stopsProcesses?: boolean;
  /** Whether it only reads: what Partner Center does with repeated writes is then of no matter. */
  onlyReads?: boolean;
  run(stage: Stage): Promise<void>;
}

/** Longer than a holder's lease lasts. Milliseconds. */
export const PAST_LEASE_IN_MS = 65_000;
