import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ScanView } from '../shared/schemas/getScan.ts';
import { ListDeadlinesResponse } from '../shared/schemas/listDeadlines.ts';
import { openApi, type Api } from './scan/api.ts';
import { deadlinesTable } from './scan/deadlinesTable.ts';
import { drawProgress } from './scan/drawProgress.ts';

const USAGE = 'Usage: npm run scan -- [--customer ID]... [--within 48h]';
const LOOK_EVERY_MS = 500;
const LINES_EVERY_MS = 10_000;

/** Redraws one line on a terminal; elsewhere writes a line now and then. */
function progressLine(): { show(text: string): void; end(): void } {
  let shownAt = -Infinity;
  return {
    show(text) {
      if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${text}`);
      else if (performance.now() - shownAt >= LINES_EVERY_MS) {
        shownAt = performance.now();
        console.log(text);
      }
    },
    end() {
      if (process.stdout.isTTY) process.stdout.write('\n');
    },
  };
}

async function follow(api: Api, started: ScanView): Promise<ScanView> {
  const line = progressLine();
  let scan = started;
  while (scan.state !== 'completed') {
    line.show(drawProgress(scan));
    await delay(LOOK_EVERY_MS);
    scan = ScanView.parse(await api.send('GET', `scans/${scan.scanId}`));
  }
  line.show(drawProgress(scan));
  line.end();
  return scan;
}

async function readDeadlines(api: Api, within: string | undefined): Promise<ListDeadlinesResponse['items']> {
  const items: ListDeadlinesResponse['items'] = [];
  let query: string | undefined = `?size=1000${within ? `&within=${encodeURIComponent(within)}` : ''}`;
  while (query !== undefined) {
    const page = ListDeadlinesResponse.parse(await api.send('GET', `deadlines${query}`));
    items.push(...page.items);
    query = page.nextLink && new URL(page.nextLink).search;
  }
  return items;
}

function report(scan: ScanView): void {
  const { customers, subscriptions, requests, throttled, failed, skipped, problems, warnings } = scan;
  const unseen = [...failed, ...skipped].map(({ customerName, customerId, code, message }) => {
    return `  ${customerName ?? customerId}: ${code}. ${message}`;
  });
  const whole = scan.complete ? 'Complete' : 'NOT COMPLETE';
  console.log(
    `\n${whole}: ${customers.seen} of ${customers.expected} customers seen, ${customers.failed} failed, ${customers.skipped} skipped; ${subscriptions} subscriptions, ${requests} requests, ${throttled} × 429.`,
  );
  for (const text of unseen) console.log(text);
  for (const { code, message } of [...problems, ...warnings]) console.log(`  ${code}: ${message}`);
}

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: { customer: { type: 'string', multiple: true }, within: { type: 'string' } },
  });
  const api = await openApi();
  const body = values.customer ? { customerIds: values.customer } : {};
  const scan = await follow(api, ScanView.parse(await api.send('POST', 'scans', body)));
  const items = await readDeadlines(api, values.within);
  console.log(items.length === 0 ? 'Nothing is open.' : `\n${deadlinesTable(items)}`);
  report(scan);
  return scan.complete ? 0 : 1;
}

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error instanceof TypeError ? `${error.message}\n${USAGE}` : error.message);
  process.exitCode = 2;
}
