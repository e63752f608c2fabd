import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../stack.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

async function storedRefreshToken(): Promise<string | undefined> {
  const { items } = (await app.keyVault.get('/_emulator/secrets')).body as { items: { name: string; value: string }[] };
  return items.find(({ name }) => name === 'partner-center-refresh-token')?.value;
}

test('the weekly timer redeems the refresh token and writes its successor to Key Vault', async () => {
  const before = await storedRefreshToken();
  const masterKey = /Master key, for \/admin: (\S+)/.exec(app.output())?.[1] ?? '';
  const run = await fetch(`${app.url}/admin/functions/refreshPartnerCenterToken`, {
    method: 'POST',
    headers: { 'x-functions-key': masterKey, 'content-type': 'application/json' },
    body: '{}',
  });
  expect(run.status).toBe(202);
  await expect.poll(() => app.output()).toContain('"outcome":"rotated"');
  expect(before).toMatch(/\S/);
  expect(await storedRefreshToken()).not.toBe(before);
  expect(app.output()).not.toContain(before);
});
