import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { BUNDLE, ROOT } from '../scripts/bundle.ts';
import { files } from '../scripts/files.ts';
import { measureStarts, type Apps } from './measureStarts.ts';
import { packageSizeInMb } from './packageSize.ts';
import { shown, type Summary } from './statistics.ts';

const ROUNDS = 25;
const GOALS = { coldStartRatio: 1.3, idleRss: 1.6, packageSize: 1.5 };

const EMPTY_APP = `import { app } from '@azure/functions';
app.http('empty', { methods: ['GET'], authLevel: 'anonymous', handler: () => ({ status: 204 }) });`;

/** Parts that could weigh on a start, each loaded alone; only what the start needs may show there. */
const PARTS = {
  nothing: '',
  '@azure/functions': "import '@azure/functions';",
  'httpHandler (all functions share it)': "import './shared/handlers/httpHandler.ts';",
  'services (first call)': "import './shared/services.ts';",
  '@azure/identity': "import * as it from '@azure/identity'; globalThis.it = it;",
  '@azure/keyvault-secrets': "import * as it from '@azure/keyvault-secrets'; globalThis.it = it;",
  undici: "import * as it from 'undici'; globalThis.it = it;",
  zod: "import * as it from 'zod'; globalThis.it = it;",
};

async function bundleText(directory: string, name: string, contents: string): Promise<string> {
  const outdir = path.join(directory, name.replace(/\W+/g, '-'));
  const stdin = { contents, resolveDir: ROOT, sourcefile: 'main.ts', loader: 'ts' as const };
  await build({ ...BUNDLE, stdin, outdir, entryNames: 'main', outExtension: { '.js': '.mjs' } });
  return path.join(outdir, 'main.mjs');
}

function row(name: string, { median, min, max }: Summary, unit: string): string {
  return `  ${name.padEnd(40)} ${shown(median).padStart(7)} ${unit.padEnd(3)} (${shown(min)} – ${shown(max)})`;
}

const work = await mkdtemp(path.join(tmpdir(), 'partner-center-bench-'));
try {
  const inRoot = (names: string[]) => names.map((name) => path.join(ROOT, name));
  await writeFile(path.join(work, 'package.json'), '{"type":"module"}');
  const apps = {
    empty: [await bundleText(work, 'empty', EMPTY_APP)],
    bundle: inRoot(await files('dist/main.js', ROOT)),
    source: inRoot(await files('functions/*.ts', ROOT)),
  } satisfies Apps;
  if (apps.bundle.length === 0) throw new Error('There is no dist/. Run npm run build first.');
  const starts = await measureStarts(apps, ROUNDS);
  const partFiles = Object.entries(PARTS).map(async ([name, contents]): Promise<[string, string[]]> => [
    name,
    [await bundleText(work, name, contents)],
  ]);
  const parts = await measureStarts(Object.fromEntries(await Promise.all(partFiles)), Math.ceil(ROUNDS / 2));
  const packaged = [...(await files('dist/**/*.js', ROOT)), 'host.json', 'package.json'];

  const figures = {
    coldStartRatio: starts.bundle.coldStartInMs.median / starts.empty.coldStartInMs.median,
    idleRss: starts.bundle.rssInMb.median / starts.empty.rssInMb.median,
    packageSize: await packageSizeInMb(ROOT, packaged),
  };
  const loadMs = Object.fromEntries(Object.entries(parts).map(([name, { loadInMs }]) => [name, loadInMs]));
  if (process.argv.includes('--json')) {
    console.log(
      JSON.stringify({ node: process.version, rounds: ROUNDS, ...figures, goals: GOALS, starts, loadMs }, null, 2),
    );
  } else {
    const goal = (name: keyof typeof GOALS) =>
      `  ${name.padEnd(40)} ${shown(figures[name]).padStart(7)}     goal ${GOALS[name]}: ${figures[name] <= GOALS[name] ? 'met' : 'MISSED'}`;
    console.log(`Node ${process.version}, medians of ${ROUNDS} new processes (least – most)\n`);
    console.log((Object.keys(GOALS) as (keyof typeof GOALS)[]).map(goal).join('\n'));
    console.log('\nfrom the start of the process until all functions are registered');
    for (const [name, { coldStartInMs, functions }] of Object.entries(starts)) {
      console.log(row(`${name}, ${functions} function${functions === 1 ? '' : 's'}`, coldStartInMs, 'ms'));
    }
    console.log('\nmemory then');
    for (const [name, { rssInMb }] of Object.entries(starts)) console.log(row(name, rssInMb, 'MB'));
    console.log('\nloadMs, each part bundled and loaded alone');
    for (const [name, summary] of Object.entries(loadMs)) console.log(row(name, summary, 'ms'));
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
