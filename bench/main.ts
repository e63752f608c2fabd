import { parseArgs } from 'node:util';
import { benchStarts, START_GOALS } from './benchStarts.ts';
import { scanFigures, scanReport, startReport } from './report.ts';
import { benchScans, SCAN_GOALS } from './scans/benchScans.ts';

const USAGE = 'Usage: npm run bench -- [--only starts|scans] [--json]';

function readArguments(): { only: string | undefined; json: boolean } {
  const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'boolean', default: false } } });
  const { only, json } = values;
  if (only !== undefined && only !== 'starts' && only !== 'scans') throw new TypeError(`--only ${only} is none.`);
  return { only, json };
}

async function run(): Promise<void> {
  const { only, json } = readArguments();
  const starts = only === 'scans' ? undefined : await benchStarts();
  if (starts && !json) console.log(`Node ${process.version}\n\n${startReport(starts)}\n`);
  const scans = only === 'starts' ? undefined : await benchScans((text) => console.error(text));
  if (scans && !json) console.log(`\n${scanReport(scans)}`);
  const goals = { ...(starts && START_GOALS), ...(scans && SCAN_GOALS) };
  const figures = { ...starts, ...(scans && { ...scanFigures(scans), scans }) };
  if (json) console.log(JSON.stringify({ node: process.version, ...figures, goals }, null, 2));
}

try {
  await run();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 1;
}
