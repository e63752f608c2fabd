import { X509Certificate, createPrivateKey } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { Agent, fetch } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../shared/config/readConfig.ts';
import { startStack, type Stack } from '../../local/stack.ts';

let stack: Stack;
let dispatcher: Agent;

beforeAll(async () => {
  stack = await startStack({ azurite: false });
  dispatcher = new Agent({ connect: { ca: await readFile(stack.addresses.ca, 'utf8') } });
});
afterAll(async () => {
  await dispatcher.close();
  await stack.close();
});

async function managedIdentityToken(resource: string): Promise<string> {
  const { IDENTITY_ENDPOINT = '', IDENTITY_HEADER = '' } = stack.settings;
  const url = `${IDENTITY_ENDPOINT}?api-version=2019-08-01&resource=${encodeURIComponent(resource)}`;
  const response = await fetch(url, { headers: { 'x-identity-header': IDENTITY_HEADER } });
  return ((await response.json()) as { access_token: string }).access_token;
}

async function secret(name: string): Promise<string> {
  const token = await managedIdentityToken('https://vault.azure.net');
  const response = await fetch(`${stack.addresses.keyVault}/secrets/${name}?api-version=7.5`, {
    dispatcher,
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await response.json()) as { value: string }).value;
}

async function token(form: Record<string, string>): Promise<{ status: number; access_token?: string }> {
  const { AZURE_AUTHORITY_HOST = '', PARTNER_TENANT_ID = '', PARTNER_CLIENT_ID = '' } = stack.settings;
  const response = await fetch(`${AZURE_AUTHORITY_HOST}/${PARTNER_TENANT_ID}/oauth2/v2.0/token`, {
    method: 'POST',
    dispatcher,
    body: new URLSearchParams({
      client_id: PARTNER_CLIENT_ID,
      scope: 'https://api.partnercenter.microsoft.com/.default',
      ...form,
    }),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

test('its settings are a complete configuration of the app', () => {
  expect(readConfig(stack.settings)).toMatchObject({
    environment: 'sandbox',
    partnerCenterUrl: stack.addresses.partnerCenter,
    authorityHost: stack.addresses.identity,
    keyVaultUrl: stack.addresses.keyVault,
    purchaseMaxQuantity: 1000,
  });
});

test('the client secret and the refresh token in the vault are those that identity takes', async () => {
  const client_secret = await secret('partner-center-client-secret');
  const refresh_token = await secret('partner-center-refresh-token');
  expect(await token({ grant_type: 'client_credentials', client_secret })).toMatchObject({ status: 200 });
  expect(await token({ grant_type: 'refresh_token', client_secret, refresh_token })).toMatchObject({ status: 200 });
  expect(await token({ grant_type: 'client_credentials', client_secret: 'another' })).toMatchObject({ status: 401 });
});

test('the certificate in the vault comes with its key', async () => {
  const bundle = await secret('partner-center-certificate');
  expect(new X509Certificate(bundle).checkPrivateKey(createPrivateKey(bundle))).toBe(true);
});

test('Partner Center takes the tokens that identity gives, and no others', async () => {
  const client_secret = await secret('partner-center-client-secret');
  const { access_token = '' } = await token({ grant_type: 'client_credentials', client_secret });
  const url = `${stack.addresses.partnerCenter}/v1/customers`;
  const call = async (bearer: string) =>
    (await fetch(url, { dispatcher, headers: { accept: 'application/json', authorization: `Bearer ${bearer}` } }))
      .status;
  expect(await call(access_token)).toBe(200);
  expect(await call(`${access_token.slice(0, -8)}AAAAAAAA`)).toBe(401);
});

test('its clock is the one that Partner Center tells the time by', async () => {
  stack.clock.advance(3 * 24 * 60 * 60 * 1000);
  const { headers } = await fetch(`${stack.addresses.partnerCenter}/v1/customers`, { dispatcher });
  const aheadInMs = Date.parse(headers.get('date') ?? '') - Date.now();
  stack.clock.reset();
  expect(aheadInMs).toBeGreaterThan(3 * 24 * 60 * 60 * 1000 - 60_000);
});

test('two stacks run side by side, and each removes its CA file when it closes', async () => {
  const other = await startStack({ azurite: false });
  expect(other.addresses.ca).not.toBe(stack.addresses.ca);
  await other.close();
  await expect(access(other.addresses.ca)).rejects.toThrow();
  await access(stack.addresses.ca);
});
