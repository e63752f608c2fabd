import { isSilenced } from '../alerts/isSilenced.ts';
import { acknowledgementKey } from '../deadlines/acknowledgements.ts';
import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import { OVERDUE_AFTER_IN_MS } from '../scans/overdueAfter.ts';
import type { ScanRecord } from '../scans/scanRecord.ts';
import type { Warning } from '../schemas/answers.ts';
import type { Acknowledgement } from '../schemas/acknowledgeDeadline.ts';
import { compact } from '../schemas/compact.ts';
import { Deadline } from '../schemas/deadline.ts';
import { MOST_DEADLINES, type ListDeadlinesRequest, type ListDeadlinesResponse } from '../schemas/listDeadlines.ts';
import { refundAt } from '../schemas/refundAt.ts';
import type { Services } from '../services.ts';
import { toCsv } from './toCsv.ts';

type Item = ListDeadlinesResponse['items'][number];

const DEFAULT_SIZE = { json: 100, csv: MOST_DEADLINES.csv } as const;

const COLUMNS = [...Object.keys(Deadline.shape), 'remainingSeconds', 'acknowledged'] as (keyof Item)[];

/** An item as a row of a table. */
function cellsOf({ acknowledged, ...item }: Item) {
  return { ...item, acknowledged: acknowledged && (acknowledged.until ?? 'for good') };
}

function isCsv({ query: { format }, headers: { accept = '' } }: ListDeadlinesRequest): boolean {
  return format === undefined ? /\btext\/csv\b/i.test(accept) : format === 'csv';
}

const pack = (rowKey: string): string => Buffer.from(rowKey).toString('base64url');

function unpack(after: string): string {
  const rowKey = Buffer.from(after, 'base64url').toString();
  if (/^\d{4}-[\x20-\x7e]+$/.test(rowKey)) return rowKey;
  throw new AppError('InvalidRequest', 'after must be taken from a nextLink.', { target: 'after' });
}

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const;

/** A time as callers write it, in the largest unit of which it is a whole number: as it came in, or shorter. */
function durationText(timeInMs: number): string {
  const [unit, lengthInMs] = Object.entries(UNITS).find(([, length]) => timeInMs % length === 0) ?? ['m', UNITS.m];
  return `${timeInMs / lengthInMs}${unit}`;
}

function viewOf(deadline: Deadline, now: Date, acknowledgement: Acknowledgement | undefined): Item {
  const { cutoff } = deadline;
  const acknowledged = isSilenced(acknowledgement, new Date(cutoff), now) ? acknowledgement : undefined;
  return {
    ...deadline,
    refund: refundAt(deadline, now),
    ...(acknowledged && { acknowledged }),
    remainingSeconds: Math.max(0, Math.floor((Date.parse(cutoff) - now.getTime()) / 1000)),
  };
}

/** How far what is listed can be relied on. */
function warningsOf(scan: ScanRecord | undefined, now: number): Warning[] {
  if (!scan) {
    const message = 'No scan of all customers has ended yet, so deadlines may be missing. Start one with POST scans.';
    return [{ code: 'NoScanYet', message }];
  }
  const { scanId, complete, endedAt = '' } = scan;
  const warnings: Warning[] = [];
  if (!complete) {
    const message = `The last scan did not look at every customer for certain, so deadlines may be missing: see GET scans/${scanId}.`;
    warnings.push({ code: 'ScanIncomplete', message });
  }
  if (now - Date.parse(endedAt) > OVERDUE_AFTER_IN_MS) {
    warnings.push({ code: 'ScanOverdue', message: `The last scan ended at ${endedAt}: later changes are not listed.` });
  }
  return warnings;
}

/** Lists the open deadlines, soonest first, from the table alone: Partner Center is not asked. */
export async function listDeadlines(
  { config, clock, acknowledgements, deadlines, scans }: Services,
  request: ListDeadlinesRequest,
  _context: CallContext,
): Promise<{ status: number; headers: Record<string, string>; body: object | string }> {
  const { within, customerId, reseller, product, term, kind, after, ...query } = request.query;
  const format = isCsv(request) ? 'csv' : 'json';
  const size = Math.min(query.size ?? DEFAULT_SIZE[format], MOST_DEADLINES[format]);
  const scan = await scans.latest({ completed: true });
  clock.assume(scan?.clockSkewInMs);
  const now = clock.now();

  const known = await acknowledgements.all();
  const items: Item[] = [];
  let last = '';
  let isMore = false;
  const asked = { customerId, reseller, product, termDuration: term, kind };
  const until = within === undefined ? undefined : new Date(now.getTime() + within);
  const from = after === undefined ? undefined : unpack(after);
  for await (const { deadline, rowKey } of deadlines.read({ from: now, until, after: from, ...asked })) {
    isMore = items.length === size;
    if (isMore) break;
    items.push(viewOf(deadline, now, known.get(acknowledgementKey(deadline))));
    last = rowKey;
  }

  const rest = new URLSearchParams(
    compact({ ...asked, term, termDuration: undefined, size: String(size), format, after: pack(last) }),
  );
  if (within !== undefined) rest.set('within', durationText(within));
  const nextLink = isMore ? `${config.publicUrl ?? ''}/api/deadlines?${rest.toString()}` : undefined;
  const headers = compact({
    'scan-id': scan?.scanId,
    'scan-complete': scan && String(scan.complete ?? false),
    Link: nextLink && `<${nextLink}>; rel="next"`,
  });
  if (format === 'csv') {
    const csv = {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="deadlines.csv"',
    };
    return { status: 200, headers: { ...headers, ...csv }, body: toCsv(COLUMNS, items.map(cellsOf)) };
  }
  const body: ListDeadlinesResponse = {
    items,
    ...compact({
      nextLink,
      scan: scan && { scanId: scan.scanId, endedAt: scan.endedAt ?? '', complete: scan.complete ?? false },
    }),
    warnings: warningsOf(scan, Date.now()),
  };
  return { status: 200, headers, body };
}
