const TIME_SPAN = /^(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?$/;

/** Reads a .NET time span such as `00:05:00` or `1.00:00:00`; the answer is in milliseconds, undefined if it is none. */
export function parseTimeSpan(text: string): number | undefined {
  const match = TIME_SPAN.exec(text.trim());
  if (!match) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1, 5).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const fractionInMs = Number(`0.${match[5] ?? 0}`) * 1000;
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + fractionInMs;
}
