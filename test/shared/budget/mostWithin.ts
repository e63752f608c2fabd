/** The most of these instants that any window of this length holds. */
export function mostWithin(windowInMs: number, instants: number[]): number {
  const sorted = instants.toSorted((one, other) => one - other);
  let [most, first] = [0, 0];
  sorted.forEach((instant, last) => {
    while (instant - (sorted[first] ?? 0) >= windowInMs) first += 1;
    most = Math.max(most, last - first + 1);
  });
  return most;
}
