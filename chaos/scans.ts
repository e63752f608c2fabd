import { setTimeout as delay } from 'node:timers/promises';
import { TableClient } from '@azure/data-tables';
import type { ScanView } from '../shared/schemas/getScan.ts';
import type { LoggedRequest } from '../local/partnerCenter/requestLog.ts';
import type { Host } from './host.ts';
import type { Stage } from './stage.ts';

const LOOK_EVERY_MS = 500;

/** The list of one customer’s subscriptions. */
export const LIST = 'GET /v1/customers/*/subscriptions';

/** Starts a scan of all customers. */
export async function startScan(host: Host): Promise<ScanView> {
  return (await host.post('scans', {})).body as ScanView;
}

/** How far a scan has come. */
export async function readScan(host: Host, scanId: string): Promise<ScanView> {
  return (await host.read(`scans/${scanId}`)).body as ScanView;
}

/** Waits until a scan is as wanted; the last look at it where that takes longer than `withinMs`. */
export async function untilScan(
  host: Host,
  scanId: string,
  { is, withinMs }: { is: (scan: ScanView) => boolean; withinMs: number },
): Promise<ScanView> {
  const until = Date.now() + withinMs;
  for (;;) {
    const scan = await readScan(host, scanId);
    if (is(scan) || Date.now() > until) return scan;
    await delay(LOOK_EVERY_MS);
  }
}

/** A dead process’s batches are taken up when their lease of a minute has run out and the timer has looked. */
const ENDS_WITHIN_MS = 300_000;

/** Waits until a scan has ended. */
export function untilEnded(host: Host, scanId: string): Promise<ScanView> {
  return untilScan(host, scanId, { is: ({ state }) => state === 'completed', withinMs: ENDS_WITHIN_MS });
}

/** Waits until a scan has ended after `event`, and checks that it saw everybody but the one who cannot be seen. */
export async function expectWhole(
  stage: Stage,
  host: Host,
  { scanId, expected, event }: { scanId: string; expected: number; event: string },
): Promise<ScanView> {
  const since = Date.now();
  const ended = await untilEnded(host, scanId);
  stage.note(`ended ${Math.round((Date.now() - since) / 1000)} s after ${event}`);
  stage.check('state', 'completed', ended.state);
  stage.check('customers expected', expected, ended.customers.expected);
  stage.check('customers that failed', 1, ended.customers.failed);
  stage.check('customers left', 0, ended.customers.left);
  return ended;
}

/** What every scan writes anew. */
const ANEW = ['etag', 'timestamp', 'seenAt', 'readAt', 'scanId'];

/** Everything else in the table of deadlines. */
export async function deadlineRows(connectionString: string): Promise<string[]> {
  const client = TableClient.fromConnectionString(connectionString, 'deadlines', { allowInsecureConnection: true });
  const rows: string[] = [];
  for await (const row of client.listEntities<Record<string, unknown>>()) {
    const kept = Object.entries(row).filter(([name]) => !ANEW.includes(name));
    rows.push(JSON.stringify(Object.fromEntries(kept.toSorted(([one], [other]) => (one < other ? -1 : 1)))));
  }
  return rows.sort();
}

/** When each customer’s subscriptions were listed, in epoch milliseconds by the emulator’s clock, which here is this machine’s. */
export function listedAt(requests: readonly LoggedRequest[]): Map<string, number[]> {
  const listed = new Map<string, number[]>();
  for (const { path, at } of requests) {
    const customerId = path.split('/')[3]?.toLowerCase() ?? '';
    listed.set(customerId, [...(listed.get(customerId) ?? []), Date.parse(at)]);
  }
  return listed;
}
