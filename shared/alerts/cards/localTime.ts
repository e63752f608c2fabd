/**
 * An instant that Teams shows in the time zone and language of who reads it; it takes no fractions of seconds.
 * https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features#datetime-formatting-and-localization
 */
export function localTime(instant: Date): string {
  const written = `${instant.toISOString().slice(0, 19)}Z`;
  return `{{DATE(${written}, SHORT)}} {{TIME(${written})}}`;
}
