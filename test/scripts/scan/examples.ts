import type { ScanView } from '../../../shared/schemas/getScan.ts';
import type { ListDeadlinesResponse } from '../../../shared/schemas/listDeadlines.ts';

export type Item = ListDeadlinesResponse['items'][number];

export const SCAN_ID = '20261130T020000000Z-0a1b2c3d';

/** A scan of 10,000 customers that runs, unless something else is said. */
export function scanOf(own: Partial<ScanView> = {}): ScanView {
  return {
    scanId: SCAN_ID,
    scope: 'all',
    trigger: 'call',
    state: 'running',
    complete: false,
    startedAt: '2026-11-30T02:00:00.000Z',
    customers: { expected: 10_000, seen: 4_517, skipped: 0, failed: 12, left: 5_471 },
    percent: 45.2,
    subscriptions: 9_034,
    deadlines: 800,
    requests: 4_600,
    throttled: 35,
    requestsPerMinute: 447.6,
    remainingSeconds: 733,
    skipped: [],
    failed: [],
    problems: [],
    warnings: [],
    ...own,
  };
}

/** The same when it has seen every customer. */
export function endedScan(own: Partial<ScanView> = {}): ScanView {
  const customers = { expected: 2, seen: 2, skipped: 0, failed: 0, left: 0 };
  return scanOf({ state: 'completed', complete: true, customers, percent: 100, ...own });
}

/** A deadline with long names, unless something else is said. */
export function itemOf(own: Partial<Item> = {}): Item {
  return {
    cutoff: '2026-12-07T23:59:59.000Z',
    kind: 'cancel',
    basis: 'cancellationAllowedUntilDate',
    inferred: false,
    refund: 'partial',
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000001',
    customerName: 'Alpine Ski House of the Upper Valley and Sons',
    subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000001',
    productName: 'Microsoft 365 Business Basic without Teams',
    quantity: 10,
    termDuration: 'P1Y',
    extendedTermRisk: false,
    resellerName: 'Fourth Coffee Cloud Services',
    seenAt: '2026-11-30T02:00:00.000Z',
    scanId: SCAN_ID,
    remainingSeconds: 683_000,
    ...own,
  };
}
