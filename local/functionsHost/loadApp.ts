import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppRegistry } from './appRegistry.ts';
import { provideCoreModule, reloadUrl } from './coreModule.ts';
import type { Log, ProgrammingModel } from './coreTypes.ts';

export interface LoadedApp {
  directory: string;
  registry: AppRegistry;
  model: ProgrammingModel;
}

const loadsByUrl = new Map<string, number>();

async function entriesOfPackage(directory: string): Promise<string[]> {
  const file = path.join(directory, 'package.json');
  const { main } = JSON.parse(await readFile(file, 'utf8')) as { main?: unknown };
  if (typeof main !== 'string') throw new Error(`${file} has no "main" that names the files to load.`);
  const entries: string[] = [];
  for await (const entry of glob(main.replaceAll('\\', '/'), { cwd: directory })) entries.push(entry);
  if (entries.length === 0) throw new Error(`No file matches "main": "${main}" of ${file}. Is the app built?`);
  return entries.sort();
}

async function importEntry(directory: string, entry: string): Promise<void> {
  const { href } = pathToFileURL(path.resolve(directory, entry));
  const loads = loadsByUrl.get(href) ?? 0;
  loadsByUrl.set(href, loads + 1);
  try {
    await import(/* @vite-ignore */ loads === 0 ? href : reloadUrl(href, String(loads)));
  } catch (error) {
    throw new Error(`Cannot load ${entry}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/**
 * Loads an app as the Node worker does: every entry, then the start hooks. Unlike the worker, which goes on with no functions at
 * all, it throws when an entry fails.
 */
export async function loadApp(directory: string, entries: string[] | undefined, log: Log): Promise<LoadedApp> {
  const registry = new AppRegistry(log);
  const core = provideCoreModule(registry);
  for (const entry of entries ?? (await entriesOfPackage(directory))) await importEntry(directory, entry);

  const model = core.programmingModel;
  if (!model || registry.functions.size === 0) {
    throw new Error(`The app in ${directory} registered no functions through @azure/functions.`);
  }
  const capabilities = await model.getCapabilities?.({});
  if (capabilities?.HttpUri) {
    throw new Error(
      'The app calls app.setup({ enableHttpStream: true }); the local host does not stream. Remove the call.',
    );
  }
  const { appHookData } = registry;
  await registry.runHooks('appStart', { hookData: {}, appHookData, functionAppDirectory: directory });
  return { directory, registry, model };
}
