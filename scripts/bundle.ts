import path from 'node:path';
import type { BuildOptions } from 'esbuild';

export const ROOT = path.resolve(import.meta.dirname, '..');

/** How the app is bundled; the bench bundles what it compares with in the same way. */
export const BUNDLE = {
  absWorkingDir: ROOT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  minify: true,
  /** The Functions worker provides it at run time; no registry has it. */
  external: ['@azure/functions-core'],
  /** CommonJS dependencies call require(), which an ES module has to make for itself. */
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'external',
} as const satisfies BuildOptions;
