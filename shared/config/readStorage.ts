import { z } from 'zod';
import { CLOUDS, type CloudName } from './clouds.ts';
import { guid, url } from './fields.ts';
import type { SettingProblem } from './settingProblem.ts';

/** How the storage account is reached: by connection string, or with the app's managed identity. */
export type StorageSettings =
  { connectionString: string } | { tableServiceUrl: string; queueServiceUrl: string; managedIdentityClientId?: string };

const SETTING = 'AzureWebJobsStorage';
const CONNECTION_STRING = /\b(AccountKey|SharedAccessSignature)=.|^UseDevelopmentStorage=true/i;

const identityBased = z.object({
  accountName: z
    .string()
    .regex(/^[a-z0-9]{3,24}$/, 'must be the name of a storage account')
    .optional(),
  tableServiceUri: url.optional(),
  queueServiceUri: url.optional(),
  credential: z
    .string()
    .regex(/^managedidentity$/i, 'must be managedidentity')
    .optional(),
  clientId: guid.optional(),
});

/** The settings of the identity-based connection that are there; the Functions host does not mind the case of their names. */
function identityMembers(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const given = new Map(Object.entries(env).map(([setting, value]) => [setting.toLowerCase(), value]));
  const names = Object.keys(identityBased.shape);
  return Object.fromEntries(names.map((name) => [name, given.get(`${SETTING}__${name}`.toLowerCase())]));
}

function isIdentityBased(env: NodeJS.ProcessEnv): boolean {
  return Object.keys(env).some((setting) => setting.toLowerCase().startsWith(`${SETTING}__`.toLowerCase()));
}

function missing(service: 'table' | 'queue'): SettingProblem {
  return {
    setting: `${SETTING}__${service}ServiceUri`,
    problem: `is required: the app keeps tables and queues. Add it, or ${SETTING}__accountName in place of the single addresses`,
  };
}

/**
 * Reads how the host's storage account is reached; a connection string comes first, as it does for the host.
 * https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
 */
export function readStorage(env: NodeJS.ProcessEnv, cloud: CloudName): StorageSettings | SettingProblem[] {
  const connectionString = env[SETTING];
  if (connectionString !== undefined) {
    const isValid = CONNECTION_STRING.test(connectionString);
    return isValid ? { connectionString } : [{ setting: SETTING, problem: 'must be a storage connection string' }];
  }
  if (!isIdentityBased(env)) {
    const problem = `is required: a connection string, or ${SETTING}__accountName for the app’s managed identity`;
    return [{ setting: SETTING, problem }];
  }

  const { data, error } = identityBased.safeParse(identityMembers(env));
  if (error) {
    return error.issues.map(({ path, message }) => ({ setting: `${SETTING}__${String(path[0])}`, problem: message }));
  }
  const { accountName, tableServiceUri, queueServiceUri, clientId } = data;
  const byName = (service: string) =>
    accountName && `https://${accountName}.${service}.${CLOUDS[cloud].storageEndpointSuffix}`;
  const tableServiceUrl = tableServiceUri ?? byName('table');
  const queueServiceUrl = queueServiceUri ?? byName('queue');
  if (!tableServiceUrl || !queueServiceUrl) {
    return [...(tableServiceUrl ? [] : [missing('table')]), ...(queueServiceUrl ? [] : [missing('queue')])];
  }
  return { tableServiceUrl, queueServiceUrl, ...(clientId && { managedIdentityClientId: clientId }) };
}
