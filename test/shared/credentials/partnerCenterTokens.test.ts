import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Config } from '../../../shared/config/readConfig.ts';
import { createKeyVaultSecrets } from '../../../shared/credentials/keyVaultSecrets.ts';
import { createPartnerCenterTokens } from '../../../shared/credentials/partnerCenterTokens.ts';
import { createManagedIdentityCredential } from '../../../shared/credentials/managedIdentityCredential.ts';
import { startLocalCloud, type LocalCloud } from './localCloud.ts';

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

/** A new process of the app: nothing cached yet. */
function start(changes: Partial<Config> = {}, options: Parameters<typeof createPartnerCenterTokens>[2] = {}) {
  const config = { ...cloud.config, ...changes };
  return createPartnerCenterTokens(
    config,
    createKeyVaultSecrets(config, createManagedIdentityCredential(config)),
    options,
  );
}

const MINUTE_IN_MS = 60 * 1000;

describe.each(['app', 'appUser', 'either'] as const)('a thousand callers of flow %s at once', (flow) => {
  test('cost one token request and at most one read of each secret', async () => {
    const tokens = start();
    const given = await Promise.all(Array.from({ length: 1000 }, () => tokens.getToken(flow)));
    expect(new Set(given).size).toBe(1);
    expect(await cloud.tokenRequests()).toHaveLength(1);
    for (const name of ['partner-center-client-secret', 'partner-center-refresh-token']) {
      expect((await cloud.secretRequests('GET', name)).length).toBeLessThanOrEqual(1);
    }
  });

  test('whose token is answered 401 renew it once', async () => {
    const tokens = start();
    const rejected = await tokens.getToken(flow);
    const given = await Promise.all(Array.from({ length: 1000 }, () => tokens.getToken(flow, rejected)));
    expect(new Set(given).size).toBe(1);
    expect(given[0]).not.toBe(rejected);
    expect(await tokens.getToken(flow, rejected)).toBe(given[0]);
    expect(await cloud.tokenRequests()).toHaveLength(2);
  });
});

test('a token carries the audience, the application and what its flow needs', async () => {
  const tokens = start();
  expect(decodeJwt(await tokens.getToken('app'))).toMatchObject({
    aud: 'https://api.partnercenter.microsoft.com',
    appid: cloud.config.clientId,
    tid: cloud.config.tenantId,
    idtyp: 'app',
  });
  expect(decodeJwt(await tokens.getToken('appUser'))).toMatchObject({
    aud: 'https://api.partnercenter.microsoft.com',
    scp: 'user_impersonation',
    amr: ['pwd', 'mfa'],
  });
});

test.each(['secret', 'certificate', 'managedIdentity'] as const)(
  'an app that proves itself by %s gets both kinds of token',
  async (appCredential) => {
    const tokens = start({ appCredential });
    expect(decodeJwt(await tokens.getToken('app')).idtyp).toBe('app');
    expect(decodeJwt(await tokens.getToken('appUser')).scp).toBe('user_impersonation');
    const proof = { secret: '1', certificate: '2', managedIdentity: '2' }[appCredential];
    expect(decodeJwt(await tokens.getToken('appUser')).appidacr).toBe(proof);
  },
);

test('China has an audience of its own', async () => {
  const audience = 'https://partner.partnercenterapi.microsoftonline.cn';
  const tokens = start({ cloud: 'china', audience, appCredential: 'managedIdentity' });
  expect(decodeJwt(await tokens.getToken('app')).aud).toBe(audience);
});

test.each(['app', 'appUser'] as const)('a token of flow %s is renewed five minutes before it ends', async (flow) => {
  let offset = 0;
  const tokens = start({}, { now: () => Date.now() + offset });
  const first = await tokens.getToken(flow);
  offset = 54 * MINUTE_IN_MS;
  expect(await tokens.getToken(flow)).toBe(first);
  offset = 56 * MINUTE_IN_MS;
  expect(await tokens.getToken(flow)).not.toBe(first);
  expect(await cloud.tokenRequests()).toHaveLength(2);
});

test('a token that still lives is used while it cannot be renewed', async () => {
  let offset = 0;
  const tokens = start({}, { now: () => Date.now() + offset });
  const first = await tokens.getToken('app');
  await cloud.toIdentity('faults', { kind: 'invalidSecret', count: 1 });
  offset = 56 * MINUTE_IN_MS;
  expect(await tokens.getToken('app')).toBe(first);
  offset = 57 * MINUTE_IN_MS;
  expect(await tokens.getToken('app')).not.toBe(first);
});

test('a token that lives less than ten minutes is used for half its life', async () => {
  await cloud.toIdentity('switches', { tokenLifetimeInSeconds: 60 });
  let offset = 0;
  const tokens = start({}, { now: () => Date.now() + offset });
  const first = await tokens.getToken('appUser');
  offset = 25_000;
  expect(await tokens.getToken('appUser')).toBe(first);
  offset = 35_000;
  expect(await tokens.getToken('appUser')).not.toBe(first);
});

test.each(['app', 'appUser'] as const)(
  'a client secret rotated in the vault is picked up by flow %s without the caller noticing',
  async (flow) => {
    const tokens = start();
    const first = await tokens.getToken(flow);
    const { clientSecret } = await cloud.toIdentity('rotate-secret');
    await cloud.toVault('secrets', { name: 'partner-center-client-secret', value: clientSecret });
    expect(await tokens.getToken(flow, first)).not.toBe(first);
    expect(await cloud.secretRequests('GET', 'partner-center-client-secret')).toHaveLength(2);
  },
);

test('either means app-only where it is configured, else App+User', async () => {
  expect(decodeJwt(await start().getToken('either')).idtyp).toBe('app');
  const tokens = start({ clientSecretName: 'none-such' });
  await cloud.toIdentity('switches', { publicClient: true });
  expect(decodeJwt(await tokens.getToken('either')).scp).toBe('user_impersonation');
});

test('a thousand callers that only App+User can serve read each secret once', async () => {
  await cloud.toIdentity('switches', { publicClient: true });
  const tokens = start({ clientSecretName: 'none-such' });
  await Promise.all(Array.from({ length: 1000 }, () => tokens.getToken('either')));
  expect(await cloud.tokenRequests()).toHaveLength(1);
  expect(await cloud.secretRequests('GET', 'none-such')).toHaveLength(1);
  expect(await cloud.secretRequests('GET', 'partner-center-refresh-token')).toHaveLength(1);
});

test('a secret stored after a failure is found without a restart', async () => {
  const tokens = start({ clientSecretName: 'later', refreshTokenName: 'none-such' });
  await expect(tokens.getToken('either')).rejects.toMatchObject({ code: 'CredentialProblem' });
  await expect(tokens.getToken('app')).rejects.toMatchObject({ code: 'CredentialProblem' });
  await cloud.toVault('secrets', {
    name: 'later',
    value: await cloud.storedSecret('partner-center-client-secret'),
  });
  expect(decodeJwt(await tokens.getToken('either')).idtyp).toBe('app');
});

describe('flows', () => {
  test('says that both work', async () => {
    expect(await start().flows()).toEqual({ app: { state: 'configured' }, appUser: { state: 'configured' } });
  });

  test('says what is missing', async () => {
    const { app, appUser } = await start({ clientSecretName: 'none', refreshTokenName: 'none-such' }).flows();
    expect(app).toMatchObject({ state: 'missing', problem: expect.stringContaining('holds no "none"') as string });
    expect(appUser).toMatchObject({
      state: 'missing',
      problem: expect.stringContaining('holds no "none-such"') as string,
    });
  });

  test('says what is refused', async () => {
    await cloud.toIdentity('rotate-secret');
    const { app } = await start().flows();
    expect(app).toMatchObject({ state: 'configured', problem: expect.stringContaining('AADSTS7000215') as string });
  });
});
