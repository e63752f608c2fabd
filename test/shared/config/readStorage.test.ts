import { describe, expect, it } from 'vitest';
import { readStorage } from '../../../shared/config/readStorage.ts';

const CLIENT_ID = '0d3f6b1a-2f64-4f0e-8a3b-2f1d6f0c9d11';
const ACCOUNT = 'contosofunctions';

function problemsOf(env: NodeJS.ProcessEnv): string[] {
  const storage = readStorage(env, 'global');
  return Array.isArray(storage) ? storage.map(({ setting, problem }) => `${setting} ${problem}`) : [];
}

describe('readStorage', () => {
  it.each([
    'UseDevelopmentStorage=true',
    `DefaultEndpointsProtocol=https;AccountName=${ACCOUNT};AccountKey=a2V5;EndpointSuffix=core.windows.net`,
    'TableEndpoint=https://x/;QueueEndpoint=https://y/;SharedAccessSignature=sv=1&sig=2',
  ])('takes the connection string %s', (connectionString) => {
    expect(readStorage({ AzureWebJobsStorage: connectionString }, 'global')).toEqual({ connectionString });
  });

  it('refuses what is no connection string, and does not repeat it', () => {
    const [problem] = problemsOf({ AzureWebJobsStorage: '@Microsoft.KeyVault(SecretUri=x)' });
    expect(problem).toBe('AzureWebJobsStorage must be a storage connection string');
  });

  it.each([
    ['global', 'core.windows.net'],
    ['usGovernment', 'core.usgovcloudapi.net'],
    ['china', 'core.chinacloudapi.cn'],
  ] as const)('knows where the account is in the cloud %s', (cloud, suffix) => {
    expect(readStorage({ AzureWebJobsStorage__accountName: ACCOUNT }, cloud)).toEqual({
      tableServiceUrl: `https://${ACCOUNT}.table.${suffix}`,
      queueServiceUrl: `https://${ACCOUNT}.queue.${suffix}`,
    });
  });

  it('takes the services’ own addresses and a user-assigned identity, whatever the case of the names', () => {
    const env = {
      AzureWebJobsStorage__blobServiceUri: 'https://blob.example',
      AzureWebJobsStorage__tableServiceUri: 'https://table.example/',
      AZUREWEBJOBSSTORAGE__QUEUESERVICEURI: 'https://queue.example',
      AzureWebJobsStorage__credential: 'managedidentity',
      AzureWebJobsStorage__clientId: CLIENT_ID.toUpperCase(),
    };
    expect(readStorage(env, 'global')).toEqual({
      tableServiceUrl: 'https://table.example',
      queueServiceUrl: 'https://queue.example',
      managedIdentityClientId: CLIENT_ID,
    });
  });

  it('prefers a connection string, as the host does', () => {
    const env = { AzureWebJobsStorage: 'UseDevelopmentStorage=true', AzureWebJobsStorage__accountName: ACCOUNT };
    expect(readStorage(env, 'global')).toEqual({ connectionString: 'UseDevelopmentStorage=true' });
  });

  it('says what to add when only blobs, or blobs and queues, are named', () => {
    const blobs = { AzureWebJobsStorage__blobServiceUri: 'https://blob.example' };
    expect(problemsOf(blobs)).toEqual([
      expect.stringMatching(/^AzureWebJobsStorage__tableServiceUri .*AzureWebJobsStorage__accountName/),
      expect.stringMatching(/^AzureWebJobsStorage__queueServiceUri .*AzureWebJobsStorage__accountName/),
    ]);
    const withQueues = { ...blobs, AzureWebJobsStorage__queueServiceUri: 'https://queue.example' };
    expect(problemsOf(withQueues)).toEqual([expect.stringMatching(/^AzureWebJobsStorage__tableServiceUri /)]);
  });

  it('names every wrong member', () => {
    const wrong = {
      AzureWebJobsStorage__accountName: 'https://account',
      AzureWebJobsStorage__credential: 'key',
      AzureWebJobsStorage__clientId: 'me',
    };
    expect(problemsOf(wrong)).toEqual([
      expect.stringMatching(/^AzureWebJobsStorage__accountName /),
      expect.stringMatching(/^AzureWebJobsStorage__credential /),
      expect.stringMatching(/^AzureWebJobsStorage__clientId /),
    ]);
  });
});
