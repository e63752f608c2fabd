import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { formatRun, headline } from './report.ts';
import { runScenario, type Run } from './runScenario.ts';
import { SCENARIOS } from './scenarios.ts';

const USAGE = `Usage: npm run chaos -- [--only NAME] [--seed N] [--json]
Scenarios: ${SCENARIOS.map(({ name }) => name).join(', ')}`;

/** A scenario waits most of its time, for leases to end; starting all at once would make them wait for one another. */
const STARTS_APART_MS = 1_500;

function readArguments(): { only: string | undefined; seed: number; json: boolean } {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const { only, json } = values;
  const seed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new TypeError(`--seed ${values.seed} is no whole number.`);
  if (only !== undefined && !SCENARIOS.some(({ name }) => name === only))
    throw new TypeError(`--only ${only} is none.`);
  return { only, seed, json };
}

async function runAll(): Promise<number> {
  const { only, seed, json } = readArguments();
  const say = (text: string): void => (json ? console.error(text) : console.log(text));
  const wanted = SCENARIOS.filter(({ name }) => only === undefined || name === only);
  const possible = wanted.filter(({ stopsProcesses }) => !stopsProcesses || process.platform !== 'win32');
  for (const { name } of wanted.filter((scenario) => !possible.includes(scenario))) {
    say(`left out  ${name}: Windows cannot stop a process and let it carry on.`);
  }
  const due = [false, true].flatMap((requestIdReplay) =>
    possible
      .filter(({ onlyReads }) => !onlyReads || !requestIdReplay)
      .map((scenario) => ({ scenario, requestIdReplay })),
  );
  say(`${due.length} runs side by side, seed ${seed}; each waits for leases of a minute to end.\n`);
  const startedAt = Date.now();
  const runs = await Promise.all(
    due.map(async ({ scenario, requestIdReplay }, index): Promise<Run> => {
      await new Promise((resolve) => setTimeout(resolve, index * STARTS_APART_MS));
      const run = await runScenario(scenario, { requestIdReplay, seed });
      say(headline(run));
      return run;
    }),
  );
  const failed = runs.filter(({ isMet }) => !isMet);
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  if (json) console.log(JSON.stringify({ seed, seconds, failed: failed.length, runs }, null, 2));
  else {
    console.log(`\n${runs.map(formatRun).join('\n')}`);
    console.log(`${runs.length - failed.length} of ${runs.length} as expected, in ${seconds} s. Seed ${seed}.`);
  }
  return failed.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await runAll();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 1;
}
