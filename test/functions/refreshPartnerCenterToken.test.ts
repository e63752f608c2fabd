import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../stack.ts';
import { runTimer } from './runTimer.ts';

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
  await runTimer(app, 'refreshPartnerCenterToken');
  await expect.poll(() => app.output()).toContain('"outcome":"rotated"');
  expect(before).toMatch(/\S/);
  expect(await storedRefreshToken()).not.toBe(before);
  expect(app.output()).not.toContain(before);
});
