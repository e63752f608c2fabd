import tls from 'node:tls';
import { createCertificateAuthority } from '../../../local/certificates.ts';
import { startIdentity } from '../../../local/identity/startIdentity.ts';
import { TestClock } from '../../../local/testClock.ts';

export const TENANT_ID = '11111111-1111-4111-8111-111111111111';
export const CLIENT_ID = '22222222-2222-4222-8222-222222222222';
export const AUDIENCE = 'https://api.partnercenter.microsoft.com';
export const SECRET = 'the~client-secret';
export const REFRESH_TOKEN = '1.refresh-token';
export const SCOPE = `${AUDIENCE}/.default`;

/** Forms of the two grants. */
export const APP = { grant_type: 'client_credentials', scope: SCOPE };
export const USER = {
  grant_type: 'refresh_token',
  refresh_token: REFRESH_TOKEN,
  scope: `${SCOPE} offline_access openid`,
};

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** The identity emulator with a trusted certificate, and requests to it. */
export async function startTrustedIdentity() {
  const authority = await createCertificateAuthority();
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority.caPem]);
  const clock = new TestClock();
  const identity = await startIdentity({
    clock,
    tls: await authority.issue(),
    tenantId: TENANT_ID,
    clientId: CLIENT_ID,
    clientSecret: SECRET,
    refreshToken: REFRESH_TOKEN,
  });
  process.env.IDENTITY_ENDPOINT = identity.managedIdentityUrl;
  process.env.IDENTITY_HEADER = identity.managedIdentityHeader;

  async function answerTo(url: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(url, init);
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  const control = (path: string, body: unknown = {}) =>
    answerTo(`${identity.url}/_emulator/${path}`, { method: 'POST', body: JSON.stringify(body) });

  return {
    ...identity,
    clock,
    control,
    get: async (path: string) => (await answerTo(`${identity.url}${path}`)).body,
    token: (version: 'v1' | 'v2', form: Record<string, string>, tenantId = TENANT_ID) =>
      answerTo(`${identity.url}/${tenantId}/oauth2/${version === 'v1' ? '' : 'v2.0/'}token`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: CLIENT_ID, client_secret: SECRET, ...form }),
      }),
    async reset() {
      clock.reset();
      await control('reset');
    },
  };
}

export type TrustedIdentity = Awaited<ReturnType<typeof startTrustedIdentity>>;
