import { startAzurite } from '../../../local/azurite.ts';
import { createStorageClients, type StorageClients } from '../../../shared/storage/storageClients.ts';
import { takeStorage } from '../../takeStorage.ts';

/** Storage of a test’s own: an account of the run’s Azurite, or an Azurite where there is none. */
export async function openStorage(): Promise<{ clients: StorageClients; close(): Promise<void> }> {
  const taken = await takeStorage();
  if (taken !== undefined) {
    return { clients: createStorageClients({ connectionString: taken }), close: () => Promise.resolve() };
  }
  const azurite = await startAzurite();
  const { connectionString } = azurite;
  return { clients: createStorageClients({ connectionString }), close: () => azurite.close() };
}
