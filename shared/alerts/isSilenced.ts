import type { Acknowledgement } from '../schemas/acknowledgeDeadline.ts';

/** Cutoffs of the same day are written as 23:59:00, 23:59:59 and 00:00:00. Milliseconds. */
const SAME_MS = 60_000;

/** Whether somebody said to know of a cutoff, and that still counts at `now`. */
export function isSilenced(acknowledgement: Acknowledgement | undefined, cutoff: Date, now: Date): boolean {
  if (!acknowledgement) return false;
  const { until, through } = acknowledgement;
  return cutoff.getTime() <= Date.parse(through) + SAME_MS && (until === undefined || new Date(until) > now);
}
