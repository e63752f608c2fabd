const RANGES = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Names may be cut short, to this many letters. */
const SHORTEST_NAME = 3;

function numberOf(text: string, field: number): number {
  const names = field === 4 ? MONTHS : field === 5 ? WEEKDAYS : [];
  const named = names.findIndex((name) => name.startsWith(text.toLowerCase()));
  if (named >= 0 && text.length >= SHORTEST_NAME) return field === 4 ? named + 1 : named;
  return /^\d+$/.test(text) ? Number(text) : NaN;
}

/** One part of a field: `*`, a value or a range, each with a step or without. */
function isPart(part: string, field: number): boolean {
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*') return true;
  const [least, most] = RANGES[field] ?? [0, 0];
  const bounds = range.split('-').map((bound) => numberOf(bound, field));
  if (bounds.length > 2 || !bounds.every((bound) => bound >= least && bound <= most)) return false;
  return bounds[1] === undefined || (bounds[0] ?? 0) <= bounds[1];
}

/**
 * Whether a text is an NCRONTAB expression of six fields.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 */
export function isSchedule(text: string): boolean {
  const fields = text.trim().split(/ +/);
  return (
    fields.length === RANGES.length &&
    fields.every((field, index) => field.split(',').every((part) => isPart(part, index)))
  );
}
