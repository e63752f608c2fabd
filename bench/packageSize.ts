import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** What a zip archive adds for one entry: its local header and its line in the directory, each with the name. */
const ENTRY_OVERHEAD_IN_BYTES = 30 + 46;
const END_OF_DIRECTORY_IN_BYTES = 22;

/** The size of the zip archive of these files, in megabytes of 1,000,000 bytes. */
export async function packageSizeInMb(directory: string, files: readonly string[]): Promise<number> {
  let bytes = END_OF_DIRECTORY_IN_BYTES;
  for (const file of files) {
    const packed = deflateRawSync(await readFile(path.join(directory, file)), { level: 9 });
    bytes += packed.byteLength + ENTRY_OVERHEAD_IN_BYTES + 2 * Buffer.byteLength(file);
  }
  return bytes / 1e6;
}
