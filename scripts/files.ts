import { glob } from 'node:fs/promises';

/** The files under a directory that match a pattern, in a fixed order, with forward slashes on every system. */
export async function files(pattern: string, directory: string): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob(pattern, { cwd: directory })) found.push(file.replaceAll('\\', '/'));
  return found.sort();
}
