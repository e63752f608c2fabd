import { ManagedIdentityCredential } from '@azure/identity';

/**
 * An identity of the app in Azure: user-assigned when its client id is given, else system-assigned.
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity
 */
export function createManagedIdentityCredential({ managedIdentityClientId }: { managedIdentityClientId?: string }) {
  return managedIdentityClientId
    ? new ManagedIdentityCredential({ clientId: managedIdentityClientId })
    : new ManagedIdentityCredential();
}
