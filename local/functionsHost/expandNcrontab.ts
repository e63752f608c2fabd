interface Field {
  from: number;
  to: number;
  names?: string[];
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const FIELDS: Field[] = [
  { from: 0, to: 59 },
  { from: 0, to: 59 },
  { from: 0, to: 23 },
  { from: 1, to: 31 },
  { from: 1, to: 12, names: MONTHS },
  { from: 0, to: 6, names: DAYS },
];

const PART = /^(?:\*|(?<first>\w+)(?:-(?<last>\w+))?)(?:\/(?<step>\d+))?$/;

function readValue(text: string, { from, to, names = [] }: Field): number | undefined {
  const named = names.findIndex((name) => name.toLowerCase().startsWith(text.toLowerCase()));
  const value = named >= 0 ? named + from : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}

function expandPart(part: string, field: Field): number[] | undefined {
  const match = PART.exec(part);
  if (!match) return undefined;
  const { first, last, step } = match.groups ?? {};
  const start = first === undefined ? field.from : readValue(first, field);
  const alone = first === undefined || step !== undefined ? field.to : start;
  const end = last === undefined ? alone : readValue(last, field);
  if (start === undefined || end === undefined) return undefined;
  const values: number[] = [];
  const by = Math.max(Number(step ?? 1), 1);
  for (let value = Math.min(start, end); value <= Math.max(start, end); value += by) values.push(value);
  return values;
}

/**
 * An NCRONTAB expression of six fields, or five without seconds, with every field as a list of numbers; undefined if it is none. As
 * in NCrontab a range backwards has its ends swapped, a step of 0 is 1, and names may be cut short.
 */
export function expandNcrontab(expression: string): string | undefined {
  const fields = expression.trim().split(/ +/);
  if (fields.length === 5) fields.unshift('0');
  if (fields.length !== FIELDS.length) return undefined;
  const expanded = fields.map((text, index) => {
    const field = FIELDS[index] ?? { from: 0, to: 0 };
    const parts = text.split(',').map((part) => expandPart(part, field));
    return parts.some((part) => part === undefined) ? undefined : [...new Set(parts.flat())].join(',');
  });
  return expanded.some((field) => field === undefined) ? undefined : expanded.join(' ');
}
