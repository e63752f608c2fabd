import tls from 'node:tls';
import { ManagedIdentityCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCertificateAuthority } from '../../../local/certificates.ts';
import { startIdentity, type RunningIdentity } from '../../../local/identity/startIdentity.ts';
import { startKeyVault } from '../../../local/keyVault/startKeyVault.ts';
import type { RunningServer } from '../../../local/serve.ts';
import { TestClock } from '../../../local/testClock.ts';

const TENANT_ID = '11111111-1111-4111-8111-111111111111';

let identity: RunningIdentity;
let vault: RunningServer;
let client: SecretClient;

beforeAll(async () => {
  const authority = await createCertificateAuthority();
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority.caPem]);
  const server = await authority.issue();
  const app = await authority.issueClient('partner app');
  const seed = { clock: new TestClock(), tenantId: TENANT_ID, clientId: TENANT_ID };
  identity = await startIdentity({ ...seed, tls: server });
  vault = await startKeyVault({
    tls: server,
    tokenKey: identity.publicKey,
    tenantId: TENANT_ID,
    authorityUrl: identity.url,
    secrets: { 'a-secret': 'first value', 'a-certificate': `${app.key}\n${app.cert}` },
  });
  process.env.IDENTITY_ENDPOINT = identity.managedIdentityUrl;
  process.env.IDENTITY_HEADER = identity.managedIdentityHeader;
  client = new SecretClient(vault.url, new ManagedIdentityCredential(), {
    disableChallengeResourceVerification: true,
    retryOptions: { maxRetries: 1, retryDelayInMs: 10 },
  });
});
beforeEach(async () => {
  await control('reset', {});
});
afterAll(() => Promise.all([identity.close(), vault.close()]));

async function control(path: string, body: unknown): Promise<number> {
  return (await fetch(`${vault.url}/_emulator/${path}`, { method: 'POST', body: JSON.stringify(body) })).status;
}

async function requests(): Promise<{ method: string; path: string; status: number }[]> {
  const body = (await (await fetch(`${vault.url}/_emulator/requests`)).json()) as { items: [] };
  return body.items;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('the unmodified client', () => {
  test('reads the latest version and any version', async () => {
    const first = await client.getSecret('a-secret');
    const second = await client.setSecret('a-secret', 'second value', {
      contentType: 'text/plain',
      tags: { by: 'test' },
    });
    expect(first.value).toBe('first value');
    expect(await client.getSecret('a-secret')).toMatchObject({
      name: 'a-secret',
      value: 'second value',
      properties: {
        version: second.properties.version,
        contentType: 'text/plain',
        tags: { by: 'test' },
        enabled: true,
      },
    });
    const { version } = first.properties;
    expect((await client.getSecret('a-secret', { ...(version && { version }) })).value).toBe('first value');
  });

  test('lists secrets and their versions without values', async () => {
    await client.setSecret('a-secret', 'second value');
    const secrets = await collect(client.listPropertiesOfSecrets());
    expect(secrets.map(({ name }) => name)).toEqual(['a-secret', 'a-certificate']);
    expect(await collect(client.listPropertiesOfSecretVersions('a-secret'))).toHaveLength(2);
  });

  test('reads a certificate with its key as the secret of that name', async () => {
    const { value, properties } = await client.getSecret('a-certificate');
    expect(value).toContain('PRIVATE KEY');
    expect(properties.contentType).toBe('application/x-pem-file');
  });

  test('reads when a version was made and when it ends, if somebody said so', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const expiresOn = new Date('2027-01-31T00:00:00Z');
    const set = await client.setSecret('a-secret', 'it ends', { expiresOn });
    const { properties } = await client.getSecret('a-secret');
    expect(properties).toMatchObject({ expiresOn, createdOn: set.properties.createdOn });
    expect(properties.updatedOn).toEqual(properties.createdOn);
    expect(properties.createdOn?.getTime()).toBeGreaterThanOrEqual(before);
    expect(properties.createdOn?.getTime()).toBeLessThanOrEqual(Date.now());
    await client.setSecret('a-secret', 'it does not end');
    expect((await client.getSecret('a-secret')).properties.expiresOn).toBeUndefined();
  });

  test('finds names whatever their case', async () => {
    expect((await client.getSecret('A-Secret')).value).toBe('first value');
  });

  test('is told when there is no such secret', async () => {
    await expect(client.getSecret('none-such')).rejects.toMatchObject({ statusCode: 404, code: 'SecretNotFound' });
  });
});

describe('without a good token', () => {
  test('the answer is a challenge', async () => {
    const response = await fetch(`${vault.url}/secrets/a-secret/?api%2Dversion=2025-07-01`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer authorization="${identity.url}/${TENANT_ID}", resource="https://vault.azure.net"`,
    );
    expect(await response.json()).toMatchObject({ error: { code: 'Unauthorized' } });
  });

  test('a token for something else is refused', async () => {
    const { token } = await new ManagedIdentityCredential().getToken('api://AzureADTokenExchange/.default');
    const response = await fetch(`${vault.url}/secrets/a-secret?api-version=7.4`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(401);
  });
});

test('an address or a body that is not of the API is a bad parameter', async () => {
  const { token } = await new ManagedIdentityCredential().getToken('https://vault.azure.net/.default');
  const headers = { authorization: `Bearer ${token}` };
  for (const [method, path, body] of [
    ['GET', '/secrets/a-secret', undefined],
    ['GET', '/keys/a-key?api-version=7.4', undefined],
    ['DELETE', '/secrets/a-secret?api-version=7.4', undefined],
    ['PUT', '/secrets/a-secret?api-version=7.4', 'not json'],
    ['PUT', '/secrets/a-secret?api-version=7.4', '{"value":"x","attributes":{"exp":"2027-01-31T00:00:00Z"}}'],
  ] as const) {
    const response = await fetch(`${vault.url}${path}`, { method, headers, ...(body && { body }) });
    expect([method, path, response.status]).toEqual([method, path, 400]);
  }
});

describe('the control interface', () => {
  test('shows what was asked', async () => {
    await client.getSecret('a-secret');
    expect(await requests()).toContainEqual({ method: 'GET', path: '/secrets/a-secret/', status: 200 });
  });

  test('sets a secret as if somebody else had', async () => {
    expect(await control('secrets', { name: 'a-secret', value: 'from outside' })).toBe(200);
    expect((await client.getSecret('a-secret')).value).toBe('from outside');
  });

  test('sets a secret as if it had been long ago, and tells when it ends', async () => {
    const [created, expires] = ['2026-08-01T10:00:00Z', '2026-12-24T18:00:00.5+01:00'];
    expect(await control('secrets', { name: 'a-secret', value: 'old', created, expires })).toBe(200);
    expect((await client.getSecret('a-secret')).properties).toMatchObject({
      createdOn: new Date('2026-08-01T10:00:00Z'),
      updatedOn: new Date('2026-08-01T10:00:00Z'),
      expiresOn: new Date('2026-12-24T17:00:00Z'),
    });
  });

  test('makes requests fail as often as asked', async () => {
    await control('faults', { kind: 'forbidden', count: 1 });
    await expect(client.getSecret('a-secret')).rejects.toMatchObject({ statusCode: 403, code: 'Forbidden' });
    await control('faults', { kind: 'setFails' });
    await client.getSecret('a-secret');
    await expect(client.setSecret('a-secret', 'x')).rejects.toMatchObject({ statusCode: 403 });
    await control('faults', { kind: 'unavailable', count: 2 });
    await expect(client.getSecret('a-secret')).rejects.toMatchObject({ statusCode: 503 });
    expect((await client.getSecret('a-secret')).value).toBe('first value');
  });

  test('refuses members and kinds it does not know', async () => {
    expect(await control('faults', { kind: 'unknown' })).toBe(400);
    expect(await control('faults', { kind: 'forbidden', times: 2 })).toBe(400);
    expect(await control('secrets', { name: 'under_score', value: 'x' })).toBe(400);
    expect(await control('secrets', { name: 'a-secret', value: 'x', expires: 'soon' })).toBe(400);
    expect(await control('unknown', {})).toBe(404);
  });
});
