import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const folder = join(process.cwd(), '.local');

/** The path of a file that belongs to the running local stack, in `.local` of the working directory. */
export function localFile(name: 'ca.pem' | 'emulators-ca.pem' | 'addresses.json' | 'settings.env'): string {
  return join(folder, name);
}

/** Writes a file that only its owner may read, anew so that an old file's mode does not live on. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await rm(path, { force: true });
  await writeFile(path, text, { mode: 0o600 });
}

/** Where an app that was started from this folder answers, if one still does. */
export async function runningApp(): Promise<string | undefined> {
  try {
    const { functions } = JSON.parse(await readFile(localFile('addresses.json'), 'utf8')) as { functions: string };
    await fetch(functions, { signal: AbortSignal.timeout(2_000) });
    return functions;
  } catch {
    return undefined;
  }
}
