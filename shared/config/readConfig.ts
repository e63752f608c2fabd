import { z } from 'zod';
import { CLOUDS, type CloudName } from './clouds.ts';
import {
  allowedHosts,
  callerNames,
  duration,
  durations,
  guid,
  oneOf,
  schedule,
  url,
  vaultName,
  wholeNumber,
} from './fields.ts';
import type { AllowedHosts } from './parseAllowedHosts.ts';
import { readStorage, type StorageSettings } from './readStorage.ts';
import type { SettingProblem } from './settingProblem.ts';

/** Everything the app knows about where it runs, parsed once. */
export interface Config {
  keyVaultUrl: string;
  /** Client id of a user-assigned managed identity; absent for the system-assigned one. */
  managedIdentityClientId?: string;
  tenantId: string;
  clientId: string;
  /** The provider's own PartnerID (MPN id), never recorded as the reseller. */
  mpnId?: string;
  environment: 'sandbox' | 'production';
  cloud: CloudName;
  partnerCenterUrl: string;
  authorityHost: string;
  /** Resource that tokens for Partner Center are asked for. */
  audience: string;
  appCredential: 'secret' | 'certificate' | 'managedIdentity';
  clientSecretName: string;
  certificateName: string;
  refreshTokenName: string;
  requestsPerMinute: number;
  /** The storage account of the Functions host, which holds the app's tables and queues too. */
  storage: StorageSettings;
  /** How long a purchase of unknown outcome is looked for. */
  reconcileWindowInMs: number;
  /** How long until an operation that is not finished is looked at again. */
  operationRetryDelayInMs: number;
  /** Names of callers, by the fingerprint of their function key: 12 hex digits in lower case. */
  callerNames: ReadonlyMap<string, string>;
  /** Whether App Service authentication stands before the app, so that its headers about the caller can be believed. */
  platformAuthentication: boolean;
  /** A purchase line above this quantity is refused; always set in production. */
  purchaseMaxQuantity?: number;
  /** The time before a cutoff at which an alert is due, the longest first. */
  alertStagesInMs: number[];
  /** How long after each attempt at a delivery the next one is made; after the last it is given up. */
  alertRetryDelaysInMs: number[];
  /** Callbacks that may have a private address. */
  alertAllowedHosts: AllowedHosts;
  /** Name in Key Vault of what callbacks and secrets of webhooks are encrypted with. */
  webhookKeyName: string;
  /** Base of the addresses given out, without a trailing slash. */
  publicUrl?: string;
}

/** Thrown by {@link readConfig} with every missing or wrong setting at once; fix them all and start again. */
export class ConfigError extends Error {
  readonly problems: SettingProblem[];

  constructor(problems: SettingProblem[]) {
    super(`Settings to fix:\n${problems.map(({ setting, problem }) => `  ${setting}: ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const settings = z.object({
  KEY_VAULT_URL: url,
  AZURE_CLIENT_ID: guid.optional(),
  PARTNER_TENANT_ID: guid,
  PARTNER_CLIENT_ID: guid,
  PARTNER_MPN_ID: z.string().regex(/^\d+$/, 'must be digits').optional(),
  PARTNER_CENTER_ENVIRONMENT: oneOf('sandbox', 'production'),
  PARTNER_CENTER_CLOUD: oneOf('global', 'usGovernment', 'china').default('global'),
  PARTNER_CENTER_URL: url.optional(),
  AZURE_AUTHORITY_HOST: url.optional(),
  PARTNER_CENTER_APP_CREDENTIAL: oneOf('secret', 'certificate', 'managedIdentity').default('secret'),
  PARTNER_CENTER_CLIENT_SECRET_NAME: vaultName.default('partner-center-client-secret'),
  PARTNER_CENTER_CERTIFICATE_NAME: vaultName.default('partner-center-certificate'),
  PARTNER_CENTER_REFRESH_TOKEN_NAME: vaultName.default('partner-center-refresh-token'),
  PARTNER_CENTER_REQUESTS_PER_MINUTE: wholeNumber().default(450),
  PURCHASE_MAX_QUANTITY: wholeNumber().optional(),
  SCAN_SCHEDULE: schedule.optional(),
  RECONCILE_WINDOW: duration('1s', '12h').prefault('20m'),
  OPERATION_RETRY_DELAY: duration('1s', '1h').prefault('2m'),
  ALERT_STAGES: durations('15m', '30d', 10).prefault('72h,24h,6h'),
  ALERT_RETRY_DELAYS: durations('1s', '2d', 30).prefault('5s,5m,30m,2h,5h,8h,8h'),
  ALERT_ALLOWED_HOSTS: allowedHosts.default({ hosts: new Set(), only: false }),
  WEBHOOK_KEY_NAME: vaultName.default('webhook-encryption-key'),
  CALLER_NAMES: callerNames.default(new Map()),
  WEBSITE_AUTH_ENABLED: z.string().optional(),
  PUBLIC_URL: url.optional(),
  WEBSITE_HOSTNAME: z.string().optional(),
});

const REQUIRED = 'is required';

/**
 * Reads the settings from the environment; an empty value counts as missing.
 * @throws {@link ConfigError} naming every missing or wrong setting at once.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = settings.safeParse(given);
  const problems: SettingProblem[] = (parsed.error?.issues ?? []).map((issue) => {
    const setting = String(issue.path[0]);
    return { setting, problem: setting in given ? issue.message : REQUIRED };
  });
  if (given.PARTNER_CENTER_ENVIRONMENT === 'production' && !('PURCHASE_MAX_QUANTITY' in given)) {
    problems.push({
      setting: 'PURCHASE_MAX_QUANTITY',
      problem: `${REQUIRED} in production: the largest quantity one line may buy`,
    });
  }
  const storage = readStorage(given, parsed.data?.PARTNER_CENTER_CLOUD ?? 'global');
  if (Array.isArray(storage)) problems.push(...storage);
  if (!parsed.success || Array.isArray(storage) || problems.length > 0) throw new ConfigError(problems);

  const { data } = parsed;
  const cloud = CLOUDS[data.PARTNER_CENTER_CLOUD];
  const publicUrl = data.PUBLIC_URL ?? (data.WEBSITE_HOSTNAME && `https://${data.WEBSITE_HOSTNAME}`);
  return {
    keyVaultUrl: data.KEY_VAULT_URL,
    ...(data.AZURE_CLIENT_ID && { managedIdentityClientId: data.AZURE_CLIENT_ID }),
    tenantId: data.PARTNER_TENANT_ID,
    clientId: data.PARTNER_CLIENT_ID,
    ...(data.PARTNER_MPN_ID && { mpnId: data.PARTNER_MPN_ID }),
    environment: data.PARTNER_CENTER_ENVIRONMENT,
    cloud: data.PARTNER_CENTER_CLOUD,
    partnerCenterUrl: data.PARTNER_CENTER_URL ?? cloud.partnerCenterUrl,
    authorityHost: data.AZURE_AUTHORITY_HOST ?? cloud.authorityHost,
    audience: cloud.audience,
    appCredential: data.PARTNER_CENTER_APP_CREDENTIAL,
    clientSecretName: data.PARTNER_CENTER_CLIENT_SECRET_NAME,
    certificateName: data.PARTNER_CENTER_CERTIFICATE_NAME,
    refreshTokenName: data.PARTNER_CENTER_REFRESH_TOKEN_NAME,
    requestsPerMinute: data.PARTNER_CENTER_REQUESTS_PER_MINUTE,
    storage,
    reconcileWindowInMs: data.RECONCILE_WINDOW,
    operationRetryDelayInMs: data.OPERATION_RETRY_DELAY,
    alertStagesInMs: [...new Set(data.ALERT_STAGES)].toSorted((one, other) => other - one),
    alertRetryDelaysInMs: data.ALERT_RETRY_DELAYS,
    alertAllowedHosts: data.ALERT_ALLOWED_HOSTS,
    webhookKeyName: data.WEBHOOK_KEY_NAME,
    callerNames: data.CALLER_NAMES,
    platformAuthentication: /^(true|1)$/i.test(data.WEBSITE_AUTH_ENABLED ?? ''),
    ...(data.PURCHASE_MAX_QUANTITY && { purchaseMaxQuantity: data.PURCHASE_MAX_QUANTITY }),
    ...(publicUrl && { publicUrl }),
  };
}
