import type { Check } from './stage.ts';
import type { Run } from './runScenario.ts';

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function line({ what, expected, seen, isMet }: Check): string {
  return `  ${isMet ? 'ok  ' : 'FAIL'}  ${what}: expected ${shown(expected)}, seen ${shown(seen)}`;
}

/** One run in one line. */
export function headline({ scenario, requestIdReplay, isMet, seconds }: Run): string {
  const replay = `MS-RequestId replay ${requestIdReplay ? 'on' : 'off'}`;
  return `${isMet ? 'ok  ' : 'FAIL'}  ${scenario.padEnd(28)} ${replay.padEnd(23)} ${String(seconds).padStart(4)} s`;
}

/** All that was expected and seen in a run. */
export function formatRun(run: Run): string {
  const { description, checks, notes, problem, output } = run;
  return [
    headline(run),
    `      ${description}`,
    ...checks.map(line),
    ...notes.map((note) => `        ${note}`),
    ...(problem === undefined ? [] : [`  FAIL  ${problem}`]),
    ...(output === undefined ? [] : ['', 'What the hosts warned of:', output]),
    '',
  ].join('\n');
}
