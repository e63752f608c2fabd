import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { CALLS } from './dryRunCalls.ts';
import { partnerCenterSession } from './partnerCenterSession.ts';
import { tableRows } from './tableRows.ts';

const CALLBACK = 'https://prod-17.westeurope.logic.azure.com/workflows/callback?sig=cAllBackSignature';
const HEADERS = {
  'x-ms-trigger-callback-url': CALLBACK,
  cookie: 'session=cookieSecret',
  authorization: 'Bearer callerToken',
};

let app: TestApp;
/** What nobody may find anywhere, by name. */
let secrets: Record<string, string>;

async function rowsOf(table: string): Promise<string> {
  const rows = await tableRows(app, table);
  expect(rows.length).toBeGreaterThan(0);
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

const tokenOf = (location: string | null) => new URL(location ?? '').searchParams.get('token') ?? '';

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000', OPERATION_RETRY_DELAY: '1s' } });
  const session = partnerCenterSession(app);
  for (const { path, body } of Object.values(CALLS)) {
    const headers = { ...HEADERS, 'idempotency-key': randomUUID() };
    expect((await app.unkeyed('POST', `${path}?code=${app.functionKey}`, body, headers)).status).toBe(200);
    expect((await app.api('POST', path, { ...body, dryRun: true }, HEADERS)).status).toBeLessThan(500);
  }
  await session.fault('PATCH customers/*/subscriptions/*', 'resetBeforeCommit', { count: 1 });
  const { subscriptionId, customerId } = SEED.newCommerceOpen;
  const path = `customers/${customerId}/subscriptions/${subscriptionId}/cancel`;
  const accepted = await app.api('POST', path, {}, HEADERS);
  expect(accepted.status).toBe(202);
  const location = accepted.headers.get('location');
  const result = location?.slice(`${app.url}/api/`.length) ?? '';
  await vi.waitFor(async () => expect((await app.unkeyed('GET', result)).status).toBe(200), { timeout: 20_000 });
  expect((await app.unkeyed('GET', result.replace('/result', ''))).status).toBe(200);

  const { items } = (await app.keyVault.get('/_emulator/secrets')).body as { items: { name: string; value: string }[] };
  secrets = {
    'function key': app.functionKey,
    'token of the Location': tokenOf(location),
    'token of the Operation-Location': tokenOf(accepted.headers.get('operation-location')),
    'callback address': CALLBACK,
    'callback signature': 'cAllBackSignature',
    cookie: 'cookieSecret',
    authorization: 'callerToken',
    'storage account': /AccountKey=([^;]+)/.exec(app.settings.AzureWebJobsStorage ?? '')?.[1] ?? '',
    ...Object.fromEntries(items.map(({ name, value }) => [name, value])),
  };
  for (const [name, secret] of Object.entries(secrets)) expect(secret.length, name).toBeGreaterThan(8);
});
afterAll(() => app.close());

/** Names what was found, so that a failure shows no secret. */
const foundIn = (text: string) =>
  Object.entries(secrets)
    .filter(([, secret]) =>
      [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].some((form) => text.includes(form)),
    )
    .map(([name]) => name);

it('the audit trail tells no secret', async () => {
  const { status, body } = await app.api('GET', 'operations');
  expect(status).toBe(200);
  expect((body as { items: object[] }).items).toHaveLength(6);
  expect(foundIn(JSON.stringify(body))).toEqual([]);
});

it('the log tells no secret, and no bearer token', () => {
  expect(app.output()).toContain('partnerCenterCall');
  expect(foundIn(app.output())).toEqual([]);
  expect(/eyJ[\w-]+\.eyJ[\w-]+\./.test(app.output())).toBe(false);
});

it.each(['operations', 'operationsTrail'])('the rows of table %s hold no secret', async (table) => {
  expect(foundIn(await rowsOf(table))).toEqual([]);
});
