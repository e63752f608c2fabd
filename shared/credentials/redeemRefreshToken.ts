import { Agent, interceptors, request } from 'undici';
import { z } from 'zod';
import type { Config } from '../config/readConfig.ts';
import { tokenEndpointUrl } from './authority.ts';
import { parsePem, signClientAssertion } from './clientAssertion.ts';
import { managedIdentityAssertion, type ClientCredential } from './clientCredential.ts';
import { EntraRefusal } from './entraRefusal.ts';

const TIMEOUTS = { connect: { timeout: 10_000 }, headersTimeout: 30_000, bodyTimeout: 30_000 };
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Numbers arrive as strings from the v1 endpoint. */
const tokenResponse = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
  refresh_token: z.string().min(1).optional(),
});

const errorResponse = z.object({ error: z.string(), error_description: z.string().catch('') });

export interface RedeemedToken {
  accessToken: string;
  lifetimeInMs: number;
  /** The successor of the redeemed refresh token, if there is one. */
  refreshToken?: string;
}

const dispatcher = new Agent(TIMEOUTS).compose(
  interceptors.retry({ maxRetries: 2, minTimeout: 500, maxTimeout: 5000, methods: ['POST'], throwOnError: false }),
);

/** The form fields with which the app proves itself; a public client has none. */
async function clientFields(config: Config, credential: ClientCredential | undefined): Promise<Record<string, string>> {
  switch (credential?.kind) {
    case undefined:
      return {};
    case 'secret':
      return { client_secret: credential.material };
    case 'certificate': {
      const pem = parsePem(credential.material, config.certificateName);
      const claims = { clientId: config.clientId, audience: tokenEndpointUrl(config), now: new Date() };
      return { client_assertion_type: ASSERTION_TYPE, client_assertion: signClientAssertion(pem, claims) };
    }
    case 'managedIdentity':
      return { client_assertion_type: ASSERTION_TYPE, client_assertion: await managedIdentityAssertion(config) };
  }
}

/**
 * Redeems a refresh token for an access token to Partner Center.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#refresh-the-access-token
 * @throws EntraRefusal when Entra ID answers with an error; the network's own error when it does not answer.
 */
export async function redeemRefreshToken(
  config: Config,
  refreshToken: string,
  credential: ClientCredential | undefined,
): Promise<RedeemedToken> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: config.clientId,
    scope: `${config.audience}/.default offline_access openid`,
    refresh_token: refreshToken,
    ...(await clientFields(config, credential)),
  });
  const { statusCode, body } = await request(tokenEndpointUrl(config), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
    dispatcher,
  });
  const answer: unknown = await body.json().catch(() => undefined);
  const parsed = tokenResponse.safeParse(answer);
  if (statusCode !== 200 || !parsed.success) {
    const refusal = errorResponse.safeParse(answer).data;
    throw new EntraRefusal(refusal?.error ?? `HTTP ${statusCode}`, refusal?.error_description ?? '');
  }
  const { access_token, expires_in, refresh_token } = parsed.data;
  return {
    accessToken: access_token,
    lifetimeInMs: expires_in * 1000,
    ...(refresh_token && { refreshToken: refresh_token }),
  };
}
