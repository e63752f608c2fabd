import {
  constants,
  createHash,
  createPrivateKey,
  randomUUID,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { AppError } from '../errors.ts';

const LIFETIME_IN_SECONDS = 600;

/** A certificate as Key Vault gives it: PEM with its private key. */
export interface PemCertificate {
  certificate: X509Certificate;
  privateKey: KeyObject;
}

/**
 * Reads a PEM with certificate and RSA key; the first certificate is the app's, further ones are its chain.
 * @throws AppError `CredentialProblem` saying how to store it, for PKCS #12 above all.
 */
export function parsePem(pem: string, name: string): PemCertificate {
  const problem = (text: string, cause?: unknown) =>
    new AppError('CredentialProblem', `The certificate "${name}" in Key Vault ${text}`, { cause });
  if (!pem.includes('-----BEGIN ')) {
    throw problem(
      'is stored as PKCS #12. Create or import it with the content type application/x-pem-file, so that it can be read as PEM.',
    );
  }
  if (!/-----BEGIN (?:RSA )?PRIVATE KEY-----/.test(pem) || !pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw problem('has to hold both the certificate and its unencrypted private key. Make the key exportable.');
  }
  let parsed: PemCertificate;
  try {
    parsed = { certificate: new X509Certificate(pem), privateKey: createPrivateKey(pem) };
  } catch (cause) {
    throw problem('cannot be read as PEM. Import it again.', cause);
  }
  if (parsed.privateKey.asymmetricKeyType !== 'rsa') {
    throw problem('has no RSA key, the only kind Microsoft Entra ID takes. Create one with an RSA key.');
  }
  if (!parsed.certificate.checkPrivateKey(parsed.privateKey)) {
    throw problem('has a private key that belongs to another certificate. Import it again.');
  }
  return parsed;
}

/**
 * A client assertion signed with the app's certificate (PS256, `x5t#S256`).
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export function signClientAssertion(
  { certificate, privateKey }: PemCertificate,
  { clientId, audience, now }: { clientId: string; audience: string; now: Date },
): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const issuedAt = Math.floor(now.getTime() / 1000);
  const header = {
    alg: 'PS256',
    typ: 'JWT',
    'x5t#S256': createHash('sha256').update(certificate.raw).digest('base64url'),
  };
  const payload = {
    aud: audience,
    iss: clientId,
    sub: clientId,
    jti: randomUUID(),
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + LIFETIME_IN_SECONDS,
  };
  const content = `${encode(header)}.${encode(payload)}`;
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return `${content}.${sign('sha256', Buffer.from(content), { key: privateKey, ...padding }).toString('base64url')}`;
}
