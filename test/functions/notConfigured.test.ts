import path from 'node:path';
import { glob } from 'node:fs/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { startFunctionsHost } from '../../local/functionsHost/startFunctionsHost.ts';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { expectRefusal } from './expectAnswer.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

describe('an app without settings', () => {
  afterAll(() => vi.unstubAllEnvs());

  it('registers all the same, and names what is missing on every call', async () => {
    vi.stubEnv('PARTNER_CENTER_ENVIRONMENT', 'production');
    vi.stubEnv('AzureWebJobsStorage', 'UseDevelopmentStorage=true');
    const missing = ['KEY_VAULT_URL', 'PARTNER_TENANT_ID', 'PARTNER_CLIENT_ID', 'PURCHASE_MAX_QUANTITY'];
    for (const name of missing) vi.stubEnv(name, undefined);
    const entries: string[] = [];
    for await (const entry of glob('functions/*.ts', { cwd: ROOT })) entries.push(entry);
    const host = await startFunctionsHost({
      appDirectory: ROOT,
      entries: entries.sort(),
      functionKey: 'key',
      log: () => undefined,
    });
    try {
      const { customerId, subscriptionId } = SEED.newCommerceOpen;
      const cancel = `/customers/${customerId}/subscriptions/${subscriptionId}/cancel`;
      for (const [method, target] of [
        ['GET', '/resellers'],
        ['GET', '/doctor'],
        ['POST', cancel],
      ] as const) {
        const response = await fetch(`${host.url}/api${target}`, { method, headers: { 'x-functions-key': 'key' } });
        const answer = { status: response.status, headers: response.headers, body: await response.json() };
        const { message, details = [] } = expectRefusal(answer, 'NotConfigured');
        expect(details.map(({ target: setting }) => setting).sort()).toEqual([...missing].sort());
        for (const setting of missing) expect(message).toContain(setting);
      }
      const health = await fetch(`${host.url}/api/health`);
      expect(health.status).toBe(503);
      const { status, settings } = (await health.json()) as { status: string; settings: string[] };
      expect({ status, settings: settings.sort() }).toEqual({ status: 'notConfigured', settings: [...missing].sort() });
    } finally {
      await host.close();
    }
  });
});
