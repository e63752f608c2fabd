/** A night and two hours: after that a scan is missing. Milliseconds. */
export const OVERDUE_AFTER_IN_MS = 26 * 3_600_000;
