/** What has a cutoff, the soonest first. */
export function soonestFirst<T extends { until: string }>(alerts: T[]): T[] {
  return alerts.toSorted((one, other) => Date.parse(one.until) - Date.parse(other.until));
}
