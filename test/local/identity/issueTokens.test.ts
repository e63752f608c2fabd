import { decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  APP,
  AUDIENCE,
  CLIENT_ID,
  REFRESH_TOKEN,
  SCOPE,
  startTrustedIdentity,
  TENANT_ID,
  USER,
  type TrustedIdentity,
} from './trustedIdentity.ts';

const DAY_IN_MS = 24 * 60 * 60 * 1000;

let identity: TrustedIdentity;

beforeAll(async () => {
  identity = await startTrustedIdentity();
});
beforeEach(() => identity.reset());
afterAll(() => identity.close());

describe('tokens', () => {
  test('the v1 endpoint writes numbers as strings, the v2 endpoint as numbers', async () => {
    const v1 = await identity.token('v1', { grant_type: 'client_credentials', resource: AUDIENCE });
    expect(v1.body).toMatchObject({
      token_type: 'Bearer',
      expires_in: '3600',
      ext_expires_in: '3600',
      expires_on: expect.stringMatching(/^\d+$/) as string,
      not_before: expect.stringMatching(/^\d+$/) as string,
      resource: AUDIENCE,
    });
    const v2 = await identity.token('v2', APP);
    expect(v2.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600 });
  });

  test('live one hour of the test clock and are verified with the public key', async () => {
    identity.clock.advance(6 * DAY_IN_MS);
    const { body } = await identity.token('v2', APP);
    const { payload } = await jwtVerify(String(body.access_token), identity.publicKey, {
      currentDate: identity.clock.now(),
      audience: AUDIENCE,
    });
    expect(payload).toMatchObject({ appid: CLIENT_ID, tid: TENANT_ID, idtyp: 'app' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
  });

  test('for a user say how the user signed in', async () => {
    const { body } = await identity.token('v2', USER);
    expect(decodeJwt(String(body.access_token))).toMatchObject({ scp: 'user_impersonation', amr: ['pwd', 'mfa'] });
    expect(body).toHaveProperty('id_token');
    await identity.control('switches', { mfa: false });
    const without = await identity.token('v2', USER);
    expect(decodeJwt(String(without.body.access_token)).amr).toEqual(['pwd']);
  });

  test('of two requests in the same second are different', async () => {
    const [one, other] = await Promise.all([identity.token('v2', APP), identity.token('v2', APP)]);
    expect(one.body.access_token).not.toBe(other.body.access_token);
  });

  test('for the retired directory graph can still be had: refusing them is up to the API', async () => {
    const { body } = await identity.token('v1', {
      grant_type: 'client_credentials',
      resource: 'https://graph.windows.net',
    });
    expect(decodeJwt(String(body.access_token)).aud).toBe('https://graph.windows.net');
  });
});

describe('refresh tokens', () => {
  test('rotate, and the old one works on', async () => {
    const first = await identity.token('v2', USER);
    expect(first.body.refresh_token).not.toBe(REFRESH_TOKEN);
    expect((await identity.token('v2', USER)).status).toBe(200);
  });

  test('come from the v2 endpoint only with offline_access', async () => {
    expect((await identity.token('v2', { ...USER, scope: SCOPE })).body).not.toHaveProperty('refresh_token');
    const v1 = await identity.token('v1', {
      grant_type: 'refresh_token',
      refresh_token: REFRESH_TOKEN,
      resource: AUDIENCE,
    });
    expect(v1.body).toHaveProperty('refresh_token');
  });

  test('work once when told so', async () => {
    await identity.control('switches', { singleUseRefreshTokens: true });
    const first = await identity.token('v2', USER);
    expect(await identity.token('v2', USER)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_codes: [70000] },
    });
    expect((await identity.token('v2', { ...USER, refresh_token: String(first.body.refresh_token) })).status).toBe(200);
  });

  test('end after 90 days, and each new one lives 90 days again', async () => {
    identity.clock.advance(89 * DAY_IN_MS);
    const { body } = await identity.token('v2', USER);
    identity.clock.advance(2 * DAY_IN_MS);
    expect((await identity.token('v2', USER)).body).toMatchObject({ error: 'invalid_grant', error_codes: [700082] });
    expect((await identity.token('v2', { ...USER, refresh_token: String(body.refresh_token) })).status).toBe(200);
  });

  test('are revoked together, and a consent gives a new one', async () => {
    await identity.control('revoke');
    expect((await identity.token('v2', USER)).body).toMatchObject({ error: 'invalid_grant', error_codes: [50173] });
    const { refreshToken } = (await identity.control('consent')).body;
    expect((await identity.token('v2', { ...USER, refresh_token: String(refreshToken) })).status).toBe(200);
  });
});

describe('refusals', () => {
  test('are shaped as those of Entra ID', async () => {
    const { status, body } = await identity.token('v2', { ...APP, client_secret: 'wrong' });
    expect(status).toBe(401);
    expect(body).toEqual({
      error: 'invalid_client',
      error_description: expect.stringMatching(
        /^AADSTS7000215: .* Trace ID: .* Correlation ID: .* Timestamp: /,
      ) as string,
      error_codes: [7000215],
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/) as string,
      trace_id: expect.any(String) as string,
      correlation_id: expect.any(String) as string,
      error_uri: 'https://login.microsoftonline.com/error?code=7000215',
    });
  });

  test.each([
    ['another client', { ...APP, client_id: TENANT_ID }, 700016],
    ['no proof', { ...APP, client_secret: '' }, 7000218],
    [
      'an assertion that is none',
      { ...APP, client_secret: '', client_assertion: 'x', client_assertion_type: 'y' },
      900144,
    ],
    ['another grant', { ...APP, grant_type: 'password' }, 70003],
    ['no grant', {}, 900144],
    ['a scope that is not .default', { ...APP, scope: `${AUDIENCE}/user_impersonation` }, 1002012],
    ['another resource', { ...APP, scope: 'https://example.com/.default' }, 500011],
    ['no refresh token', { ...USER, refresh_token: '' }, 900144],
    ['an unknown refresh token', { ...USER, refresh_token: 'unknown' }, 9002313],
  ] as [string, Record<string, string>, number][])('%s', async (_, form, code) => {
    expect((await identity.token('v2', form)).body.error_codes).toEqual([code]);
  });

  test('another tenant', async () => {
    expect((await identity.token('v2', APP, CLIENT_ID)).body.error_codes).toEqual([90002]);
  });

  test('as planned, as often as planned', async () => {
    await identity.control('faults', { kind: 'mfaExpired', count: 2 });
    const codes = [];
    for (let count = 0; count < 3; count++) codes.push((await identity.token('v2', USER)).body.error_codes);
    expect(codes).toEqual([[50078], [50078], undefined]);
  });
});
