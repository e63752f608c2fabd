import { X509Certificate, createHash } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { createCertificateAuthority, type IssuedCertificate } from '../../../local/certificates.ts';
import { parsePem, signClientAssertion } from '../../../shared/credentials/clientAssertion.ts';

let app: IssuedCertificate;

beforeAll(async () => {
  app = await (await createCertificateAuthority()).issueClient('partner app');
});

test('an assertion is signed with PS256 and names the certificate by its SHA-256 thumbprint', async () => {
  const now = new Date('2026-11-20T12:00:00Z');
  const audience = 'https://login.microsoftonline.com/tenant/oauth2/v2.0/token';
  const assertion = signClientAssertion(parsePem(`${app.key}\n${app.cert}`, 'name'), {
    clientId: 'app',
    audience,
    now,
  });
  const certificate = new X509Certificate(app.cert);
  expect(decodeProtectedHeader(assertion)).toEqual({
    alg: 'PS256',
    typ: 'JWT',
    'x5t#S256': createHash('sha256').update(certificate.raw).digest('base64url'),
  });
  const { payload } = await jwtVerify(assertion, certificate.publicKey, { currentDate: now, audience });
  expect(payload).toMatchObject({ iss: 'app', sub: 'app', exp: now.getTime() / 1000 + 600 });
});

test('certificate and key may come in either order, with the chain behind', () => {
  for (const pem of [`${app.key}\n${app.cert}\n${app.cert}`, `${app.cert}\n${app.key}`]) {
    expect(parsePem(pem, 'name').privateKey.asymmetricKeyType).toBe('rsa');
  }
});

test('PKCS #12 is told apart from a damaged PEM', () => {
  expect(() => parsePem('MIIKPAIBAzCC', 'my-certificate')).toThrow(/"my-certificate".*PKCS #12.*x-pem-file/);
  const damaged = `${app.key}\n${app.cert}`.replace(/^MII.*/gm, 'AAAA');
  expect(() => parsePem(damaged, 'my-certificate')).toThrow(/cannot be read/);
});
