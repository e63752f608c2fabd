import type { ListDeadlinesResponse } from '../../shared/schemas/listDeadlines.ts';
import { shortDuration } from './shortDuration.ts';

type Item = ListDeadlinesResponse['items'][number];

const HEADINGS = ['until (UTC)', 'left', 'customer', 'product', 'seats', 'term', 'what', 'refund', 'reseller'];
const WIDEST = 34;

const WHAT = { cancel: 'cancel', seats: 'hand back seats', extendedTerm: 'paid extension begins' } as const;

function cells(item: Item): string[] {
  const { cutoff, remainingSeconds, customerName, customerId, productName, product, subscriptionName, kind } = item;
  const seats =
    kind === 'seats' ? `${item.refundableQuantity ?? '?'} of ${item.quantity ?? '?'}` : (item.quantity ?? '');
  return [
    `${cutoff.slice(0, 10)} ${cutoff.slice(11, 16)}`,
    shortDuration(remainingSeconds),
    customerName ?? customerId,
    subscriptionName ?? productName ?? product ?? '',
    String(seats),
    item.termDuration ?? '',
    `${WHAT[kind]}${item.inferred ? ' (inferred)' : ''}`,
    kind === 'extendedTerm' ? '' : item.refund,
    item.resellerName ?? item.partnerIdOnRecord ?? '',
  ];
}

/** What is open as a table for a terminal, soonest first. */
export function deadlinesTable(items: readonly Item[]): string {
  const rows = [HEADINGS, ...items.map(cells)].map((row) =>
    row.map((cell) => (cell.length > WIDEST ? `${cell.slice(0, WIDEST - 1)}…` : cell)),
  );
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = '─'.repeat(Math.max(...lines.map((line) => line.length)));
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
