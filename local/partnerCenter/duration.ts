const UNITS_IN_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;

/** Reads `6d`, `1h30m` or `-45s` as milliseconds, the sign being that of the whole; undefined when it is none. */
export function durationInMs(text: string): number | undefined {
  if (!/^-?(\d+[dhms])+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+)([dhms])/g);
  const total = [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS_IN_MS[unit as 'd'], 0);
  return text.startsWith('-') ? -total : total;
}
