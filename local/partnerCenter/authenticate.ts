import type { KeyObject } from 'node:crypto';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { refusal } from './partnerCenterError.ts';
import type { Caller } from './apiCall.ts';

const AUDIENCE = 'https://api.partnercenter.microsoft.com';

function isAudienceProblem(error: unknown): boolean {
  return error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud';
}

function text(claim: unknown): string | undefined {
  return typeof claim === 'string' ? claim : undefined;
}

function callerOf(payload: JWTPayload): Caller {
  const applicationId = text(payload.appid) ?? text(payload.azp) ?? '';
  const userPrincipalName = text(payload.upn) ?? text(payload.unique_name) ?? text(payload.preferred_username);
  if (text(payload.scp)?.split(' ').includes('user_impersonation')) {
    const hasMfa = Array.isArray(payload.amr) && payload.amr.includes('mfa');
    return { kind: 'user', applicationId, hasMfa, ...(userPrincipalName && { userPrincipalName }) };
  }
  if (payload.idtyp === 'app') return { kind: 'app', applicationId, hasMfa: false };
  throw refusal('noToken');
}

/** A verified token, with the instants between which it is good; milliseconds since the epoch. */
interface Verified {
  caller: Caller;
  from: number;
  until: number;
}

/** Tokens are few, but a clock that moves makes them new. */
const MAX_REMEMBERED = 1000;

async function verify(token: string, key: KeyObject, now: Date): Promise<Verified> {
  const { payload } = await jwtVerify(token, key, {
    algorithms: ['RS256'],
    audience: AUDIENCE,
    currentDate: now,
    requiredClaims: ['exp'],
  }).catch((error: unknown) => {
    throw refusal(isAudienceProblem(error) ? 'wrongAudience' : 'noToken');
  });
  const { nbf = 0, exp = 0 } = payload;
  return { caller: callerOf(payload), from: nbf * 1000, until: exp * 1000 };
}

export type Authenticate = (authorization: string | undefined, now: Date) => Promise<Caller>;

/**
 * Verifies bearer tokens by the test clock, each signature once: app-only carries `idtyp: app`, App+User `scp: user_impersonation`.
 * https://learn.microsoft.com/partner-center/developer/partner-center-authentication
 */
export function authenticateWith(key: KeyObject): Authenticate {
  const known = new Map<string, Verified>();
  return async (authorization, now) => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw refusal('noToken');
    const remembered = known.get(token);
    const isGood = remembered && remembered.from <= now.getTime() && now.getTime() < remembered.until;
    if (isGood) return remembered.caller;
    const verified = await verify(token, key, now);
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(token, verified);
    return verified.caller;
  };
}
