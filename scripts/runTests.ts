import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './bundle.ts';

/** Tests of rules that take long and do not depend on how the app is packed. */
const OF_RULES = ['activityLog', 'reconcileClock', 'repeatedPurchases', 'twins', 'unlikeTwins'];

/** Runs the tests of all functions over HTTP in the given surroundings; the answer is the exit code. */
export function runFunctionTests(env: Record<string, string>): number {
  const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const left = OF_RULES.flatMap((name) => ['--exclude', `test/functions/${name}.test.ts`]);
  const args = [vitest, 'run', 'test/functions', ...left];
  return (
    spawnSync(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'inherit' }).status ?? 1
  );
}
