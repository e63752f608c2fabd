import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Deadline } from '../../shared/schemas/deadline.ts';
import { ScanView } from '../../shared/schemas/getScan.ts';
import { ListDeadlinesResponse } from '../../shared/schemas/listDeadlines.ts';
import type { Answer, TestApp } from '../stack.ts';

const LOOK_EVERY_MS = 100;
const PATIENCE_IN_MS = 50_000;

/** Failed customers are tried again at once, and the queues are asked often. */
export const SCAN_SETTINGS = { OPERATION_RETRY_DELAY: '1s', PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' };

/** Switches under which Partner Center holds nothing back. */
export const UNLIMITED = { rateLimitPerMinute: 0, rateLimitPerMinutePerCustomer: 0 };

export function viewOf({ status, body }: Answer, expected = 200): ScanView {
  expect(status, JSON.stringify(body)).toBe(expected);
  return ScanView.parse(body);
}

/** Waits until a scan has ended. */
export async function untilEnded(app: TestApp, scanId: string): Promise<ScanView> {
  const until = performance.now() + PATIENCE_IN_MS;
  for (;;) {
    const scan = viewOf(await app.api('GET', `scans/${scanId}`));
    if (scan.state === 'completed') return scan;
    expect(performance.now(), JSON.stringify(scan)).toBeLessThan(until);
    await delay(LOOK_EVERY_MS);
  }
}

/** Scans all customers, or some, and waits for the end. */
export async function scan(app: TestApp, body: object = {}): Promise<ScanView> {
  const started = viewOf(await app.api('POST', 'scans', body), 201);
  return untilEnded(app, started.scanId);
}

/** The list of deadlines as JSON. */
export async function list(app: TestApp, query = ''): Promise<ListDeadlinesResponse> {
  const { status, body } = await app.api('GET', `deadlines${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return ListDeadlinesResponse.parse(body);
}

interface Known {
  now: string;
  items: { customerId: string; subscriptionId: string; kind: string; cutoff: string; quantity: number }[];
}

/** The clock runs between two looks at the same deadlines. Milliseconds. */
const MARGIN_IN_MS = 20_000;

/** One line for each deadline, in an order of its own, without those that may pass while one looks. */
function lines(items: Known['items'], now: number): string[] {
  return items
    .filter(({ cutoff }) => Date.parse(cutoff) > now + MARGIN_IN_MS)
    .map(({ customerId, subscriptionId, kind, cutoff, quantity }) =>
      [cutoff, customerId, subscriptionId, kind, kind === 'seats' ? quantity : ''].join(' '),
    )
    .sort();
}

/** What the app lists and what the emulator’s own state says, in the same form. */
export async function compared(app: TestApp): Promise<{ listed: string[]; known: string[] }> {
  const { body } = await app.partnerCenter.get('/_emulator/deadlines');
  const known = body as Known;
  const now = Date.parse(known.now);
  const found: Deadline[] = [];
  for (let query: string | undefined = '?size=1000'; query !== undefined;) {
    const page: ListDeadlinesResponse = await list(app, query);
    found.push(...page.items);
    query = page.nextLink && new URL(page.nextLink).search;
  }
  const quantityOf = ({ refundableQuantity = 0 }: Deadline) => refundableQuantity;
  return {
    known: lines(known.items, now),
    listed: lines(
      found.map((item) => ({ ...item, quantity: quantityOf(item) })),
      now,
    ),
  };
}
