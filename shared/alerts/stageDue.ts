/**
 * The stage of an alert that is due at `now`, of stages in milliseconds before the cutoff: the most urgent that has begun, since an
 * earlier one that was missed says nothing more; undefined before the first one and after the cutoff.
 */
export function stageDue(cutoff: Date, stagesInMs: readonly number[], now: Date): number | undefined {
  const leftInMs = cutoff.getTime() - now.getTime();
  if (leftInMs <= 0) return undefined;
  const begun = stagesInMs.filter((stageInMs) => leftInMs <= stageInMs);
  return begun.length === 0 ? undefined : Math.min(...begun);
}
