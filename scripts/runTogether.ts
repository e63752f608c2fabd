import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { ROOT } from './bundle.ts';

const USAGE = 'Usage: node scripts/runTogether.ts SCRIPT...';

/** Runs a script of package.json; what it wrote is shown in one piece, once it has ended. */
async function run(name: string): Promise<boolean> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--run', name], {
    cwd: ROOT,
    env: { ...(process.stdout.isTTY && { FORCE_COLOR: '1' }), ...process.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  const [out, err, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(out);
  process.stderr.write(err);
  console.log(code === 0 ? `${name}: fine, ${seconds} s` : `${name}: FAILED (${signal ?? code}), ${seconds} s`);
  return code === 0;
}

const names = process.argv.slice(2);
if (names.length === 0) throw new Error(USAGE);
const fine = await Promise.all(names.map(run));
process.exitCode = fine.every(Boolean) ? 0 : 1;
