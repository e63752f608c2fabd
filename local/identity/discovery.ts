import type { TokenSigner } from './tokenSigner.ts';

/**
 * The documents an OpenID Connect client reads before it asks for a token; undefined for any other path.
 * https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
 */
export function discoveryDocument(path: string, baseUrl: string, tenantId: string, signer: TokenSigner): unknown {
  const tenant = `${baseUrl}/${tenantId}`;
  const openIdConfiguration = (version: '' | '/v2.0') => ({
    issuer: version ? `${tenant}/v2.0` : `https://sts.windows.net/${tenantId}/`,
    authorization_endpoint: `${tenant}/oauth2${version}/authorize`,
    token_endpoint: `${tenant}/oauth2${version}/token`,
    end_session_endpoint: `${tenant}/oauth2${version}/logout`,
    jwks_uri: `${tenant}/discovery${version}/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'offline_access'],
  });
  switch (path) {
    case `/${tenantId}/.well-known/openid-configuration`:
      return openIdConfiguration('');
    case `/${tenantId}/v2.0/.well-known/openid-configuration`:
      return openIdConfiguration('/v2.0');
    case `/${tenantId}/discovery/keys`:
    case `/${tenantId}/discovery/v2.0/keys`:
      return { keys: [signer.jwk] };
    default:
      return undefined;
  }
}
