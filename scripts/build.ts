import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { BUNDLE, ROOT } from './bundle.ts';
import { files } from './files.ts';

/** Source maps stay at home: `npm run trace` reads a stack trace with them. */
const [DIST, MAPS] = ['dist', 'maps'].map((name) => path.join(ROOT, name)) as [string, string];

const functions = await files('functions/*.ts', ROOT);
for (const directory of [DIST, MAPS]) await rm(directory, { recursive: true, force: true });
const { metafile } = await build({
  ...BUNDLE,
  stdin: {
    contents: functions.map((file) => `import './${file}';`).join('\n'),
    resolveDir: ROOT,
    sourcefile: 'main.ts',
  },
  entryNames: 'main',
  outdir: 'dist',
  sourcemap: 'external',
  metafile: true,
});

for (const file of await files('**/*.map', DIST)) {
  await mkdir(path.dirname(path.join(MAPS, file)), { recursive: true });
  await rename(path.join(DIST, file), path.join(MAPS, file));
}
const outputs = Object.entries(metafile.outputs).filter(([file]) => file.endsWith('.js'));
const kilobytes = Math.round(outputs.reduce((sum, [, { bytes }]) => sum + bytes, 0) / 1024);
if (!process.argv.includes('--quiet'))
  console.log(`dist/: ${functions.length} functions, ${outputs.length} files, ${kilobytes} KB; source maps in maps/`);
