import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppRegistry } from './appRegistry.ts';
import { provideCoreModule, reloadUrl } from './coreModule.ts';
import type { Log, ProgrammingModel } from './coreTypes.ts';
import { openStreamingProxy, type StreamingProxy } from './streamingProxy.ts';

export interface LoadedApp {
  directory: string;
  registry: AppRegistry;
  model: ProgrammingModel;
  /** Only when the app streams. */
  proxy: StreamingProxy | undefined;
}

const loadsByUrl = new Map<string, number>();
let streamingApp: string | undefined;

async function entriesOfPackage(directory: string): Promise<string[]> {
  const file = path.join(directory, 'package.json');
  const manifest = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(
      `${directory} is no app: it has no package.json. Name the folder that holds it, host.json and dist/.`,
      { cause },
    );
  });
  const { main } = JSON.parse(manifest) as { main?: unknown };
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
    const reason = error instanceof Error ? error.message : String(error);
    const hint = reason.startsWith('Setup options') ? ' Load it in a process that has loaded no app before.' : '';
    throw new Error(`Cannot load ${entry}: ${reason}${hint}`, { cause: error });
  }
}

/**
 * Loads an app as the Node worker does: every entry, then the start hooks. Unlike the worker, which goes on with no functions at
 * all, it throws when an entry fails. After an app that streams a process can load no other: the library never forgets that setting.
 */
export async function loadApp(directory: string, entries: string[] | undefined, log: Log): Promise<LoadedApp> {
  if (streamingApp)
    throw new Error(`${directory} needs a process of its own: ${streamingApp}, loaded before, streams.`);
  const registry = new AppRegistry(log);
  const core = provideCoreModule(registry);
  for (const entry of entries ?? (await entriesOfPackage(directory))) await importEntry(directory, entry);

  const model = core.programmingModel;
  if (!model || registry.functions.size === 0) {
    throw new Error(`The app in ${directory} registered no functions through @azure/functions.`);
  }
  const proxy = await openStreamingProxy(model);
  if (proxy) streamingApp = directory;
  const { appHookData } = registry;
  await registry.runHooks('appStart', { hookData: {}, appHookData, functionAppDirectory: directory });
  return { directory, registry, model, proxy };
}
