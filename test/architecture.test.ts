import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

/** Rooms from the top floor down; an import may only lead to a lower floor, or stay in its room. */
const FLOORS = [
  ['functions'],
  ['shared/handlers', 'shared/operations'],
  ['shared/execution', 'shared/scanning', 'shared/alerting'],
  ['shared/services.ts'],
  [
    'shared/partnerCenter',
    'shared/deadlines',
    'shared/idempotency',
    'shared/scans',
    'shared/budget',
    'shared/alerts',
    'shared/webhooks',
  ],
  ['shared/http', 'shared/storage', 'shared/callbacks'],
  ['shared/credentials'],
  ['shared/config'],
  ['shared/schemas'],
  ['shared/errors.ts'],
];

interface SourceFile {
  file: string;
  text: string;
  imports: string[];
}

const IMPORT = /(?:import|export)\s[^'";]*?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)|import\s*'([^']+)'/g;

function roomOf(file: string): string | undefined {
  return FLOORS.flat().find((room) => file === room || file.startsWith(`${room}/`));
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}

async function readSources(pattern: string): Promise<SourceFile[]> {
  const sources: SourceFile[] = [];
  for await (const found of glob(pattern, { cwd: ROOT })) {
    const text = await readFile(path.join(ROOT, found), 'utf8');
    const imports = [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
    sources.push({ file: found.split(path.sep).join('/'), text, imports });
  }
  return sources;
}

function target({ file }: SourceFile, specifier: string): string {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
}

describe('the house', () => {
  let deployed: SourceFile[];

  beforeAll(async () => {
    deployed = [...(await readSources('functions/**/*.ts')), ...(await readSources('shared/**/*.ts'))];
  });

  it('has a room for every deployed file', () => {
    expect(deployed.length).toBeGreaterThan(60);
    expect(deployed.filter(({ file }) => roomOf(file) === undefined).map(({ file }) => file)).toEqual([]);
  });

  it('imports only downwards, and rooms of one floor never each other', () => {
    const wrong = deployed.flatMap((source) =>
      source.imports.flatMap((specifier) => {
        const to = target(source, specifier);
        const [fromRoom, toRoom] = [roomOf(source.file), roomOf(to)];
        if (!fromRoom || !toRoom || fromRoom === toRoom) return [];
        return floorOf(fromRoom) < floorOf(toRoom) ? [] : [`${source.file} → ${to}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps the local cloud, tests and scripts out of what is deployed', () => {
    const outside = /^(local|test|bench|chaos|scripts|connector)\//;
    const wrong = deployed.flatMap((source) =>
      source.imports
        .filter((specifier) => outside.test(target(source, specifier)))
        .map((to) => `${source.file} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('reads the environment in shared/config only', () => {
    const readers = deployed.filter(({ text }) => /process\.env/.test(text)).map(({ file }) => file);
    expect(readers.filter((file) => !file.startsWith('shared/config/'))).toEqual([]);
  });

  it('knows @azure/functions in functions and handlers only', () => {
    const users = deployed.filter(({ imports }) => imports.includes('@azure/functions')).map(({ file }) => file);
    expect(users.filter((file) => !/^(functions|shared\/handlers)\//.test(file))).toEqual([]);
  });

  it('has every function handled by a handler of ours, which always answers', () => {
    const functions = deployed.filter(({ file }) => file.startsWith('functions/'));
    const wrong = functions.filter(({ text }) => !/handler: (http|operation|queue|timer|health)Handler\(/.test(text));
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  it('names each function file after the one function it registers', () => {
    const functions = deployed.filter(({ file }) => file.startsWith('functions/'));
    const wrong = functions.filter(({ file, text }) => {
      const names = [...text.matchAll(/app\.\w+\('([^']+)'/g)].map(([, name]) => name);
      return names.join() !== path.basename(file, '.ts');
    });
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });
});
