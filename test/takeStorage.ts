import { readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';

/** The connection string of a storage account that no other app of this run has; undefined outside a run that has any. */
export async function takeStorage(folder = process.env.TEST_STORAGE): Promise<string | undefined> {
  if (!folder) return undefined;
  for (const name of await readdir(folder)) {
    if (name.endsWith('.taken')) continue;
    const file = path.join(folder, name);
    try {
      await rename(file, `${file}.taken`);
      return await readFile(`${file}.taken`, 'utf8');
    } catch {
      continue;
    }
  }
  throw new Error('All storage accounts of this run are taken.');
}
