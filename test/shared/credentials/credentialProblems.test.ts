import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCertificateAuthority } from '../../../local/certificates.ts';
import { serve } from '../../../local/serve.ts';
import type { Config } from '../../../shared/config/readConfig.ts';
import { createKeyVaultSecrets } from '../../../shared/credentials/keyVaultSecrets.ts';
import { createPartnerCenterTokens } from '../../../shared/credentials/partnerCenterTokens.ts';
import { createManagedIdentityCredential } from '../../../shared/credentials/managedIdentityCredential.ts';
import { AppError } from '../../../shared/errors.ts';
import { CLIENT_SECRET, REFRESH_TOKEN, startLocalCloud, type LocalCloud } from './localCloud.ts';

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

function start(changes: Partial<Config> = {}) {
  const config = { ...cloud.config, ...changes };
  return createPartnerCenterTokens(config, createKeyVaultSecrets(config, createManagedIdentityCredential(config)));
}

/** The problem a flow runs into, shown in full with all its causes, without any secret of the local cloud in it. */
async function problemOf(flow: 'app' | 'appUser', changes: Partial<Config> = {}): Promise<string> {
  const error: unknown = await start(changes)
    .getToken(flow)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(AppError);
  const problem = error as AppError;
  expect(problem.code).toBe('CredentialProblem');
  expect(problem.status).toBe(500);
  const shown = `${inspect(problem, { depth: Infinity })} ${JSON.stringify(problem)}`;
  const stored = await Promise.all(
    [cloud.config.clientSecretName, cloud.config.refreshTokenName].map((name) => cloud.storedSecret(name)),
  );
  for (const secret of [CLIENT_SECRET, REFRESH_TOKEN, ...stored]) if (secret) expect(shown).not.toContain(secret);
  expect(shown).not.toMatch(/eyJ[\w-]+\.eyJ|PRIVATE KEY-----\n/);
  return problem.message;
}

const FLOWS = ['app', 'appUser'] as const;

describe.each(FLOWS)('flow %s', (flow) => {
  test('a wrong client secret', async () => {
    await cloud.toIdentity('rotate-secret');
    expect(await problemOf(flow)).toMatch(
      /AADSTS7000215.*PARTNER_CENTER_CLIENT_SECRET_NAME.*Correlation id [0-9a-f-]{36}/,
    );
  });

  test('a certificate that is not registered', async () => {
    const stranger = await cloud.authority.issueClient('stranger');
    await cloud.toVault('secrets', { name: 'partner-center-certificate', value: `${stranger.key}\n${stranger.cert}` });
    expect(await problemOf(flow, { appCredential: 'certificate' })).toMatch(/AADSTS700027.*Register the certificate/);
  });

  test('a certificate stored as PKCS #12', async () => {
    await cloud.toVault('secrets', { name: 'partner-center-certificate', value: 'MIIKPAIBAzCCCfgGCSqGSIb3DQEHAaCC' });
    expect(await problemOf(flow, { appCredential: 'certificate' })).toContain('application/x-pem-file');
  });

  test('a certificate without its key', async () => {
    await cloud.toVault('secrets', { name: 'partner-center-certificate', value: cloud.app.cert });
    expect(await problemOf(flow, { appCredential: 'certificate' })).toContain('private key');
  });

  test('a certificate with an elliptic-curve key', async () => {
    const { key, cert } = await (await createCertificateAuthority()).issue();
    await cloud.toVault('secrets', { name: 'partner-center-certificate', value: `${key}\n${cert}` });
    expect(await problemOf(flow, { appCredential: 'certificate' })).toContain('RSA');
  });

  test('a certificate with the key of another', async () => {
    const { cert } = await cloud.authority.issueClient('stranger');
    await cloud.toVault('secrets', { name: 'partner-center-certificate', value: `${cloud.app.key}\n${cert}` });
    expect(await problemOf(flow, { appCredential: 'certificate' })).toContain('another certificate');
  });

  test('an unknown client id', async () => {
    const clientId = '99999999-9999-4999-8999-999999999999';
    expect(await problemOf(flow, { clientId })).toMatch(/AADSTS700016.*PARTNER_CLIENT_ID/);
  });

  test('an unknown tenant', async () => {
    const tenantId = '99999999-9999-4999-8999-999999999999';
    expect(await problemOf(flow, { tenantId })).toMatch(/identity platform|AADSTS90002/);
  });

  test('an authority that nobody answers for', async () => {
    const gone = await serve(() => undefined);
    await gone.close();
    const problem = await problemOf(flow, { authorityHost: gone.url.replace('http:', 'https:') });
    expect(problem).toMatch(/could not be reached.*AZURE_AUTHORITY_HOST/);
  });

  test('an authority that does not speak the protocol', async () => {
    const tls = await cloud.authority.issue();
    const other = await serve(
      (_, response) => void response.writeHead(200).end('<html>sign in to the network</html>'),
      {
        tls,
      },
    );
    const problem = await problemOf(flow, { authorityHost: other.url });
    await other.close();
    expect(problem).toMatch(/identity platform|Microsoft Entra ID/);
  });

  test('a vault that refuses', async () => {
    await cloud.toVault('faults', { kind: 'forbidden', count: 4 });
    expect(await problemOf(flow)).toMatch(/Key Vault Secrets User/);
  });

  test('a vault that is unavailable', async () => {
    await cloud.toVault('faults', { kind: 'unavailable', count: 20 });
    expect(await problemOf(flow)).toMatch(/answered 503/);
  });

  test('a vault that nobody answers for', async () => {
    const gone = await serve(() => undefined);
    await gone.close();
    expect(await problemOf(flow, { keyVaultUrl: gone.url.replace('http:', 'https:') })).toMatch(
      /could not be reached \(ECONNREFUSED\).*KEY_VAULT_URL/,
    );
  });
});

test('a code without a remedy of ours leads to its explanation', async () => {
  await cloud.toIdentity('faults', { kind: 'unsupportedGrant', count: 5 });
  expect(await problemOf('app')).toContain('https://login.microsoftonline.com/error?code=70003');
});

test('a managed identity that gives no token', async () => {
  await start().getToken('app');
  await cloud.toIdentity('switches', { managedIdentity: false });
  expect(await problemOf('app', { cloud: 'usGovernment', appCredential: 'managedIdentity' })).toMatch(
    /managed identity gave no token for api:\/\/AzureADTokenExchangeUSGov.*AZURE_CLIENT_ID/,
  );
});
