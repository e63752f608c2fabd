const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIME =
  /(?:^|(?<=.)t| )(?:(?<hour>\d{1,2}):(?<minute>\d{1,2})(?::(?<second>\d{1,2})(?:\.\d+)?)?(?<half> ?[ap]m)?|(?<alone>\d{1,2}) ?[ap]m)(?: ?(?:z|gmt|[+-]\d{2}(?::?\d{2})?))?$/;
const WITH_MONTH_NAME = new RegExp(`^(?:(\\d{1,2}) ${MONTH}|${MONTH} (\\d{1,2}))(?:,? (\\d{4}))?$`);
const SEPARATED = /^(\d{1,4})[-./, ](\d{1,4})(?:[-./, ](\d{1,4}))?$/;

function isDay(year: number, month: number, day: number): boolean {
  const lastOfMonth = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= lastOfMonth;
}

function isDate(text: string): boolean {
  const named = WITH_MONTH_NAME.exec(text);
  if (named) {
    const [, dayBefore, monthAfter, monthBefore, dayAfter, year = '2000'] = named;
    const month = MONTHS.indexOf(monthAfter ?? monthBefore ?? '') + 1;
    return isDay(Number(year), month, Number(dayBefore ?? dayAfter));
  }
  const [, first = '', second = '', third] = SEPARATED.exec(text) ?? [];
  if (first.length > 2) return isDay(Number(first), Number(second), Number(third ?? 1));
  if (third === undefined && second.length > 2) return isDay(Number(second), Number(first), 1);
  return isDay(Number(third ?? 2000) || 2000, Number(first), Number(second));
}

/** Whether the invariant culture of .NET reads this as a date, a time or both; month before day, and never a lone number. */
export function isDateTime(value: string): boolean {
  const text = value.trim().toLowerCase();
  const time = TIME.exec(text);
  const { hour = '0', minute = '0', second = '0', half, alone } = time?.groups ?? {};
  const lastHour = half !== undefined || alone !== undefined ? 12 : 23;
  if (Number(alone ?? hour) > lastHour || Number(minute) > 59 || Number(second) > 59) return false;
  const date = (time ? text.slice(0, time.index) : text).replace(WEEKDAY, '').trim();
  return date === '' ? time !== null : isDate(date);
}
