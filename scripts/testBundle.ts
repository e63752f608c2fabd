import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { deployedBundle } from './deployedApp.ts';
import { runFunctionTests } from './runTests.ts';

const WINDOWS = process.platform === 'win32';

/** The older of the two Node versions the app targets; the newer one runs this script. */
const NODE_22 = { package: `node-${WINDOWS ? 'win' : process.platform}-${process.arch}`, version: '22.23.2' };

/** Node 22 from the npm registry, kept in the user's cache folder; undefined where the registry has none for this machine. */
function node22(): string | undefined {
  const cache = process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache');
  const folder = path.join(cache, 'partner-center-functions', `node-${NODE_22.version}`);
  const program = path.join(folder, 'node_modules', NODE_22.package, 'bin', WINDOWS ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const wanted = `${NODE_22.package}@${NODE_22.version}`;
  spawnSync('npm', ['install', '--no-save', '--silent', '--prefix', folder, wanted], { shell: WINDOWS });
  return existsSync(program) ? program : undefined;
}

const app = deployedBundle();
try {
  const older = node22();
  if (!older) console.log(`Node 22 is not tested: the registry has no ${NODE_22.package}@${NODE_22.version}.`);
  for (const node of [process.execPath, ...(older ? [older] : [])]) {
    console.log(`\nThe bundle on ${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()}`);
    process.exitCode = runFunctionTests({ TEST_APP: app, TEST_NODE: node });
    if (process.exitCode !== 0) break;
  }
} finally {
  rmSync(app, { recursive: true, force: true });
}
