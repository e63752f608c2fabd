import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createKeyVaultSecrets, isLoopback } from '../../../shared/credentials/keyVaultSecrets.ts';
import { createManagedIdentityCredential } from '../../../shared/credentials/managedIdentityCredential.ts';
import { CLIENT_SECRET, startLocalCloud, type LocalCloud } from './localCloud.ts';

const NAME = 'partner-center-client-secret';

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

function start() {
  return createKeyVaultSecrets(cloud.config, createManagedIdentityCredential(cloud.config));
}

test('a secret is read once however many ask', async () => {
  const secrets = start();
  const values = await Promise.all(Array.from({ length: 1000 }, () => secrets.get(NAME)));
  expect(new Set(values)).toEqual(new Set([CLIENT_SECRET]));
  await secrets.get(NAME);
  expect(await cloud.secretRequests('GET', NAME)).toHaveLength(1);
});

test('a forced read sees what changed, once for all who force it at the same time', async () => {
  const secrets = start();
  await secrets.get(NAME);
  await cloud.toVault('secrets', { name: NAME, value: 'rotated' });
  expect(await secrets.get(NAME)).toBe(CLIENT_SECRET);
  const values = await Promise.all(Array.from({ length: 1000 }, () => secrets.get(NAME, { force: true })));
  expect(new Set(values)).toEqual(new Set(['rotated']));
  expect(await secrets.get(NAME)).toBe('rotated');
  expect(await cloud.secretRequests('GET', NAME)).toHaveLength(2);
});

test('a secret that does not exist is undefined, until it is there and asked for by force', async () => {
  const secrets = start();
  expect(await secrets.get('none-such')).toBeUndefined();
  await cloud.toVault('secrets', { name: 'none-such', value: 'now there' });
  expect(await secrets.get('none-such')).toBeUndefined();
  expect(await secrets.get('none-such', { force: true })).toBe('now there');
});

test('what was written is what is read, without asking again', async () => {
  const secrets = start();
  await secrets.set('new-secret', 'value');
  expect(await secrets.get('new-secret')).toBe('value');
  expect(await cloud.storedSecret('new-secret')).toBe('value');
  expect(await cloud.secretRequests('GET', 'new-secret')).toHaveLength(0);
});

test('a failed read is not remembered', async () => {
  const secrets = start();
  await cloud.toVault('faults', { kind: 'forbidden', count: 1 });
  await expect(secrets.get(NAME)).rejects.toMatchObject({
    code: 'CredentialProblem',
    message: expect.stringMatching(/reading "partner-center-client-secret".*Key Vault Secrets User/) as string,
  });
  expect(await secrets.get(NAME)).toBe(CLIENT_SECRET);
});

test('a failed write names the role that is missing and never the value', async () => {
  await cloud.toVault('faults', { kind: 'setFails', count: 1 });
  const error: unknown = await start()
    .set(NAME, 'very-secret-value')
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'CredentialProblem',
    message: expect.stringMatching(/writing "partner-center-client-secret".*Key Vault Secrets Officer/) as string,
  });
  expect(String(error)).not.toContain('very-secret-value');
});

test('a vault that is briefly unavailable is asked again', async () => {
  await cloud.toVault('faults', { kind: 'unavailable', count: 1 });
  expect(await start().get(NAME)).toBe(CLIENT_SECRET);
});

test('a user-assigned identity is asked for by its client id', async () => {
  const managedIdentityClientId = '33333333-3333-4333-8333-333333333333';
  const secrets = createKeyVaultSecrets(cloud.config, createManagedIdentityCredential({ managedIdentityClientId }));
  expect(await secrets.get(NAME)).toBe(CLIENT_SECRET);
});

describe('only a loopback address counts as loopback', () => {
  test.each(['https://127.0.0.1:8443', 'https://127.8.9.1', 'https://localhost:1', 'https://[::1]:8443'])(
    '%s',
    (url) => {
      expect(isLoopback(url)).toBe(true);
    },
  );

  test.each([
    'https://my-vault.vault.azure.net',
    'https://127.0.0.1.example.com',
    'https://localhost.example.com',
    'https://10.0.0.1',
    'https://my-vault.vault.azure.cn',
  ])('not %s', (url) => {
    expect(isLoopback(url)).toBe(false);
  });
});
