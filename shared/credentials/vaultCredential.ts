import { ManagedIdentityCredential } from '@azure/identity';
import type { Config } from '../config/readConfig.ts';

/**
 * The app's own identity in Azure: user-assigned when its client id is configured, else system-assigned.
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity
 */
export function createVaultCredential({ managedIdentityClientId }: Pick<Config, 'managedIdentityClientId'>) {
  return managedIdentityClientId
    ? new ManagedIdentityCredential({ clientId: managedIdentityClientId })
    : new ManagedIdentityCredential();
}
