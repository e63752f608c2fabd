import { compact } from '../schemas/compact.ts';
import type { ScanView, UnseenCustomer } from '../schemas/getScan.ts';
import { PROGRESS, type BatchSummary } from './batchRecord.ts';
import { FEWER_CUSTOMERS, NO_CUSTOMERS, type Problem, type ScanRecord } from './scanRecord.ts';
import { sum } from './sum.ts';

function countOf(batches: readonly BatchSummary[], mark: string): number {
  return sum(batches.map(({ progress }) => progress.split(mark).length - 1));
}

function unseen(batches: readonly BatchSummary[], mark: string): UnseenCustomer[] {
  return batches.flatMap(({ progress, notable }) =>
    notable
      .filter(({ index }) => progress[index] === mark)
      .map(({ customerId, customerName, code, message }) => compact({ customerId, customerName, code, message })),
  );
}

/** What holds a scan up, each once. */
function problemsOf({ problem }: ScanRecord, batches: readonly BatchSummary[]): Problem[] {
  const all = [problem, ...batches.map((batch) => batch.problem)].filter((known) => known !== undefined);
  return [...new Map(all.map((known) => [`${known.code} ${known.message}`, known])).values()];
}

/** How long the rest takes when it goes on as it went so far, in seconds. */
function remainingSeconds(done: number, left: number, elapsedInMs: number): number | undefined {
  return done > 0 && left > 0 ? Math.ceil((left * elapsedInMs) / done / 1000) : undefined;
}

/** What says that customers may be missing from Partner Center’s list. */
const LIST_IN_DOUBT: readonly string[] = [FEWER_CUSTOMERS, NO_CUSTOMERS];

/** Whether of a scan that has ended every customer was seen whole, and none is missing from the list as far as can be told. */
export function isComplete(
  { sent, unreadable, expected, warnings }: ScanRecord,
  batches: readonly BatchSummary[],
): boolean {
  const isListWhole = unreadable === 0 && !warnings.some(({ code }) => LIST_IN_DOUBT.includes(code));
  return sent && isListWhole && countOf(batches, PROGRESS.seen) + countOf(batches, PROGRESS.skipped) === expected;
}

/** Sums a scan up; `now` in epoch milliseconds by this app’s clock. */
export function scanView(scan: ScanRecord, batches: readonly BatchSummary[], now: number): ScanView {
  const { scanId, scope, trigger, state, startedAt, plannedAt, endedAt, expected, warnings } = scan;
  const planned = state === 'planning' ? [] : batches;
  const [seen, skipped, failed, left] = [PROGRESS.seen, PROGRESS.skipped, PROGRESS.failed, PROGRESS.left].map((mark) =>
    countOf(planned, mark),
  ) as [number, number, number, number];
  const requests = scan.requests + sum(planned.map((batch) => batch.requests));
  const until = endedAt === undefined ? now : Date.parse(endedAt);
  const elapsedInMs = Math.max(1, until - Date.parse(startedAt));
  const runningInMs = plannedAt === undefined ? 0 : until - Date.parse(plannedAt);
  const isOver = state === 'completed';
  return compact({
    scanId,
    scope,
    trigger,
    state,
    complete: isOver && isComplete(scan, planned),
    startedAt,
    endedAt,
    customers: { expected, seen, skipped, failed, left },
    percent: expected === 0 ? (isOver && scan.sent ? 100 : 0) : Math.floor((1000 * (expected - left)) / expected) / 10,
    subscriptions: sum(planned.map(({ subscriptions }) => subscriptions)),
    deadlines: sum(planned.map(({ deadlines }) => deadlines)),
    requests,
    throttled: scan.throttled + sum(planned.map(({ throttled }) => throttled)),
    requestsPerMinute: Math.round((10 * requests * 60_000) / elapsedInMs) / 10,
    remainingSeconds: isOver ? undefined : remainingSeconds(seen + failed, left, runningInMs),
    skipped: unseen(planned, PROGRESS.skipped),
    failed: unseen(planned, PROGRESS.failed),
    problems: problemsOf(scan, planned),
    warnings,
  });
}
