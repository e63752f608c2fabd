/** Partner Center's clock, seen through the `Date` of its answers; windows are judged by it, never by this machine's clock. */
export interface PartnerCenterClock {
  /** Takes note of an answer's `Date` header. */
  observe(dateHeader: string | undefined): void;
  /** Takes a skew, in milliseconds, that another process has seen, as long as this one has seen none. */
  assume(skewInMs: number | undefined): void;
  now(): Date;
  /** Partner Center's clock minus this machine's, in milliseconds; undefined before the first answer. */
  skewInMs(): number | undefined;
}

/** `Date` headers drop the fraction of their second; half of one is the best guess. */
const HALF_A_SECOND_IN_MS = 500;

/** Creates the clock; until the first answer it shows this machine's time. */
export function createPartnerCenterClock(machineNow: () => number = Date.now): PartnerCenterClock {
  let skew: number | undefined;
  return {
    observe(dateHeader) {
      const date = Date.parse(dateHeader ?? '');
      if (!Number.isNaN(date)) skew = date + HALF_A_SECOND_IN_MS - machineNow();
    },
    assume(known) {
      skew ??= known;
    },
    now: () => new Date(machineNow() + (skew ?? 0)),
    skewInMs: () => skew,
  };
}
