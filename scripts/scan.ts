import { ScanView } from '../shared/schemas/getScan.ts';
import { ApiError, openApi } from './scan/api.ts';
import { deadlinesTable } from './scan/deadlinesTable.ts';
import { followScan } from './scan/followScan.ts';
import { followCommand, readOptions, USAGE } from './scan/options.ts';
import { progressLine } from './scan/progressLine.ts';
import { readDeadlines } from './scan/readDeadlines.ts';
import { scanReport } from './scan/scanReport.ts';

const STOPPED = 130;
const NOT_FOUND = 404;

const line = progressLine(process.stdout);

/** What to say of the scan where this ends before it is shown. */
let parting = '';

async function run(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const { customers, follow } = options;
  const api = await openApi();
  const started = follow
    ? await api.send('GET', `scans/${follow}`, ScanView)
    : await api.send('POST', 'scans', ScanView, customers ? { customerIds: customers } : {});
  const { scanId } = started;
  const command = followCommand(scanId, options);
  parting = `The scan ${scanId} goes on as long as the app runs. Follow it with\n  ${command}\nor look at it with GET scans/${scanId}.`;
  const scan = await followScan(api, started, line);
  parting = `The scan ${scanId} has ended. List what is open with\n  ${command}`;
  const items = await readDeadlines(api, options, line.say);
  line.end();
  console.log(items.length === 0 ? 'Nothing is open.' : `\n${deadlinesTable(items, line.width())}`);
  console.log(`\n${scanReport(scan)}`);
  return scan.complete ? 0 : 1;
}

process.on('SIGINT', () => {
  line.end();
  if (parting) console.error(parting);
  process.exit(STOPPED);
});

try {
  process.exitCode = await run();
} catch (error) {
  line.end();
  console.error(error instanceof Error ? error.message : error);
  const isGone = error instanceof ApiError && error.status === NOT_FOUND;
  if (parting && !isGone) console.error(parting);
  process.exitCode = 2;
}
