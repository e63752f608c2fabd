import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { BUNDLE, ROOT } from '../scripts/bundle.ts';
import { files } from '../scripts/files.ts';
import { measureStarts, type Apps, type Starts } from './measureStarts.ts';
import { packageSizeInMb } from './packageSize.ts';
import type { Summary } from './statistics.ts';

const ROUNDS = 25;
/** What the figures may be at most. */
export const START_GOALS = { coldStartRatio: 1.3, idleRss: 1.6, packageSize: 1.5 };

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

/** How the app starts. */
export interface StartFigures {
  rounds: number;
  coldStartRatio: number;
  idleRss: number;
  packageSize: number;
  starts: Record<'empty' | 'bundle' | 'source', Starts>;
  /** Milliseconds, each part bundled and loaded alone. */
  loadMs: Record<string, Summary>;
}

/** Starts the app as built, an empty one and the source, in turn, many times. */
export async function benchStarts(): Promise<StartFigures> {
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
    return {
      rounds: ROUNDS,
      coldStartRatio: starts.bundle.coldStartInMs.median / starts.empty.coldStartInMs.median,
      idleRss: starts.bundle.rssInMb.median / starts.empty.rssInMb.median,
      packageSize: await packageSizeInMb(ROOT, packaged),
      starts,
      loadMs: Object.fromEntries(Object.entries(parts).map(([name, { loadInMs }]) => [name, loadInMs])),
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
