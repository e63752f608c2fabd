import { readFile } from 'node:fs/promises';

/** The most memory a process has had so far, in MB, as Linux counts it. */
export async function readPeakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch((cause: unknown) => {
    throw new Error('Memory is measured on Linux only.', { cause });
  });
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
