import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './bundle.ts';

/** Runs the tests of all functions over HTTP in the given surroundings; the answer is the exit code. */
export function runFunctionTests(env: Record<string, string>): number {
  const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--project', '!long', 'test/functions'];
  return (
    spawnSync(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'inherit' }).status ?? 1
  );
}
