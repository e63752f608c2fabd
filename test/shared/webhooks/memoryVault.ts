import { createSecretStore } from '../../../local/keyVault/secretStore.ts';
import type { KeyVaultSecrets } from '../../../shared/credentials/keyVaultSecrets.ts';

/** A vault of this process: that of the local cloud needs certificates which its process has to trust. */
export function memoryVault(): KeyVaultSecrets {
  const store = createSecretStore({});
  return {
    get: (name) => Promise.resolve(store.get(name)?.value),
    read: (name, version) => Promise.resolve(store.get(name, version)),
    set: (name, value) => Promise.resolve(store.set(name, value).version),
  };
}
