import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './bundle.ts';

/** The older of the two Node versions the app targets; the newer one runs this script. */
const NODE_22 = {
  package: `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
  version: '22.23.2',
};
const WINDOWS = process.platform === 'win32';

function run(command: string, args: readonly string[], env: Record<string, string> = {}): number {
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: 'inherit',
    shell: WINDOWS,
  });
  return status ?? 1;
}

/** Node 22 from the npm registry, kept in the user's cache folder; undefined where the registry has none for this machine. */
function node22(): string | undefined {
  const cache = process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache');
  const folder = path.join(cache, 'partner-center-functions', `node-${NODE_22.version}`);
  const program = path.join(folder, 'node_modules', NODE_22.package, 'bin', WINDOWS ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  run('npm', ['install', '--no-save', '--silent', '--prefix', folder, `${NODE_22.package}@${NODE_22.version}`]);
  return existsSync(program) ? program : undefined;
}

/** The app as it is deployed: three things in an otherwise empty folder, no node_modules. */
function deployed(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'partner-center-app-'));
  for (const name of ['dist', 'host.json', 'package.json']) {
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  return folder;
}

const app = deployed();
try {
  const older = node22();
  if (!older) console.log(`Node 22 is not tested: the registry has no ${NODE_22.package}@${NODE_22.version}.`);
  for (const node of [process.execPath, ...(older ? [older] : [])]) {
    console.log(`\nThe bundle on ${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()}`);
    const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
    const status = run(process.execPath, [vitest, 'run', 'test/functions'], { TEST_APP: app, TEST_NODE: node });
    if (status !== 0) {
      process.exitCode = status;
      break;
    }
  }
} finally {
  rmSync(app, { recursive: true, force: true });
}
