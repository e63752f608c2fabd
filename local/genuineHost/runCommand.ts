import { execFile } from 'node:child_process';

const WITHIN_MS = 600_000;

/** Runs a command to its end and says how it went. */
export function runCommand(
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, timeout: WITHIN_MS, shell: process.platform === 'win32' }, (error, stdout, stderr) =>
      resolve({ ok: error === null, output: `${stdout}${stderr}` }),
    );
  });
}

/** The first line a command prints, such as its version; undefined where there is no such command. */
export async function firstLine(command: string, args: readonly string[]): Promise<string | undefined> {
  const { ok, output } = await runCommand(command, args);
  return ok ? output.trim().split('\n', 1)[0] : undefined;
}
