import type { ScanView } from '../../shared/schemas/getScan.ts';
import { oneLine } from './textWidth.ts';

/** What a scan covers, and who is missing. */
export function scanReport(scan: ScanView): string {
  const { customers, subscriptions, requests, throttled, failed, skipped, problems, warnings } = scan;
  const whole = scan.complete ? 'Complete' : 'NOT COMPLETE';
  return [
    `${whole}: ${customers.seen} of ${customers.expected} customers seen, ${customers.failed} failed, ${customers.skipped} skipped; ${subscriptions} subscriptions, ${requests} requests, ${throttled} × 429.`,
    ...[...failed, ...skipped].map(({ customerName, customerId, code, message }) => {
      return `  ${oneLine(customerName ?? customerId)}: ${code}. ${oneLine(message)}`;
    }),
    ...[...problems, ...warnings].map(({ code, message }) => `  ${code}: ${oneLine(message)}`),
  ].join('\n');
}
