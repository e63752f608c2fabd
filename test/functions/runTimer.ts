import { expect } from 'vitest';
import type { TestApp } from '../stack.ts';

const PATIENCE_IN_MS = 30_000;
const LOOK_EVERY_MS = 50;

/** Runs a timer now, and says how it ended. */
export async function runTimerToEnd(app: TestApp, name: string): Promise<'Succeeded' | 'Failed'> {
  const ends = () => [...app.output().matchAll(new RegExp(`${name} [\\w-]+: (Succeeded|Failed)`, 'g'))];
  const before = ends().length;
  await runTimer(app, name);
  await expect.poll(() => ends().length, { timeout: PATIENCE_IN_MS, interval: LOOK_EVERY_MS }).toBeGreaterThan(before);
  return ends().at(-1)?.[1] === 'Succeeded' ? 'Succeeded' : 'Failed';
}

/** Runs a function now that otherwise waits for its time. https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http */
export async function runTimer(app: TestApp, name: string): Promise<void> {
  const masterKey = /Master key, for \/admin: (\S+)/.exec(app.output())?.[1] ?? '';
  const run = await fetch(`${app.url}/admin/functions/${name}`, {
    method: 'POST',
    headers: { 'x-functions-key': masterKey, 'content-type': 'application/json' },
    body: '{}',
  });
  expect(run.status).toBe(202);
}
