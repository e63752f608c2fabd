import { CLOUDS, type CloudName } from '../config/clouds.ts';
import type { Config } from '../config/readConfig.ts';

/** The clouds' authorities; China has two. https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud */
const MICROSOFT_HOSTS: ReadonlySet<string> = new Set([
  ...Object.values(CLOUDS).map(({ authorityHost }) => new URL(authorityHost).host),
  'login.partner.microsoftonline.cn',
]);

/**
 * What a managed identity's token is asked for when it stands in for the app's secret.
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
export const TOKEN_EXCHANGE_AUDIENCE = {
  global: 'api://AzureADTokenExchange',
  usGovernment: 'api://AzureADTokenExchangeUSGov',
  china: 'api://AzureADTokenExchangeChina',
} as const satisfies Record<CloudName, string>;

/** Options of the Azure SDK credentials: an authority outside Microsoft's clouds is not looked up in the public one. */
export function authorityOptions({ authorityHost }: Pick<Config, 'authorityHost'>) {
  return { authorityHost, disableInstanceDiscovery: !MICROSOFT_HOSTS.has(new URL(authorityHost).host) };
}

/** The v2 token endpoint of the partner's tenant. */
export function tokenEndpointUrl({ authorityHost, tenantId }: Pick<Config, 'authorityHost' | 'tenantId'>): string {
  return `${authorityHost}/${tenantId}/oauth2/v2.0/token`;
}
