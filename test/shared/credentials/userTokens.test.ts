import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Config } from '../../../shared/config/readConfig.ts';
import { createKeyVaultSecrets } from '../../../shared/credentials/keyVaultSecrets.ts';
import { createPartnerCenterTokens } from '../../../shared/credentials/partnerCenterTokens.ts';
import { createManagedIdentityCredential } from '../../../shared/credentials/managedIdentityCredential.ts';
import { serve } from '../../../local/serve.ts';
import { REFRESH_TOKEN, startLocalCloud, type LocalCloud } from './localCloud.ts';

const NAME = 'partner-center-refresh-token';
const DAY_IN_MS = 24 * 60 * 60 * 1000;

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

function start(changes: Partial<Config> = {}, options: Parameters<typeof createPartnerCenterTokens>[2] = {}) {
  const config = { ...cloud.config, ...changes };
  return createPartnerCenterTokens(
    config,
    createKeyVaultSecrets(config, createManagedIdentityCredential(config)),
    options,
  );
}

async function consent(): Promise<string> {
  return String((await cloud.toIdentity('consent')).refreshToken);
}

describe('writing back', () => {
  test('the new refresh token is in the vault before the access token is handed out', async () => {
    await start().getToken('appUser');
    const stored = await cloud.storedSecret(NAME);
    expect(stored).toBeDefined();
    expect(stored).not.toBe(REFRESH_TOKEN);
    expect(await cloud.secretRequests('PUT', NAME)).toHaveLength(1);
  });

  test('the weekly refresh keeps a refresh token alive for ever', async () => {
    const tokens = start();
    for (let week = 0; week < 26; week++) {
      cloud.clock.advance(7 * DAY_IN_MS);
      expect(await tokens.refresh()).toBe('rotated');
    }
    expect(await cloud.secretRequests('PUT', NAME)).toHaveLength(26);
    expect(decodeJwt(await tokens.getToken('appUser')).scp).toBe('user_impersonation');
  });

  test('the weekly refresh says when there is nothing to refresh', async () => {
    expect(await start({ refreshTokenName: 'none-such' }).refresh()).toBe('notConfigured');
  });

  test('when it fails the access token is used all the same and the newest refresh token is written next time', async () => {
    const problems: string[] = [];
    const tokens = start({}, { onProblem: (problem) => problems.push(problem) });
    await cloud.toIdentity('switches', { singleUseRefreshTokens: true });
    await cloud.toVault('faults', { kind: 'setFails', count: 1 });

    const first = await tokens.getToken('appUser');
    expect(decodeJwt(first).scp).toBe('user_impersonation');
    expect(await cloud.storedSecret(NAME)).toBe(REFRESH_TOKEN);
    expect(problems).toEqual([expect.stringContaining('Key Vault Secrets Officer')]);
    expect((await tokens.flows()).appUser.problem).toContain('Key Vault Secrets Officer');

    expect(await tokens.getToken('appUser', first)).not.toBe(first);
    const stored = await cloud.storedSecret(NAME);
    expect(stored).not.toBe(REFRESH_TOKEN);
    expect(problems).toHaveLength(1);
    expect(await tokens.flows()).toMatchObject({ appUser: { state: 'configured' } });
    expect(await start().refresh()).toBe('rotated');
  });

  test('when it fails the weekly refresh fails visibly', async () => {
    await cloud.toVault('faults', { kind: 'setFails', count: 1 });
    await expect(start().refresh()).rejects.toMatchObject({ code: 'CredentialProblem' });
  });

  test('never overwrites a token that a person stored meanwhile with one of the old sign-in', async () => {
    const tokens = start();
    const first = await tokens.getToken('appUser');
    await cloud.toIdentity('revoke');
    await cloud.toVault('secrets', { name: NAME, value: await consent() });
    expect(await tokens.getToken('appUser', first)).not.toBe(first);
    expect(await cloud.tokenRequests('refresh_token')).toHaveLength(2);
  });

  test('a token stored by a person wins over one that could not be written back', async () => {
    const tokens = start();
    await cloud.toVault('faults', { kind: 'setFails', count: 1 });
    const first = await tokens.getToken('appUser');
    await cloud.toIdentity('revoke');
    await cloud.toVault('secrets', { name: NAME, value: await consent() });
    expect(await tokens.getToken('appUser', first)).not.toBe(first);
    expect(await cloud.tokenRequests('refresh_token')).toHaveLength(2);
  });
});

describe('single-use refresh tokens', () => {
  test('two instances that race both get a token', async () => {
    await cloud.toIdentity('switches', { singleUseRefreshTokens: true });
    const [one, other] = [start(), start()];
    for (let round = 0; round < 5; round++) {
      const given = await Promise.all([one.getToken('appUser'), other.getToken('appUser')]);
      expect(given.map((token) => decodeJwt(token).scp)).toEqual(['user_impersonation', 'user_impersonation']);
      const renewed = await Promise.all([one.getToken('appUser', given[0]), other.getToken('appUser', given[1])]);
      expect(renewed[0]).not.toBe(renewed[1]);
    }
    expect(await start().refresh()).toBe('rotated');
  });

  test('one that another instance redeemed long ago is read again from the vault', async () => {
    await cloud.toIdentity('switches', { singleUseRefreshTokens: true });
    const tokens = start();
    const first = await tokens.getToken('appUser');
    await start().refresh();
    await start().refresh();
    expect(await tokens.getToken('appUser', first)).not.toBe(first);
  });
});

test('while the vault is unavailable a refresh token read before is still redeemed', async () => {
  const problems: string[] = [];
  const tokens = start({}, { onProblem: (problem) => problems.push(problem) });
  const first = await tokens.getToken('appUser');
  await cloud.toVault('faults', { kind: 'forbidden', count: 2 });
  expect(await tokens.getToken('appUser', first)).not.toBe(first);
  expect(problems).toHaveLength(1);
});

test('a public client needs no client secret', async () => {
  await cloud.toIdentity('switches', { publicClient: true });
  const tokens = start({ clientSecretName: 'none-such' });
  expect(decodeJwt(await tokens.getToken('appUser')).appidacr).toBe('0');
});

describe('a refusal says what to do', () => {
  test.each([
    ['mfaExpired', 'AADSTS50078', 'multi-factor authentication'],
    ['mfaRequired', 'AADSTS50076', 'multi-factor authentication'],
    ['revokedGrant', 'AADSTS50173', 'store the new refresh token'],
    ['consentRequired', 'AADSTS65001', 'user_impersonation'],
    ['clientNotFound', 'AADSTS700016', 'PARTNER_CLIENT_ID'],
    ['expiredSecret', 'AADSTS7000222', 'new client secret'],
  ])('%s', async (kind, code, remedy) => {
    await cloud.toIdentity('faults', { kind, count: 5 });
    await expect(start().getToken('appUser')).rejects.toMatchObject({
      code: 'CredentialProblem',
      message: expect.stringMatching(new RegExp(`App\\+User.*${code}.*${remedy}`)) as string,
    });
  });

  test('an expired refresh token', async () => {
    cloud.clock.advance(90 * DAY_IN_MS);
    await expect(start().getToken('appUser')).rejects.toThrow(/AADSTS700082.*90 days/);
  });

  test('something that is no refresh token', async () => {
    await cloud.toVault('secrets', { name: NAME, value: 'pasted wrongly' });
    await expect(start().getToken('appUser')).rejects.toThrow(/AADSTS9002313/);
  });

  test('a missing refresh token', async () => {
    await expect(start({ refreshTokenName: 'none-such' }).getToken('appUser')).rejects.toThrow(/holds no "none-such"/);
  });

  test('a missing certificate', async () => {
    const tokens = start({ appCredential: 'certificate', certificateName: 'none-such' });
    await expect(tokens.getToken('appUser')).rejects.toThrow(/holds no "none-such".*certificate/);
  });
});

test('a short outage of the authority is bridged', async () => {
  await cloud.toIdentity('faults', { kind: 'unavailable', count: 1 });
  expect(decodeJwt(await start().getToken('appUser')).scp).toBe('user_impersonation');
});

test('numbers may come as strings, and no new refresh token means that the old one stays', async () => {
  const body = JSON.stringify({ token_type: 'Bearer', expires_in: '3599', access_token: 'opaque' });
  const other = await serve((_, response) => void response.end(body), { tls: await cloud.authority.issue() });
  let offset = 0;
  const tokens = start({ authorityHost: other.url }, { now: () => offset });
  expect(await tokens.getToken('appUser')).toBe('opaque');
  await other.close();
  offset = 50 * 60 * 1000;
  expect(await tokens.getToken('appUser')).toBe('opaque');
  offset = 3600 * 1000;
  await expect(tokens.getToken('appUser')).rejects.toThrow(/could not be reached/);
  expect(await cloud.secretRequests('PUT', NAME)).toHaveLength(0);
});
