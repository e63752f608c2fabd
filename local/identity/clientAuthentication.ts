import { createHash, timingSafeEqual, X509Certificate, type KeyObject } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify, type JWTVerifyOptions } from 'jose';
import { EntraError } from './entraErrors.ts';

/** Entra ID lets a client's clock be five minutes off. */
const CLOCK_TOLERANCE_IN_SECONDS = 300;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** How the application is registered to prove itself. */
export interface Registration {
  clientId: string;
  clientSecret: string | undefined;
  /** PEM; the certificate uploaded to the app registration. */
  certificate: string | undefined;
  publicClient: boolean;
  /** The emulator's own managed identity, trusted as a federated credential. */
  federation: { publicKey: KeyObject; issuer: string; subject: string; audiences: readonly string[] };
}

export type ClientProof = 'secret' | 'certificate' | 'managedIdentity' | 'none';

function equal(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

async function verify(
  assertion: string,
  key: KeyObject,
  options: JWTVerifyOptions,
  otherwise: 'assertionNotVerified' | 'federationNotFound',
): Promise<void> {
  try {
    await jwtVerify(assertion, key, {
      ...options,
      algorithms: ['RS256', 'PS256'],
      requiredClaims: ['exp', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_IN_SECONDS,
    });
  } catch (cause) {
    const outOfTime =
      cause instanceof errors.JWTExpired || (cause instanceof errors.JWTClaimValidationFailed && cause.claim === 'nbf');
    throw new EntraError(outOfTime ? 'assertionOutOfTime' : otherwise);
  }
}

async function verifyAssertion(
  assertion: string,
  { clientId, certificate, federation }: Registration,
  audiences: string[],
): Promise<ClientProof> {
  let thumbprint: string | undefined;
  try {
    const header = decodeProtectedHeader(assertion);
    const sha256 = header['x5t#S256'];
    thumbprint = typeof sha256 === 'string' ? sha256 : header.x5t;
  } catch {
    throw new EntraError('assertionNotVerified');
  }
  if (!thumbprint) {
    const { publicKey, ...expected } = federation;
    await verify(assertion, publicKey, { ...expected, audience: [...expected.audiences] }, 'federationNotFound');
    return 'managedIdentity';
  }
  const registered = certificate && new X509Certificate(certificate);
  const thumbprints = registered
    ? ['sha256', 'sha1'].map((hash) => createHash(hash).update(registered.raw).digest('base64url'))
    : [];
  if (!registered || !thumbprints.includes(thumbprint)) throw new EntraError('assertionNotVerified');
  const expected = { issuer: clientId, subject: clientId, audience: audiences };
  await verify(assertion, registered.publicKey, expected, 'assertionNotVerified');
  return 'certificate';
}

/**
 * Checks how a client proves itself: secret, signed assertion or, for a public client, not at all.
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export async function authenticateClient(
  form: Record<string, string>,
  registration: Registration,
  audiences: string[],
): Promise<ClientProof> {
  if (!form.client_id) throw new EntraError('malformedRequest');
  if (form.client_id.toLowerCase() !== registration.clientId) throw new EntraError('clientNotFound');
  if (form.client_secret) {
    if (!registration.clientSecret || !equal(form.client_secret, registration.clientSecret)) {
      throw new EntraError('invalidSecret');
    }
    return 'secret';
  }
  if (form.client_assertion) {
    if (form.client_assertion_type !== ASSERTION_TYPE) throw new EntraError('malformedRequest');
    return verifyAssertion(form.client_assertion, registration, audiences);
  }
  if (form.grant_type === 'refresh_token' && registration.publicClient) return 'none';
  throw new EntraError('clientNotAuthenticated');
}
