import { expect } from 'vitest';
import type { TestApp } from '../stack.ts';

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
