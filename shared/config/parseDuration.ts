const UNITS_IN_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads `90s`, `20m`, `2h` or `1d` as milliseconds; undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  return count && unit ? Number(count) * UNITS_IN_MS[unit as keyof typeof UNITS_IN_MS] : undefined;
}
