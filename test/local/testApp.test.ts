import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.partnerCenter.reset();
});

const { customerId, subscriptionId } = SEED.newCommerceOpen;
const subscription = `customers/${customerId}/subscriptions/${subscriptionId}`;

test('the app answers through the local cloud: host, identity, Key Vault and Partner Center', async () => {
  const { status, body } = await app.api('GET', subscription);
  expect(status).toBe(200);
  expect(body).toMatchObject({ subscription: { id: subscriptionId, cancellation: { allowed: true } } });
  expect((await app.partnerCenter.requests()).map(({ method }) => method)).toContain('GET');
});

test('moving the clock closes the window', async () => {
  await app.partnerCenter.advance('8d');
  const { body } = await app.api('GET', subscription);
  expect(body).toMatchObject({ subscription: { cancellation: { allowed: false } } });
});

test('the app that finds its secrets in a certificate bundle signs in with it', async () => {
  const withCertificate = await startTestApp({ settings: { PARTNER_CENTER_APP_CREDENTIAL: 'certificate' } });
  try {
    expect((await withCertificate.api('GET', subscription)).status).toBe(200);
  } finally {
    await withCertificate.close();
  }
});

test('neither secret nor token is among what the host writes', async () => {
  await app.api('GET', subscription);
  const { body } = await app.keyVault.get('/_emulator/secrets');
  const { items } = body as { items: { value: string }[] };
  expect(items.length).toBeGreaterThanOrEqual(3);
  for (const { value } of items) expect(app.output()).not.toContain(value);
  expect(app.output()).toContain('Ready at');
  expect(app.output()).not.toMatch(/eyJ[\w-]{20,}/);
});
