import { rm } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'node:fs/promises';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '..');

/** The Functions worker provides this module at run time; no registry has it. */
const PROVIDED_BY_THE_WORKER = '@azure/functions-core';

/** CommonJS dependencies call require(), which an ES module has to make for itself. */
const REQUIRE_BANNER = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

const entryPoints: string[] = [];
for await (const entry of glob('functions/*.ts', { cwd: ROOT })) entryPoints.push(path.join(ROOT, entry));

await rm(path.join(ROOT, 'dist'), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: entryPoints.sort(),
  outbase: ROOT,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  minify: true,
  sourcemap: 'linked',
  external: [PROVIDED_BY_THE_WORKER],
  banner: { js: REQUIRE_BANNER },
  chunkNames: 'chunks/[name]-[hash]',
  metafile: true,
  legalComments: 'none',
});
const outputs = Object.entries(metafile.outputs).filter(([file]) => file.endsWith('.js'));
const kilobytes = Math.round(outputs.reduce((sum, [, { bytes }]) => sum + bytes, 0) / 1024);
console.log(`dist/: ${entryPoints.length} functions, ${outputs.length} files, ${kilobytes} KB`);
