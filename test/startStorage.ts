import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAzurite } from '../local/azurite.ts';

/** As many as apps are started in one run, and more. */
const ACCOUNTS = 400;

/** Keeps what Node compiled, for every process that a run starts and for the next run; a built app is tested without. */
const COMPILED = path.join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled');

/** One Azurite for a whole run, with an account for each app that is started: a process for each would cost more than the tests. */
export default async function startStorage(): Promise<() => Promise<void>> {
  if (!process.env.TEST_APP) process.env.NODE_COMPILE_CACHE ??= COMPILED;
  const accountKey = randomBytes(32).toString('base64');
  const [folder, azurite] = await Promise.all([
    mkdtemp(path.join(tmpdir(), 'partner-center-storage-')),
    startAzurite({ accountKey, moreAccounts: ACCOUNTS }),
  ]);
  const accounts = azurite.moreConnectionStrings.map((connectionString, index) =>
    writeFile(path.join(folder, String(index)), connectionString, { mode: 0o600 }),
  );
  await Promise.all(accounts);
  process.env.TEST_STORAGE = folder;
  return async () => {
    await azurite.close();
    await rm(folder, { recursive: true, force: true });
  };
}
