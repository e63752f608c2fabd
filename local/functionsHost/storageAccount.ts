/** Where an account keeps its queues, and the key that signs requests to it. */
export interface StorageAccount {
  name: string;
  /** Base64, as in the connection string. */
  key: string;
  queueUrl: string;
}

// The account every Azurite has: https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
const AZURITE: StorageAccount = {
  name: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
  queueUrl: 'http://127.0.0.1:10001/devstoreaccount1',
};

/**
 * Reads a storage connection string.
 * https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
 */
export function parseConnectionString(connectionString: string): StorageAccount {
  const parts = new Map(
    connectionString
      .split(';')
      .filter((part) => part.includes('='))
      .map((part) => [part.slice(0, part.indexOf('=')).trim().toLowerCase(), part.slice(part.indexOf('=') + 1).trim()]),
  );
  if (parts.get('usedevelopmentstorage') === 'true') return AZURITE;
  const name = parts.get('accountname');
  const key = parts.get('accountkey');
  if (!name || !key) throw new Error('a storage connection string needs AccountName and AccountKey');
  const protocol = parts.get('defaultendpointsprotocol') ?? 'https';
  const suffix = parts.get('endpointsuffix') ?? 'core.windows.net';
  const queueUrl = parts.get('queueendpoint') ?? `${protocol}://${name}.queue.${suffix}`;
  return { name, key, queueUrl: queueUrl.replace(/\/+$/, '') };
}

/**
 * The account a binding's `connection` names: the setting `AzureWebJobs<connection>` or `<connection>`; none named is AzureWebJobsStorage.
 * @throws an error that names the setting to fix.
 */
export function storageAccount(connection: string, hostStorage: string | undefined): StorageAccount {
  const name = connection || 'AzureWebJobsStorage';
  const isHostStorage = name === 'AzureWebJobsStorage' || name === 'Storage';
  const value =
    (isHostStorage ? hostStorage : undefined) || process.env[`AzureWebJobs${name}`] || process.env[name] || undefined;
  if (!value) throw new Error(`the storage connection string in the setting ${name} is missing`);
  try {
    return parseConnectionString(value);
  } catch (error) {
    throw new Error(`the setting ${name} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}
