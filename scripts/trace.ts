import { readFile } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from './bundle.ts';

/** A position in the bundle, as it stands in a stack trace: dist/chunks/services-ABC.js:12:3456. */
const POSITION = /(?:file:\/\/)?[^\s()]*\bdist[\\/]((?:chunks[\\/])?[\w.-]+\.js):(\d+):(\d+)/g;

const maps = new Map<string, Promise<SourceMap | undefined>>();

async function readMap(file: string): Promise<SourceMap | undefined> {
  const payload = await readFile(path.join(ROOT, 'maps', `${file}.map`), 'utf8').catch(() => undefined);
  if (payload === undefined) {
    console.error(
      `There is no source map for ${file}: it was built from other sources. Check those out and run npm run build.`,
    );
    return undefined;
  }
  return new SourceMap(JSON.parse(payload) as SourceMapPayload);
}

async function sourceOf(file: string, line: number, column: number): Promise<string> {
  const known = maps.get(file) ?? readMap(file);
  maps.set(file, known);
  const map = await known;
  const entry = map?.findEntry(line - 1, column - 1);
  if (!entry || !('originalSource' in entry)) return `${file}:${line}:${column}`;
  const source = path.resolve(ROOT, 'dist', path.dirname(file), entry.originalSource);
  return `${path.relative(ROOT, source)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

const trace = await text(process.stdin);
let read = trace;
for (const [position, file = '', line = '', column = ''] of trace.matchAll(POSITION)) {
  read = read.replace(position, await sourceOf(file.replaceAll('\\', '/'), Number(line), Number(column)));
}
process.stdout.write(read);
