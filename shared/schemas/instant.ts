/** The last instant that Partner Center uses for "never", such as `9999-12-10`. */
const FAR_FUTURE_YEAR = 9000;

/** What needs no mending, as most are written. */
const USUAL = /^\d{4}-(?:0\d|1[0-2])-[0-2]\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?Z$/;

/**
 * Reads an instant as Partner Center writes them: any offset, up to seven fractional digits, blanks inside, and no zone at all, which means UTC.
 * @returns undefined for anything that is not an instant.
 */
export function parseInstant(text: string | null | undefined): Date | undefined {
  if (!text) return undefined;
  if (USUAL.test(text)) return new Date(text);
  const compact = text.trim().replace(/:\s+/g, ':').replace(/\s+/g, 'T');
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(compact) || !compact.includes('T') ? compact : `${compact}Z`;
  const instant = new Date(zoned.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** True for the dates that stand for "no end". */
export function isFarFuture(instant: Date): boolean {
  return instant.getUTCFullYear() >= FAR_FUTURE_YEAR;
}
