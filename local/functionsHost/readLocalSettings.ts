import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const localSettings = z.object({
  IsEncrypted: z.literal(false, { error: 'encrypted settings cannot be read; run func settings decrypt' }).optional(),
  Values: z.record(z.string(), z.string({ error: 'must be a string' })).default({}),
});

/**
 * The "Values" of an app's local.settings.json; none when there is no such file.
 * https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file
 */
export async function readLocalSettings(appDirectory: string): Promise<Record<string, string>> {
  const file = path.join(appDirectory, 'local.settings.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  try {
    const parsed = localSettings.safeParse(JSON.parse(text.replace(/^\uFEFF/, '')));
    if (parsed.success) return parsed.data.Values;
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(problems.join('; '));
  } catch (error) {
    throw new Error(`${file} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}
