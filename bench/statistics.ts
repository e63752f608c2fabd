/** What a series of readings comes to. */
export interface Summary {
  median: number;
  min: number;
  max: number;
}

/** The median and the spread of a series. */
export function summarize(readings: readonly number[]): Summary {
  const sorted = readings.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  const median = sorted.length % 2 === 0 ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper;
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

/** A figure for people: two significant decimals below ten, one below a hundred. */
export function shown(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
