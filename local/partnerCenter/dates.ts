export const DAY_IN_MS = 86_400_000;
export const HOUR_IN_MS = 3_600_000;

const PACIFIC_OFFSET_IN_MS = -8 * HOUR_IN_MS;

/** `2019-02-21T17:56:21.1335740Z`: seven fraction digits, as modern resources have them. */
export function sevenDigits(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, -1)}0000Z`;
}

/** `…T23:59:59Z`, without a fraction. */
export function wholeSeconds(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, -5)}Z`;
}

/** `2017-04-10T16:02:25.983-08:00`: legacy orders are stamped in Pacific standard time. */
export function pacificTime(instant: number): string {
  return new Date(instant + PACIFIC_OFFSET_IN_MS).toISOString().replace('Z', '-08:00');
}

export function startOfDay(instant: number): number {
  return Math.floor(instant / DAY_IN_MS) * DAY_IN_MS;
}

/** Adds an ISO 8601 duration of years, months or days; a month without that day ends on its last. */
export function addDuration(instant: number, duration: string): number {
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$/.exec(duration);
  if (!parts) throw new RangeError(`Not a duration of years, months or days: ${duration}`);
  const months = Number(parts[1] ?? 0) * 12 + Number(parts[2] ?? 0);
  const date = new Date(instant);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime() + Number(parts[3] ?? 0) * DAY_IN_MS;
}

/** Reads an instant; one without a zone is UTC. */
export function instantOf(text: string): number {
  return Date.parse(/(Z|[+-]\d\d:\d\d)$/i.test(text) ? text : `${text}Z`);
}
