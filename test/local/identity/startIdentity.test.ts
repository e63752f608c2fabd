import { ManagedIdentityCredential, ClientSecretCredential } from '@azure/identity';
import { decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  APP,
  AUDIENCE,
  CLIENT_ID,
  SCOPE,
  SECRET,
  startTrustedIdentity,
  TENANT_ID,
  USER,
  type TrustedIdentity,
} from './trustedIdentity.ts';

let identity: TrustedIdentity;

beforeAll(async () => {
  identity = await startTrustedIdentity();
});
beforeEach(() => identity.reset());
afterAll(() => identity.close());

describe('the managed identity', () => {
  test('gives the unmodified credential tokens for the vault and for the exchange', async () => {
    const credential = new ManagedIdentityCredential();
    for (const resource of ['https://vault.azure.net', 'api://AzureADTokenExchange']) {
      const { token: given, expiresOnTimestamp } = await credential.getToken(`${resource}/.default`);
      expect((await jwtVerify(given, identity.publicKey, { audience: resource })).payload.tid).toBe(TENANT_ID);
      expect(expiresOnTimestamp).toBeGreaterThan(Date.now());
    }
  });

  test.each([
    ['?api-version=2019-08-01&resource=https://vault.azure.net', {}, 401],
    ['?resource=https://vault.azure.net', { header: true }, 400],
    ['?api-version=2019-08-01&resource=https://example.com', { header: true }, 400],
  ])('refuses %s with %o', async (query, { header }: { header?: boolean }, status) => {
    const headers: Record<string, string> = header ? { 'x-identity-header': identity.managedIdentityHeader } : {};
    expect((await fetch(`${identity.managedIdentityUrl}${query}`, { headers })).status).toBe(status);
  });
});

test('the unmodified client secret credential finds its way by discovery', async () => {
  const credential = new ClientSecretCredential(TENANT_ID, CLIENT_ID, SECRET, {
    authorityHost: identity.url,
    disableInstanceDiscovery: true,
  });
  expect(decodeJwt((await credential.getToken(SCOPE)).token).aud).toBe(AUDIENCE);
});

describe('the control interface', () => {
  test('shows what was asked and nothing secret', async () => {
    await identity.token('v2', USER);
    const { items } = await identity.get('/_emulator/requests');
    expect(items).toEqual([
      {
        service: 'authority',
        method: 'POST',
        path: `/${TENANT_ID}/oauth2/v2.0/token`,
        status: 200,
        grantType: 'refresh_token',
      },
    ]);
  });

  test('refuses members and kinds it does not know', async () => {
    expect((await identity.control('switches', { mfaa: false })).status).toBe(400);
    expect((await identity.control('faults', { kind: 'unknown' })).status).toBe(400);
    expect((await identity.control('rotate-secret', { secret: 'x' })).status).toBe(400);
    expect((await identity.control('unknown')).status).toBe(404);
  });

  test('keeps the switches that are not named', async () => {
    await identity.control('switches', { mfa: false });
    await identity.control('switches', { tokenLifetimeInSeconds: 60 });
    expect(await identity.get('/_emulator/switches')).toMatchObject({ mfa: false, tokenLifetimeInSeconds: 60 });
  });

  test('rotates the client secret', async () => {
    await identity.control('rotate-secret', { clientSecret: 'new~secret' });
    expect((await identity.token('v2', APP)).status).toBe(401);
    expect((await identity.token('v2', { ...APP, client_secret: 'new~secret' })).status).toBe(200);
  });
});
