/** The last instant that Partner Center uses for "never", such as `9999-12-10`. */
const FAR_FUTURE_YEAR = 9000;

/** Between these a year has four digits, as the texts of tables and answers need it. Epoch milliseconds. */
const FIRST_IN_MS = Date.parse('0000-01-01T00:00:00Z');
const LAST_IN_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** What needs no mending, as most are written. */
const USUAL = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?Z$/;

/** A day, its time and its zone. */
const WRITTEN = /^(\d{4}-\d{2}-\d{2})(?:(?:\s*T\s*|\s+)(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** The instant of a time in epoch milliseconds, or the nearest one whose year has four digits: `9999-12-31T23:59:59-08:00` has five in UTC. */
export function toInstant(time: number): Date {
  return new Date(Math.min(Math.max(time, FIRST_IN_MS), LAST_IN_MS));
}

/**
 * Reads an instant as Partner Center writes them: any offset, up to seven fractional digits, blanks inside, and no zone at all, which means UTC.
 * @returns undefined for anything that is not an instant.
 */
export function parseInstant(text: string | null | undefined): Date | undefined {
  if (!text) return undefined;
  if (USUAL.test(text)) return new Date(text);
  const [, day, time = '00:00', zone = 'Z'] = WRITTEN.exec(text.trim().replace(/:\s+/g, ':')) ?? [];
  if (day === undefined) return undefined;
  const read = Date.parse(`${day}T${time.replace(/(\.\d{3})\d+/, '$1')}${zone}`);
  return Number.isNaN(read) ? undefined : toInstant(read);
}

/** True for the dates that stand for "no end". */
export function isFarFuture(instant: Date): boolean {
  return instant.getUTCFullYear() >= FAR_FUTURE_YEAR;
}
