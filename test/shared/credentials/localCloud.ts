import tls from 'node:tls';
import { createCertificateAuthority } from '../../../local/certificates.ts';
import { startIdentity } from '../../../local/identity/startIdentity.ts';
import { startKeyVault } from '../../../local/keyVault/startKeyVault.ts';
import { TestClock } from '../../../local/testClock.ts';
import { CLOUDS } from '../../../shared/config/clouds.ts';
import type { Config } from '../../../shared/config/readConfig.ts';

export const CLIENT_SECRET = 'the-first~client-secret';
export const REFRESH_TOKEN = '1.the-first-refresh-token';

const TENANT_ID = '11111111-1111-4111-8111-111111111111';
const CLIENT_ID = '22222222-2222-4222-8222-222222222222';

export interface LoggedRequest {
  service?: string;
  method: string;
  path: string;
  status: number;
  grantType?: string;
}

async function call(url: string, method = 'GET', body?: unknown): Promise<Record<string, unknown>> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url, { method, headers: { 'content-type': 'application/json' }, ...sent });
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

/** Identity and Key Vault with trusted certificates, and the Config of an app that uses them. */
export async function startLocalCloud() {
  const authority = await createCertificateAuthority();
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority.caPem]);
  const server = await authority.issue();
  const app = await authority.issueClient('partner app');
  const clock = new TestClock();
  const identity = await startIdentity({
    clock,
    tls: server,
    tenantId: TENANT_ID,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    certificate: app.cert,
    refreshToken: REFRESH_TOKEN,
  });
  process.env.IDENTITY_ENDPOINT = identity.managedIdentityUrl;
  process.env.IDENTITY_HEADER = identity.managedIdentityHeader;
  const vault = await startKeyVault({
    tls: server,
    tokenKey: identity.publicKey,
    tenantId: TENANT_ID,
    authorityUrl: identity.url,
    secrets: {
      'partner-center-client-secret': CLIENT_SECRET,
      'partner-center-refresh-token': REFRESH_TOKEN,
      'partner-center-certificate': `${app.key}\n${app.cert}\n`,
    },
  });
  const config: Config = {
    keyVaultUrl: vault.url,
    tenantId: TENANT_ID,
    clientId: CLIENT_ID,
    environment: 'sandbox',
    cloud: 'global',
    partnerCenterUrl: CLOUDS.global.partnerCenterUrl,
    authorityHost: identity.url,
    audience: CLOUDS.global.audience,
    appCredential: 'secret',
    clientSecretName: 'partner-center-client-secret',
    certificateName: 'partner-center-certificate',
    refreshTokenName: 'partner-center-refresh-token',
    requestsPerMinute: 450,
    storage: { connectionString: 'UseDevelopmentStorage=true' },
    reconcileWindowInMs: 20 * 60_000,
    operationRetryDelayInMs: 2 * 60_000,
    callerNames: new Map(),
    alertStagesInMs: [],
    alertRetryDelaysInMs: [],
    alertAllowedHosts: { hosts: new Set(), only: false },
    webhookKeyName: 'webhook-encryption-key',
    platformAuthentication: false,
  };

  async function logOf(url: string): Promise<LoggedRequest[]> {
    return (await call(`${url}/_emulator/requests`)).items as LoggedRequest[];
  }

  return {
    authority,
    clock,
    identity,
    vault,
    config,
    app,
    call,
    toIdentity: (path: string, body: unknown = {}) => call(`${identity.url}/_emulator/${path}`, 'POST', body),
    toVault: (path: string, body: unknown = {}) => call(`${vault.url}/_emulator/${path}`, 'POST', body),
    /** Token requests the authority answered, by grant type if given. */
    tokenRequests: async (grantType?: string) =>
      (await logOf(identity.url)).filter(
        ({ method, path, ...log }) =>
          method === 'POST' && path.endsWith('/token') && (!grantType || log.grantType === grantType),
      ),
    /** Authorised requests for one secret; the challenge that precedes the first is not counted. */
    secretRequests: async (method: 'GET' | 'PUT', name: string) =>
      (await logOf(vault.url)).filter(
        (log) => log.method === method && log.path.startsWith(`/secrets/${name}`) && log.status !== 401,
      ),
    async storedSecret(name: string): Promise<string | undefined> {
      const { items } = await call(`${vault.url}/_emulator/secrets`);
      return (items as { name: string; value: string }[]).find((secret) => secret.name === name)?.value;
    },
    async reset() {
      clock.reset();
      await Promise.all([
        call(`${identity.url}/_emulator/reset`, 'POST', {}),
        call(`${vault.url}/_emulator/reset`, 'POST', {}),
      ]);
    },
    async close() {
      await Promise.all([identity.close(), vault.close()]);
    },
  };
}

export type LocalCloud = Awaited<ReturnType<typeof startLocalCloud>>;
