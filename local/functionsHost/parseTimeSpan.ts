const TIME_SPAN = /^(?<sign>-?)(?:(?<days>\d+)\.)?(?<parts>\d+(?::\d+){0,3})(?:\.(?<fraction>\d{1,7}))?$/;
const DAY_IN_MS = 86_400_000;
const MOST_DAYS = 10_675_199;

/** Days, hours, minutes and seconds; undefined when there are too many or too few of them. */
function units(days: string | undefined, parts: number[], hasFraction: boolean): number[] | undefined {
  const [first = 0] = parts;
  if (parts.length === 1) return days === undefined && !hasFraction ? [first, 0, 0, 0] : undefined;
  if (days !== undefined) return parts.length < 4 ? [Number(days), ...parts] : undefined;
  if (parts.length === 4 || (parts.length === 3 && first > 23)) return parts;
  return [0, ...parts];
}

/**
 * Reads a .NET time span such as `00:05:00`, `1.00:00:00` or `10`, which is ten days, as `24:00:00` is twenty-four: an hour above 23
 * makes it days. The answer is in milliseconds, undefined if it is none.
 * https://learn.microsoft.com/dotnet/api/system.timespan.parse
 */
export function parseTimeSpan(text: string): number | undefined {
  const { sign, days, parts = '', fraction } = TIME_SPAN.exec(text.trim())?.groups ?? {};
  if (parts === '') return undefined;
  const found = units(days, parts.split(':').map(Number), fraction !== undefined);
  const [day = 0, hour = 0, minute = 0, second] = found ?? [];
  const isOutOfRange = day > MOST_DAYS || hour > 23 || minute > 59 || (second ?? 0) > 59;
  if (!found || isOutOfRange || (fraction !== undefined && second === undefined)) return undefined;
  const time = ((hour * 60 + minute) * 60 + (second ?? 0)) * 1000 + Number(`0.${fraction ?? 0}`) * 1000;
  return (sign ? -1 : 1) * (day * DAY_IN_MS + time);
}
