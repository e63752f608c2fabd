import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../../local/partnerCenter/seedIds.ts';
import { startHarness, type Harness } from './partnerCenterHarness.ts';

let harness: Harness;
const PATH = `/v1/customers/${SEED.newCommerceOpen.customerId}/subscriptions`;
const APP = { idtyp: 'app', appid: 'app' };

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.server.close());

async function outcome(token: string | null, path = PATH) {
  const { status, body } = await harness.get(path, { token });
  return `${status}/${String(body?.code)}`;
}

it('takes app-only and App+User tokens', async () => {
  expect(await outcome(await harness.appToken())).toBe('200/undefined');
  expect(await outcome(await harness.userToken())).toBe('200/undefined');
});

it('refuses a missing, foreign, untyped or otherwise unusable token', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  expect(await outcome(null)).toBe('401/800001');
  expect(await outcome('nonsense')).toBe('401/800001');
  expect(await outcome(await harness.sign(APP, { key: privateKey }))).toBe('401/800001');
  expect(await outcome(await harness.sign({ appid: 'app' }))).toBe('401/800001');
});

it('refuses an audience that has been retired', async () => {
  expect(await outcome(await harness.sign(APP, { audience: 'https://graph.windows.net' }))).toBe('401/900420');
});

it('lets tokens expire by the test clock', async () => {
  const token = await harness.appToken();
  expect(await outcome(token)).toBe('200/undefined');
  await harness.control('POST', 'clock', { advance: '61m' });
  expect(await outcome(token)).toBe('401/800001');
});

it('refuses app-only tokens where a user is needed', async () => {
  const token = await harness.appToken();
  const { customerId, orderId, subscriptionId } = SEED.newCommerceOpen;
  const filter = encodeURIComponent('{"Field":"IndirectReseller","Value":"b6","Operator":"starts_with"}');
  for (const path of [
    '/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf',
    `/v1/customers/${customerId}/relationships`,
    `/v1/customers?size=0&filter=${filter}`,
    '/v1/profiles/mpn',
    '/v1/compliance/csp/agreementstatus?mpnId=4847383',
    `/v1/customers/${customerId}/orders/${orderId}/provisioningstatus`,
    `/v1/customers/${customerId}/subscriptions/${subscriptionId}/provisioningstatus`,
  ]) {
    expect(await outcome(token, path)).toBe('403/900329');
    expect(await outcome(await harness.userToken(), path)).toBe('200/undefined');
  }
});

it('answers an App+User token without MFA by an empty 401 with a reason phrase', async () => {
  const token = await harness.sign({ scp: 'user_impersonation', amr: ['pwd'] });
  const answer = await harness.get(PATH, { token });
  expect([answer.status, answer.statusText, answer.text]).toEqual([401, 'Unauthorized - MFA required', '']);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  expect(answer.headers.get('request-context')).toMatch(/^appId=cid-v1:/);
});

it('takes app-only tokens for orders with a reseller unless the switch refuses them', async () => {
  const token = await harness.appToken();
  const orders = `/v1/customers/${SEED.resellerCustomer.customerId}/orders`;
  const line = { lineItemNumber: 0, offerId: SEED_OFFERS.legacyPlain, quantity: 1 };
  const body = { lineItems: [{ ...line, partnerIdOnRecord: SEED_RESELLERS.main.mpnId }] };
  expect((await harness.post(orders, body, { token })).status).toBe(201);
  await harness.control('POST', 'switches', { refuseAppOnlyResellerOrders: true });
  const refused = await harness.post(orders, body, { token });
  expect([refused.status, refused.body.code]).toEqual([403, 900329]);
});
