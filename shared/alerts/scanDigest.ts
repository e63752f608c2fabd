import type { ScanDigest } from '../schemas/alertEvents.ts';
import type { Deadline } from '../schemas/deadline.ts';
import type { ScanView } from '../schemas/getScan.ts';
import type { WebhookFilter } from '../schemas/webhook.ts';
import { subscriptionAlert } from './subscriptionAlert.ts';

const HOUR_IN_MS = 3_600_000;

/** By the time that is left. */
const GROUPS = [
  { within: '24h', inMs: 24 * HOUR_IN_MS },
  { within: '72h', inMs: 72 * HOUR_IN_MS },
  { within: '7d', inMs: 168 * HOUR_IN_MS },
  { within: 'later', inMs: Infinity },
] as const;

/** So many deadlines and customers are named, more than a card shows. */
const MOST_DEADLINES = 60;
const MOST_CUSTOMERS = 10;

/** What is open for one webhook, taken in one after the other, the soonest first. */
export class OpenDeadlines {
  readonly #soonest: Deadline[] = [];
  readonly #counts = new Map<string, number>();
  #total = 0;

  add(deadline: Deadline, now: Date): void {
    const leftInMs = Date.parse(deadline.cutoff) - now.getTime();
    const { within } = GROUPS.find(({ inMs }) => leftInMs <= inMs) ?? GROUPS[3];
    this.#counts.set(within, (this.#counts.get(within) ?? 0) + 1);
    if (this.#soonest.length < MOST_DEADLINES) this.#soonest.push(deadline);
    this.#total += 1;
  }

  /** What a scan covered and what is open, at `now` by Partner Center’s clock; of the customers that failed those of the filter. */
  digest(scan: ScanView, { customerIds, resellers }: WebhookFilter, now: Date): ScanDigest {
    const { scanId, complete, startedAt, endedAt = startedAt, customers, failed } = scan;
    const { expected, seen, skipped } = customers;
    /** Whose customer one is that could not be read is not known. */
    const isNamed = ({ customerId }: { customerId: string }) =>
      resellers === undefined && (customerIds?.includes(customerId.toLowerCase()) ?? true);
    return {
      scanId,
      complete,
      startedAt,
      endedAt,
      customers: { expected, seen, skipped, failed: customers.failed },
      failed: failed.filter(isNamed).slice(0, MOST_CUSTOMERS),
      open: GROUPS.map(({ within }) => ({ within, count: this.#counts.get(within) ?? 0 })),
      deadlines: this.#soonest.map((deadline) => subscriptionAlert(deadline, now)),
      more: this.#total - this.#soonest.length,
    };
  }
}
