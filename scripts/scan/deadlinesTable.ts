import type { ListDeadlinesResponse } from '../../shared/schemas/listDeadlines.ts';
import { shortDuration } from './shortDuration.ts';
import { cutToWidth, oneLine, padToWidth, textWidth } from './textWidth.ts';

type Item = ListDeadlinesResponse['items'][number];

interface Column {
  heading: string;
  cell: (item: Item) => string;
  /** What may be cut has a least and a most width in cells; the others are shown whole. */
  least?: number;
  most?: number;
}

const GAP = '  ';
const MOST = 34;
const SHORTEST_ID = 8;

/** What goes first where a terminal is narrow. */
const FIRST_TO_GO = ['reseller', 'term', 'left', 'seats', 'refund', 'product', 'what'];

const WHAT = { cancel: 'cancel', seats: 'hand back seats', extendedTerm: 'paid extension begins' } as const;

function seatsOf({ kind, quantity, refundableQuantity }: Item): string {
  return kind === 'seats' ? `${refundableQuantity ?? '?'} of ${quantity ?? '?'}` : String(quantity ?? '');
}

function columnsFor(items: readonly Item[], idOf: (id: string) => string): Column[] {
  const longestId = items.reduce((longest, { subscriptionId }) => Math.max(longest, idOf(subscriptionId).length), 0);
  return [
    { heading: 'until (UTC)', cell: ({ cutoff }) => `${cutoff.slice(0, 10)} ${cutoff.slice(11, 16)}` },
    { heading: 'left', cell: ({ remainingSeconds }) => shortDuration(remainingSeconds) },
    {
      heading: 'customer',
      cell: ({ customerName, customerId }) => customerName ?? customerId,
      least: 10,
      most: MOST,
    },
    {
      heading: 'product',
      cell: ({ subscriptionName, productName, product }) => subscriptionName ?? productName ?? product ?? '',
      least: 12,
      most: MOST,
    },
    { heading: 'subscription', cell: ({ subscriptionId }) => idOf(subscriptionId), least: longestId },
    { heading: 'seats', cell: seatsOf },
    { heading: 'term', cell: ({ termDuration }) => termDuration ?? '' },
    { heading: 'what', cell: ({ kind, inferred }) => `${WHAT[kind]}${inferred ? ' (inferred)' : ''}`, least: 8 },
    { heading: 'refund', cell: ({ kind, refund }) => (kind === 'extendedTerm' ? '' : refund) },
    {
      heading: 'reseller',
      cell: ({ resellerName, partnerIdOnRecord }) => resellerName ?? partnerIdOnRecord ?? '',
      least: 12,
      most: MOST,
    },
  ];
}

/** The end of each id, as long as it takes to tell them apart. */
function shortener(items: readonly Item[]): (id: string) => string {
  const ids = [...new Set(items.map(({ subscriptionId }) => subscriptionId))];
  const longest = Math.max(SHORTEST_ID, ...ids.map(({ length }) => length));
  let length = SHORTEST_ID;
  while (length < longest && new Set(ids.map((id) => id.slice(-length))).size < ids.length) length += 1;
  return (id) => (id.length > length + 1 ? `…${id.slice(-length)}` : id);
}

const totalOf = (widths: readonly number[]): number =>
  widths.reduce((total, width) => total + width, GAP.length * (widths.length - 1));

interface Laid {
  rows: string[][];
  /** How wide each column would be, and how wide it has to be. */
  widths: number[];
  leasts: number[];
}

function lay(columns: readonly Column[], items: readonly Item[]): Laid {
  const rows = [
    columns.map(({ heading }) => heading),
    ...items.map((item) => columns.map(({ cell }) => oneLine(cell(item)))),
  ];
  const widths = columns.map(({ most = Infinity }, index) =>
    Math.min(
      most,
      rows.reduce((widest, row) => Math.max(widest, textWidth(row[index] ?? '')), 0),
    ),
  );
  const leasts = columns.map(({ least }, index) => Math.min(least ?? Infinity, widths[index] ?? 0));
  return { rows, widths, leasts };
}

/** Takes cell after cell from the widest column that may be narrower, until all fit. */
function narrow({ widths, leasts }: Laid, width: number): number[] {
  const narrowed = [...widths];
  while (totalOf(narrowed) > width) {
    const spare = narrowed.map((cells, index) => (cells > (leasts[index] ?? 0) ? cells : 0));
    const widest = Math.max(...spare);
    if (widest === 0) break;
    narrowed[spare.indexOf(widest)] = widest - 1;
  }
  return narrowed;
}

function fit(items: readonly Item[], width: number): Laid {
  const whole = lay(
    columnsFor(items, (id) => id),
    items,
  );
  if (totalOf(whole.widths) <= width) return whole;
  const columns = columnsFor(items, shortener(items));
  let laid = lay(columns, items);
  for (let count = 1; count <= FIRST_TO_GO.length && totalOf(laid.leasts) > width; count += 1) {
    const gone = FIRST_TO_GO.slice(0, count);
    laid = lay(
      columns.filter(({ heading }) => !gone.includes(heading)),
      items,
    );
  }
  return laid;
}

/** What is open as a table of at most so many cells, soonest first. */
export function deadlinesTable(items: readonly Item[], width = Infinity): string {
  const laid = fit(items, width);
  const widths = narrow(laid, width);
  const [headings = '', ...lines] = laid.rows.map((row) => {
    const cells = row.map((cell, index) => padToWidth(cutToWidth(cell, widths[index] ?? 0), widths[index] ?? 0));
    return cutToWidth(cells.join(GAP).trimEnd(), width);
  });
  const widest = lines.reduce((most, line) => Math.max(most, textWidth(line)), textWidth(headings));
  return [headings, '─'.repeat(widest), ...lines].join('\n');
}
