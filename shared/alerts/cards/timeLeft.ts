const MINUTE_IN_MS = 60_000;

const counted = (count: number, unit: string) => (count > 0 ? [`${count} ${unit}${count === 1 ? '' : 's'}`] : []);

/** `2 days 3 hours`, rounded down; undefined where nothing is left. */
export function timeLeft(until: Date, now: Date): string | undefined {
  const leftInMs = until.getTime() - now.getTime();
  if (leftInMs <= 0) return undefined;
  const minutes = Math.floor(leftInMs / MINUTE_IN_MS);
  const hours = Math.floor(minutes / 60);
  const parts =
    hours >= 24
      ? [...counted(Math.floor(hours / 24), 'day'), ...counted(hours % 24, 'hour')]
      : [...counted(hours, 'hour'), ...counted(minutes % 60, 'minute')];
  return parts.join(' ') || 'less than a minute';
}
