import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../../shared/config/readConfig.ts';

const SETTINGS = {
  KEY_VAULT_URL: 'https://vault.example/',
  PARTNER_TENANT_ID: '5F2E4A57-6B1C-4D2E-9C61-0A4D54F4E1A1',
  PARTNER_CLIENT_ID: '0d3f6b1a-2f64-4f0e-8a3b-2f1d6f0c9d11',
  PARTNER_CENTER_ENVIRONMENT: 'sandbox',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
};

function problemsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ setting }) => setting);
  }
  return [];
}

describe('readConfig', () => {
  it('fills in the defaults of the global cloud', () => {
    expect(readConfig(SETTINGS)).toMatchObject({
      keyVaultUrl: 'https://vault.example',
      tenantId: '5f2e4a57-6b1c-4d2e-9c61-0a4d54f4e1a1',
      partnerCenterUrl: 'https://api.partnercenter.microsoft.com',
      authorityHost: 'https://login.microsoftonline.com',
      audience: 'https://api.partnercenter.microsoft.com',
      appCredential: 'secret',
      requestsPerMinute: 450,
    });
  });

  it.each([
    ['usGovernment', 'https://login.microsoftonline.us', 'https://api.partnercenter.microsoft.com'],
    ['china', 'https://login.chinacloudapi.cn', 'https://partner.partnercenterapi.microsoftonline.cn'],
  ])('takes base URL, authority and audience of %s together', (PARTNER_CENTER_CLOUD, authorityHost, audience) => {
    expect(readConfig({ ...SETTINGS, PARTNER_CENTER_CLOUD })).toMatchObject({
      authorityHost,
      audience,
      partnerCenterUrl: audience,
    });
  });

  it('keeps the audience when only addresses are overridden', () => {
    const overrides = { PARTNER_CENTER_URL: 'https://127.0.0.1:7081', AZURE_AUTHORITY_HOST: 'https://127.0.0.1:7083' };
    expect(readConfig({ ...SETTINGS, ...overrides })).toMatchObject({
      partnerCenterUrl: 'https://127.0.0.1:7081',
      authorityHost: 'https://127.0.0.1:7083',
      audience: 'https://api.partnercenter.microsoft.com',
    });
  });

  it('names every missing setting at once, and an empty one is missing', () => {
    expect(problemsOf({ PARTNER_TENANT_ID: '' })).toEqual([
      'KEY_VAULT_URL',
      'PARTNER_TENANT_ID',
      'PARTNER_CLIENT_ID',
      'PARTNER_CENTER_ENVIRONMENT',
      'AzureWebJobsStorage',
    ]);
  });

  it('names wrong settings together with missing ones', () => {
    const wrong = {
      ...SETTINGS,
      KEY_VAULT_URL: 'vault',
      PARTNER_CENTER_REQUESTS_PER_MINUTE: '0',
      PARTNER_CLIENT_ID: undefined,
    };
    expect(problemsOf(wrong).sort()).toEqual([
      'KEY_VAULT_URL',
      'PARTNER_CENTER_REQUESTS_PER_MINUTE',
      'PARTNER_CLIENT_ID',
    ]);
  });

  it('requires a purchase limit in production only', () => {
    const production = { ...SETTINGS, PARTNER_CENTER_ENVIRONMENT: 'production' };
    expect(problemsOf(production)).toEqual(['PURCHASE_MAX_QUANTITY']);
    expect(readConfig({ ...production, PURCHASE_MAX_QUANTITY: '300' }).purchaseMaxQuantity).toBe(300);
  });

  it('reads durations, names of callers and whether App Service authenticates', () => {
    expect(readConfig(SETTINGS)).toMatchObject({
      reconcileWindowInMs: 20 * 60_000,
      operationRetryDelayInMs: 2 * 60_000,
      callerNames: new Map(),
      platformAuthentication: false,
    });
    const given = {
      RECONCILE_WINDOW: '2h',
      OPERATION_RETRY_DELAY: '90s',
      CALLER_NAMES: '0A1B2C3D4E5F=Order flow, aaaabbbbcccc=Nightly = run',
      WEBSITE_AUTH_ENABLED: 'True',
    };
    expect(readConfig({ ...SETTINGS, ...given })).toMatchObject({
      reconcileWindowInMs: 2 * 3_600_000,
      operationRetryDelayInMs: 90_000,
      callerNames: new Map([
        ['0a1b2c3d4e5f', 'Order flow'],
        ['aaaabbbbcccc', 'Nightly = run'],
      ]),
      platformAuthentication: true,
    });
  });

  it.each([
    ['RECONCILE_WINDOW', '20'],
    ['RECONCILE_WINDOW', '13h'],
    ['RECONCILE_WINDOW', '2d'],
    ['OPERATION_RETRY_DELAY', '0s'],
    ['OPERATION_RETRY_DELAY', '61m'],
    ['CALLER_NAMES', 'Order flow=0a1b2c3d4e5f'],
    ['CALLER_NAMES', '0a1b2c3d4e5f='],
  ])('refuses %s "%s" and says its form', (setting, value) => {
    expect(() => readConfig({ ...SETTINGS, [setting]: value })).toThrow(
      new RegExp(`${setting}: must be .*(such as|<fingerprint>=<name>)`),
    );
  });

  it.each([
    ['True', true],
    ['1', true],
    ['False', false],
    ['0', false],
  ])('understands WEBSITE_AUTH_ENABLED %s as %s', (WEBSITE_AUTH_ENABLED, expected) => {
    expect(readConfig({ ...SETTINGS, WEBSITE_AUTH_ENABLED }).platformAuthentication).toBe(expected);
  });

  it('gives out the host name Azure knows, unless a public address is set', () => {
    expect(readConfig({ ...SETTINGS, WEBSITE_HOSTNAME: 'my.azurewebsites.net' }).publicUrl).toBe(
      'https://my.azurewebsites.net',
    );
    expect(readConfig({ ...SETTINGS, WEBSITE_HOSTNAME: 'x', PUBLIC_URL: 'https://api.example/' }).publicUrl).toBe(
      'https://api.example',
    );
  });
});
