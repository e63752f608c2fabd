import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';

const { customerId, subscriptionId } = SEED.newCommerceOpen;
const REFRESH_TOKEN = 'partner-center-refresh-token';
const CLIENT_SECRET = 'partner-center-client-secret';

let app: TestApp;

/** One call as the app, one as the user who consented. */
const asApp = () => app.api('GET', `customers/${customerId}/subscriptions/${subscriptionId}`);
const asUser = () => app.api('GET', 'resellers');

let hoursAhead = 0;

/** Moves Partner Center and its identity platform past the end of every token there is; a reset takes the clock back, but no token. */
async function outliveTokens(): Promise<void> {
  await app.partnerCenter.post('/_emulator/reset');
  await app.partnerCenter.advance(`${(hoursAhead += 2)}h`);
}

async function secrets(): Promise<Record<string, string>> {
  const { items } = (await app.keyVault.get('/_emulator/secrets')).body as { items: { name: string; value: string }[] };
  return Object.fromEntries(items.map(({ name, value }) => [name, value]));
}

async function rotateSecret(): Promise<string> {
  const { body } = await app.identity.post('/_emulator/rotate-secret');
  return (body as { clientSecret: string }).clientSecret;
}

function problemOf({ status, body }: Answer): string {
  expect({ status, body }).toMatchObject({ status: 500, body: { error: { code: 'CredentialProblem' } } });
  return (body as { error: { message: string } }).error.message;
}

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
});
afterAll(() => app.close());
beforeEach(async () => {
  await Promise.all([app.partnerCenter.reset(), app.identity.post('/_emulator/reset')]);
  await app.keyVault.post('/_emulator/reset');
});

describe('what Partner Center says against a token comes out as CredentialProblem', () => {
  const refuse = (status: number, code: number) =>
    app.partnerCenter.faults({ kind: 'customError', status, code, description: 'Refused.', count: 100 });

  test('an empty 401 that stays: sign in with multi-factor authentication', async () => {
    await app.partnerCenter.faults({ kind: 'empty401', count: 100 });
    expect(problemOf(await asUser())).toContain('multi-factor authentication');
    expect(await app.partnerCenter.requests()).toHaveLength(2);
  });

  test('a user without the multi-factor claim is the same, and the app’s own calls go on', async () => {
    await app.identity.post('/_emulator/switches', { mfa: false });
    await outliveTokens();
    expect(problemOf(await asUser())).toContain('multi-factor authentication');
    expect((await asApp()).status).toBe(200);
    const order = { indirectResellerId: SEED_RESELLERS.main.tenantId };
    const lineItems = [{ offerId: SEED_OFFERS.legacyPlain, quantity: 1 }];
    problemOf(await app.buy(`customers/${customerId}/orders`, { ...order, lineItems }));
  });

  test('900420: the audience', async () => {
    await refuse(401, 900420);
    expect(problemOf(await asApp())).toContain('PARTNER_CENTER_CLOUD');
    expect(await app.partnerCenter.requests()).toHaveLength(2);
  });

  test('900329: an App+User token is needed', async () => {
    await refuse(403, 900329);
    const answer = await asApp();
    expect(problemOf(answer)).toContain('App+User');
    expect(answer.body).toMatchObject({ error: { innererror: { partnerCenter: { status: 403, code: '900329' } } } });
    expect(await app.partnerCenter.requests()).toHaveLength(1);
  });
});

describe('the client secret', () => {
  test('may be rotated in Key Vault without a caller noticing', async () => {
    await asApp();
    await app.keyVault.post('/_emulator/secrets', { name: CLIENT_SECRET, value: await rotateSecret() });
    await outliveTokens();
    expect([(await asApp()).status, (await asUser()).status]).toEqual([200, 200]);
  });

  test('may even be rotated between two calls at once', async () => {
    await app.keyVault.post('/_emulator/secrets', { name: CLIENT_SECRET, value: await rotateSecret() });
    await outliveTokens();
    const answers = await Promise.all([asApp(), asUser(), asApp(), asUser()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  test.each([
    ['the app', asApp],
    ['the user', asUser],
  ])('that is wrong is named with what to do for %s, and no secret is told', async (_who, call) => {
    const rotated = await rotateSecret();
    await outliveTokens();
    const answer = await call();
    const message = problemOf(answer);
    expect(message).toContain('AADSTS7000215');
    expect(message).toContain('PARTNER_CENTER_CLIENT_SECRET_NAME');
    for (const secret of [rotated, ...Object.values(await secrets())]) {
      expect(JSON.stringify(answer.body)).not.toContain(secret);
      expect(app.output()).not.toContain(secret);
    }
    expect(JSON.stringify(answer.body) + app.output()).not.toMatch(/eyJ[\w-]{20,}/);
  });

  test('that is put right works from the next call on', async () => {
    const rotated = await rotateSecret();
    await outliveTokens();
    problemOf(await asApp());
    await app.keyVault.post('/_emulator/secrets', { name: CLIENT_SECRET, value: rotated });
    expect((await asApp()).status).toBe(200);
  });

  test('that Key Vault does not give out is said with the role that is missing', async () => {
    const fresh = await startTestApp();
    try {
      await fresh.keyVault.post('/_emulator/faults', { kind: 'forbidden', count: 100 });
      const answer = await fresh.api('GET', `customers/${customerId}/subscriptions/${subscriptionId}`);
      expect(problemOf(answer)).toContain('Key Vault Secrets User');
    } finally {
      await fresh.close();
    }
  });
});

describe('the refresh token', () => {
  test('is rotated and written back, and the next one is used', async () => {
    await app.identity.post('/_emulator/switches', { singleUseRefreshTokens: true });
    const seen = [(await secrets())[REFRESH_TOKEN]];
    for (let round = 1; round <= 3; round += 1) {
      await outliveTokens();
      expect((await asUser()).status).toBe(200);
      seen.push((await secrets())[REFRESH_TOKEN]);
    }
    expect(new Set(seen).size).toBe(4);
    for (const token of seen) expect(app.output()).not.toContain(token);
  });

  test('that was revoked is named with what to do; after a new consent all is well', async () => {
    await app.identity.post('/_emulator/revoke');
    await outliveTokens();
    expect(problemOf(await asUser())).toContain('PARTNER_CENTER_REFRESH_TOKEN_NAME');
    expect((await asApp()).status).toBe(200);
    const { body } = await app.identity.post('/_emulator/consent');
    const { refreshToken } = body as { refreshToken: string };
    await app.keyVault.post('/_emulator/secrets', { name: REFRESH_TOKEN, value: refreshToken });
    expect((await asUser()).status).toBe(200);
  });
});
