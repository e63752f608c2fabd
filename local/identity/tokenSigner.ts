import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { exportJWK, SignJWT, type JWK, type JWTPayload } from 'jose';

export interface TokenSigner {
  publicKey: KeyObject;
  /** The public key as the discovery endpoint shows it. */
  jwk: JWK;
  /** An RS256 token valid from `now` for `lifetimeInSeconds`; two tokens are never equal. */
  sign(claims: JWTPayload, now: Date, lifetimeInSeconds: number): Promise<string>;
}

/** Makes a signing key that lives as long as the emulator. */
export async function createTokenSigner(): Promise<TokenSigner> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  return {
    publicKey,
    jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' },
    sign(claims, now, lifetimeInSeconds) {
      const issuedAt = Math.floor(now.getTime() / 1000);
      return new SignJWT({ ...claims, uti: randomUUID() })
        .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid })
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(issuedAt + lifetimeInSeconds)
        .sign(privateKey);
    },
  };
}
