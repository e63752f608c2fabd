import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Config } from '../../../shared/config/readConfig.ts';
import { createCredentialEnds, type CredentialEnd } from '../../../shared/credentials/credentialEnds.ts';
import { createKeyVaultSecrets } from '../../../shared/credentials/keyVaultSecrets.ts';
import { createManagedIdentityCredential } from '../../../shared/credentials/managedIdentityCredential.ts';
import { startLocalCloud, type LocalCloud } from './localCloud.ts';

const DAY_IN_MS = 86_400_000;
const CREATED = '2026-09-01T10:20:30Z';
const EXPIRES = '2026-12-24T18:00:00Z';
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const REFRESH_TOKEN = 'partner-center-refresh-token';
const CLIENT_SECRET = 'partner-center-client-secret';
const CERTIFICATE = 'partner-center-certificate';

let cloud: LocalCloud;
let keys: webcrypto.CryptoKeyPair;

beforeAll(async () => {
  [cloud, keys] = await Promise.all([startLocalCloud(), webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify'])]);
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

async function ends(appCredential: Config['appCredential']): Promise<CredentialEnd[]> {
  const config = { ...cloud.config, appCredential };
  return createCredentialEnds(config, createKeyVaultSecrets(config, createManagedIdentityCredential(config))).read();
}

/** When one credential ends, as ISO 8601; undefined where that is not known. */
async function endOf(appCredential: Config['appCredential'], credential: CredentialEnd['credential']) {
  return (await ends(appCredential)).find((end) => end.credential === credential)?.endsAt.toISOString();
}

const store = async (name: string, value: string, dates: { created?: string; expires?: string } = {}) =>
  String((await cloud.toVault('secrets', { name, value, ...dates })).version);

async function certificateUntil(notAfter: string): Promise<string> {
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=partner app',
    serialNumber: '40',
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date(notAfter),
    keys,
    signingAlgorithm: RSA,
  });
  return certificate.toString('pem');
}

describe('a refresh token', () => {
  test('ends 90 days after it was stored', async () => {
    const version = await store(REFRESH_TOKEN, 'token', { created: CREATED });
    expect(await ends('managedIdentity')).toEqual([
      {
        credential: 'refreshToken',
        name: REFRESH_TOKEN,
        version,
        endsAt: new Date(Date.parse(CREATED) + 90 * DAY_IN_MS),
      },
    ]);
  });

  test.each([
    ['sooner', '2026-10-01T00:00:00Z'],
    ['later', '2027-06-01T00:00:00Z'],
  ])('ends when whoever stored it said so, though that is %s', async (_, expires) => {
    await store(REFRESH_TOKEN, 'token', { created: CREATED, expires });
    expect(await endOf('secret', 'refreshToken')).toBe(new Date(expires).toISOString());
  });

  test('that was renewed ends later', async () => {
    await store(REFRESH_TOKEN, 'old', { created: CREATED });
    const version = await store(REFRESH_TOKEN, 'renewed', { created: '2026-11-01T00:00:00Z' });
    expect(await ends('managedIdentity')).toMatchObject([{ version, endsAt: new Date('2027-01-30T00:00:00Z') }]);
  });

  test('is read anew each time', async () => {
    const reading = createCredentialEnds(
      cloud.config,
      createKeyVaultSecrets(cloud.config, createManagedIdentityCredential(cloud.config)),
    );
    const before = await reading.read();
    await store(REFRESH_TOKEN, 'renewed', { created: CREATED });
    expect(await reading.read()).not.toEqual(before);
  });
});

describe('a client secret', () => {
  test('ends when whoever stored it said so', async () => {
    const version = await store(CLIENT_SECRET, 'secret', { created: CREATED, expires: EXPIRES });
    expect(await ends('secret')).toContainEqual({
      credential: 'clientSecret',
      name: CLIENT_SECRET,
      version,
      endsAt: new Date(EXPIRES),
    });
  });

  test('has no end that is known where nobody did', async () => {
    await store(CLIENT_SECRET, 'secret', { created: CREATED });
    expect(await endOf('secret', 'clientSecret')).toBeUndefined();
  });

  test('does not count where the app signs in with something else', async () => {
    await store(CLIENT_SECRET, 'secret', { expires: EXPIRES });
    expect(await endOf('certificate', 'clientSecret')).toBeUndefined();
    expect(await endOf('managedIdentity', 'clientSecret')).toBeUndefined();
  });
});

describe('a certificate', () => {
  const SOON = '2026-12-20T08:09:10.000Z';

  test('ends when it says so', async () => {
    const version = await store(CERTIFICATE, `${cloud.app.key}\n${await certificateUntil(SOON)}\n`);
    expect(await ends('certificate')).toContainEqual({
      credential: 'certificate',
      name: CERTIFICATE,
      version,
      endsAt: new Date(SOON),
    });
  });

  test.each([
    ['that of the secret where it is earlier', '2026-12-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
    ['its own where it is earlier', '2027-12-01T00:00:00.000Z', SOON],
  ])('ends with %s', async (_, expires, expected) => {
    await store(CERTIFICATE, await certificateUntil(SOON), { expires });
    expect(await endOf('certificate', 'certificate')).toBe(expected);
  });

  test('is the first of a chain', async () => {
    const chain = [await certificateUntil(SOON), await certificateUntil('2036-01-01T00:00:00Z')];
    await store(CERTIFICATE, `${cloud.app.key}\n${chain.join('\n')}`);
    expect(await endOf('certificate', 'certificate')).toBe(SOON);
  });

  test.each([
    ['PKCS #12', 'MIIKPAIBAzCCCfgGCSqGSIb3DQEHAaCC'],
    ['no certificate at all', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
  ])('that is %s ends when whoever stored it said so, if anybody did', async (_, value) => {
    await store(CERTIFICATE, value);
    expect(await endOf('certificate', 'certificate')).toBeUndefined();
    await store(CERTIFICATE, value, { expires: EXPIRES });
    expect(await endOf('certificate', 'certificate')).toBe(new Date(EXPIRES).toISOString());
  });
});

test('what is not in Key Vault has no end', async () => {
  const config: Config = {
    ...cloud.config,
    refreshTokenName: 'none',
    clientSecretName: 'none',
    certificateName: 'none',
  };
  const secrets = createKeyVaultSecrets(config, createManagedIdentityCredential(config));
  for (const appCredential of ['secret', 'certificate', 'managedIdentity'] as const) {
    expect(await createCredentialEnds({ ...config, appCredential }, secrets).read()).toEqual([]);
  }
});

test('a Key Vault that does not answer is a problem of its own', async () => {
  await cloud.toVault('faults', { kind: 'forbidden', count: 10 });
  await expect(ends('secret')).rejects.toMatchObject({ code: 'CredentialProblem' });
});
