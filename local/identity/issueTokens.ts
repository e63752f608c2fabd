import type { TestClock } from '../testClock.ts';
import { authenticateClient, type ClientProof, type Registration } from './clientAuthentication.ts';
import { EntraError } from './entraErrors.ts';
import type { IdentityState } from './identityState.ts';
import type { TokenSigner } from './tokenSigner.ts';

/**
 * The resources tokens can be had for. The retired directory graph is among them, as the authority still knows it: refusing
 * that audience is up to the API. https://learn.microsoft.com/partner-center/developer/partner-center-authentication
 */
const RESOURCES: readonly string[] = [
  'https://api.partnercenter.microsoft.com',
  'https://partner.partnercenterapi.microsoftonline.cn',
  'https://graph.microsoft.com',
  'https://graph.windows.net',
];

const USER = { oid: '5b0e1a0c-6f0a-4c11-9d5e-2f6f0c7f2a10', upn: 'admin.agent@partner.example' };

export interface Issuer {
  clock: TestClock;
  state: IdentityState;
  signer: TokenSigner;
  tenantId: string;
  registration(): Registration;
}

export interface TokenRequest {
  version: 'v1' | 'v2';
  form: Record<string, string>;
  /** Audiences a client assertion may name. */
  audiences: string[];
}

function resourceOf({ version, form }: TokenRequest): string {
  if (version === 'v1') {
    if (!form.resource) throw new EntraError('malformedRequest');
    return form.resource;
  }
  const scopes = form.scope?.split(' ') ?? [];
  if (!scopes[0]) throw new EntraError('malformedRequest');
  const asked =
    form.grant_type === 'client_credentials' ? /^(.+)\/\.default$/ : /^(.+)\/(?:\.default|user_impersonation)$/;
  const resource = scopes.map((scope) => asked.exec(scope)?.[1]).find(Boolean);
  if (!resource) throw new EntraError('invalidScope');
  return resource;
}

/** The token body; v1 writes its numbers as strings, v2 as numbers. */
function tokenBody(version: 'v1' | 'v2', resource: string, lifetimeInSeconds: number, now: Date) {
  const issuedAt = Math.floor(now.getTime() / 1000);
  if (version === 'v2') {
    return { token_type: 'Bearer', expires_in: lifetimeInSeconds, ext_expires_in: lifetimeInSeconds };
  }
  return {
    token_type: 'Bearer',
    expires_in: String(lifetimeInSeconds),
    ext_expires_in: String(lifetimeInSeconds),
    expires_on: String(issuedAt + lifetimeInSeconds),
    not_before: String(issuedAt),
    resource,
  };
}

/**
 * Answers a token request: client credentials, or a refresh token for the next one.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export async function issueTokens(issuer: Issuer, request: TokenRequest): Promise<Record<string, unknown>> {
  const { clock, state, signer, tenantId } = issuer;
  const { version, form } = request;
  const fault = state.takeFault();
  if (fault) throw new EntraError(fault);
  if (form.grant_type !== 'client_credentials' && form.grant_type !== 'refresh_token') {
    throw new EntraError(form.grant_type ? 'unsupportedGrant' : 'malformedRequest');
  }
  const proof: ClientProof = await authenticateClient(form, issuer.registration(), request.audiences);
  const resource = resourceOf(request);
  if (!RESOURCES.includes(resource)) throw new EntraError('resourceNotFound');

  const now = clock.now();
  const lifetime = state.switches.tokenLifetimeInSeconds;
  const clientId = form.client_id ?? '';
  const claims = {
    aud: resource,
    iss: `https://sts.windows.net/${tenantId}/`,
    appid: clientId,
    appidacr: { none: '0', secret: '1', certificate: '2', managedIdentity: '2' }[proof],
    tid: tenantId,
    ver: '1.0',
  };
  const body = tokenBody(version, resource, lifetime, now);
  if (form.grant_type === 'client_credentials') {
    return { ...body, access_token: await signer.sign({ ...claims, sub: clientId, idtyp: 'app' }, now, lifetime) };
  }

  if (!form.refresh_token) throw new EntraError('malformedRequest');
  const refreshToken = state.redeemRefreshToken(form.refresh_token);
  const user = { sub: USER.oid, oid: USER.oid, upn: USER.upn, unique_name: USER.upn };
  const amr = state.switches.mfa ? ['pwd', 'mfa'] : ['pwd'];
  const scopes = form.scope?.split(' ') ?? [];
  const idClaims = { ...user, aud: clientId, iss: claims.iss, tid: tenantId };
  return {
    ...body,
    scope: version === 'v1' ? 'user_impersonation' : `${resource}/user_impersonation`,
    access_token: await signer.sign({ ...claims, ...user, amr, scp: 'user_impersonation' }, now, lifetime),
    ...((version === 'v1' || scopes.includes('offline_access')) && { refresh_token: refreshToken }),
    ...(scopes.includes('openid') && { id_token: await signer.sign(idClaims, now, lifetime) }),
  };
}
