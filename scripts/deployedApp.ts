import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './bundle.ts';

function copyOf(names: readonly string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'partner-center-app-'));
  for (const name of names) cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  return folder;
}

/** The app as it is deployed: three things in an otherwise empty folder, no node_modules. */
export function deployedBundle(): string {
  return copyOf(['dist', 'host.json', 'package.json']);
}

/** The app from source, as Node 22.18 and later load it, in a folder of its own. */
export function deployedSource(): string {
  const folder = copyOf(['functions', 'shared', 'host.json', 'package.json']);
  const file = path.join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, JSON.stringify({ ...manifest, main: 'functions/*.ts' }));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  return folder;
}
