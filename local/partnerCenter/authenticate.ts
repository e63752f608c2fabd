import type { KeyObject } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import { refusal } from './partnerCenterError.ts';
import type { Caller } from './apiCall.ts';

const AUDIENCE = 'https://api.partnercenter.microsoft.com';

function isAudienceProblem(error: unknown): boolean {
  return error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud';
}

function text(claim: unknown): string | undefined {
  return typeof claim === 'string' ? claim : undefined;
}

/**
 * Verifies the bearer token by the test clock: app-only carries `idtyp: app`, App+User `scp: user_impersonation`.
 * https://learn.microsoft.com/partner-center/developer/partner-center-authentication
 */
export async function authenticate(authorization: string | undefined, key: KeyObject, now: Date): Promise<Caller> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (!token) throw refusal('noToken');
  const { payload } = await jwtVerify(token, key, {
    algorithms: ['RS256'],
    audience: AUDIENCE,
    currentDate: now,
    requiredClaims: ['exp'],
  }).catch((error: unknown) => {
    throw refusal(isAudienceProblem(error) ? 'wrongAudience' : 'noToken');
  });
  const applicationId = text(payload.appid) ?? text(payload.azp) ?? '';
  const userPrincipalName = text(payload.upn) ?? text(payload.unique_name) ?? text(payload.preferred_username);
  if (text(payload.scp)?.split(' ').includes('user_impersonation')) {
    const hasMfa = Array.isArray(payload.amr) && payload.amr.includes('mfa');
    return { kind: 'user', applicationId, hasMfa, ...(userPrincipalName && { userPrincipalName }) };
  }
  if (payload.idtyp === 'app') return { kind: 'app', applicationId, hasMfa: false };
  throw refusal('noToken');
}
