import { describe, expect, test } from 'vitest';
import { CLOUDS } from '../../../shared/config/clouds.ts';
import { authorityOptions, TOKEN_EXCHANGE_AUDIENCE, tokenEndpointUrl } from '../../../shared/credentials/authority.ts';

const TENANT_ID = '11111111-1111-4111-8111-111111111111';

describe('each cloud', () => {
  test.each([
    ['global', 'https://login.microsoftonline.com', 'api://AzureADTokenExchange'],
    ['usGovernment', 'https://login.microsoftonline.us', 'api://AzureADTokenExchangeUSGov'],
    ['china', 'https://login.chinacloudapi.cn', 'api://AzureADTokenExchangeChina'],
  ] as const)('%s has its own authority and exchange audience', (cloud, host, exchange) => {
    const { authorityHost } = CLOUDS[cloud];
    expect(authorityOptions({ authorityHost })).toEqual({ authorityHost: host, disableInstanceDiscovery: false });
    expect(tokenEndpointUrl({ authorityHost, tenantId: TENANT_ID })).toBe(`${host}/${TENANT_ID}/oauth2/v2.0/token`);
    expect(TOKEN_EXCHANGE_AUDIENCE[cloud]).toBe(exchange);
  });
});

test("China's other authority is one of Microsoft's too", () => {
  const authorityHost = 'https://login.partner.microsoftonline.cn';
  expect(authorityOptions({ authorityHost }).disableInstanceDiscovery).toBe(false);
});

test.each(['https://127.0.0.1:8443', 'https://login.microsoftonline.com.example.org', 'https://identity.example.com'])(
  'the public cloud is not asked about %s',
  (authorityHost) => {
    expect(authorityOptions({ authorityHost }).disableInstanceDiscovery).toBe(true);
  },
);
