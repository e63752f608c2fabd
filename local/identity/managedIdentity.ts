import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TokenSigner } from './tokenSigner.ts';

const API_VERSION = '2019-08-01';
const LIFETIME_IN_SECONDS = 24 * 60 * 60;

/** What a managed identity's token may be exchanged for, one audience per cloud. */
export const TOKEN_EXCHANGE_AUDIENCES = [
  'api://AzureADTokenExchange',
  'api://AzureADTokenExchangeUSGov',
  'api://AzureADTokenExchangeChina',
] as const;

const RESOURCES: readonly string[] = ['https://vault.azure.net', ...TOKEN_EXCHANGE_AUDIENCES];

export interface ManagedIdentity {
  principalId: string;
  header: string;
  answer(request: IncomingMessage, issuer: string): Promise<{ status: number; body: unknown }>;
}

/**
 * The token endpoint App Service and Functions give an app with a managed identity. Its tokens go by real time, not by the
 * test clock: they are the platform's, and the SDKs that hold them read the machine's clock.
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export function createManagedIdentity(tenantId: string, signer: TokenSigner, exists: () => boolean): ManagedIdentity {
  const principalId = randomUUID();
  const systemAssignedClientId = randomUUID();
  const header = randomUUID();

  const refusal = (status: number, message: string) => ({ status, body: { statusCode: status, message } });

  return {
    principalId,
    header,
    async answer(request, issuer) {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://managed-identity.invalid');
      const resource = searchParams.get('resource')?.replace(/\/$/, '') ?? '';
      if (request.method !== 'GET' || pathname !== '/msi/token') return refusal(404, 'Ask GET /msi/token.');
      if (request.headers['x-identity-header'] !== header)
        return refusal(401, 'X-IDENTITY-HEADER is missing or wrong.');
      if (searchParams.get('api-version') !== API_VERSION) return refusal(400, `api-version has to be ${API_VERSION}.`);
      if (!RESOURCES.includes(resource)) return refusal(400, `No such resource here; known: ${RESOURCES.join(', ')}.`);
      if (!exists()) return refusal(400, 'No managed identity was found for this app.');
      const clientId = searchParams.get('client_id') ?? systemAssignedClientId;
      const now = new Date();
      const claims = { aud: resource, iss: issuer, sub: principalId, oid: principalId, appid: clientId, tid: tenantId };
      const issuedAt = Math.floor(now.getTime() / 1000);
      return {
        status: 200,
        body: {
          access_token: await signer.sign(claims, now, LIFETIME_IN_SECONDS),
          client_id: clientId,
          expires_on: String(issuedAt + LIFETIME_IN_SECONDS),
          not_before: String(issuedAt),
          resource,
          token_type: 'Bearer',
        },
      };
    },
  };
}
