import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { startStub, type Stub } from './startStub.ts';
import { asked, writes, written } from './upstream.ts';

const { customerId } = SEED.resellerCustomer;
const { main, second, inactive } = SEED_RESELLERS;
const ORDERS = `/v1/customers/${customerId}/orders`;
const LINE = { offerId: SEED_OFFERS.legacyPlain, quantity: 5 };

let app: TestApp;

const order = (body: object, to = app) => to.buy(`customers/${customerId}/orders`, body);
const orderFor = (indirectResellerId: string, more: object = {}) =>
  order({ indirectResellerId, lineItems: [LINE], ...more });
const refuseWith = (status: number, code: number, route = 'POST /v1/customers/*/orders') =>
  app.partnerCenter.faults({ kind: 'customError', route, status, code, description: 'As documented.' });

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.partnerCenter.reset();
});

describe('the indirect reseller', () => {
  test('an order takes two calls where the resellers are not known, and one once they are', async () => {
    await refuseWith(404, 800015);
    await orderFor(main.tenantId);
    await app.partnerCenter.delete('/_emulator/requests');

    expect((await orderFor(main.tenantId)).status).toBe(200);
    expect(await asked(app)).toEqual(['GET /v1/relationships', `POST ${ORDERS}`]);
    await app.partnerCenter.delete('/_emulator/requests');
    expect((await orderFor(main.tenantId)).status).toBe(200);
    expect(await asked(app)).toEqual([`POST ${ORDERS}`]);
  });

  test('every line carries the reseller’s PartnerID', async () => {
    const lineItems = [LINE, { offerId: SEED_OFFERS.legacyBase, quantity: 2 }, { ...LINE, friendlyName: 'third' }];
    const { status, body } = await orderFor(second.tenantId, { lineItems });
    expect(status).toBe(200);
    const recorded = { partnerIdOnRecord: second.mpnId };
    expect(body).toMatchObject({ order: { lineItems: [recorded, recorded, recorded] }, warnings: [] });
    expect(await written(app)).toMatchObject({ lineItems: [recorded, recorded, recorded] });
  });

  test('is matched by tenant id in any case', async () => {
    expect((await orderFor(main.tenantId.toUpperCase())).status).toBe(200);
    expect(await written(app)).toMatchObject({ lineItems: [{ partnerIdOnRecord: main.mpnId }] });
  });

  test('is ordered for with an App+User token, which is all Partner Center may take', async () => {
    await app.partnerCenter.post('/_emulator/switches', { refuseAppOnlyResellerOrders: true });
    expect((await orderFor(main.tenantId)).status).toBe(200);
  });

  test('an unknown one is refused, and no order is sent without it', async () => {
    const answer = await orderFor('b6a4f0a1-5c0e-4a70-9f0a-0c1de00000ff');
    expect(answer).toMatchObject({
      status: 404,
      body: { error: { code: 'IndirectResellerNotFound', target: 'indirectResellerId' } },
    });
    expect(await writes(app)).toEqual([]);
  });

  test('an inactive one is refused by name', async () => {
    const answer = await orderFor(inactive.tenantId);
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'IndirectResellerNotFound' } } });
    expect(answer.body).toMatchObject({ error: { message: expect.stringContaining(inactive.name) as string } });
    expect(await writes(app)).toEqual([]);
  });

  test('the provider’s own tenant is refused before anything is sent', async () => {
    const answer = await orderFor((app.settings.PARTNER_TENANT_ID ?? '').toUpperCase());
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidRequest', target: 'indirectResellerId' } },
    });
    expect(await asked(app)).toEqual([]);
  });

  test('a direct order sends no partnerIdOnRecord and asks nobody for resellers', async () => {
    const { status, body } = await order({ direct: true, lineItems: [LINE] });
    expect(status).toBe(200);
    expect(JSON.stringify([body, await written(app)])).not.toContain('partnerIdOnRecord');
    expect(await asked(app)).toEqual([`POST ${ORDERS}`]);
  });

  test.each([
    ['neither reseller nor direct', {}, 'indirectResellerId'],
    ['both', { indirectResellerId: main.tenantId, direct: true }, 'indirectResellerId'],
    ['direct: false', { direct: false }, 'direct'],
  ])('%s is refused before anything is sent', async (_what, members, target) => {
    const answer = await order({ ...members, lineItems: [LINE] });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidRequest', target } } });
    expect(await asked(app)).toEqual([]);
  });

  test('a refusal of the PartnerID makes the app read the resellers again', async () => {
    await orderFor(main.tenantId);
    await refuseWith(400, 900154);
    expect(await orderFor(main.tenantId)).toMatchObject({
      status: 404,
      body: { error: { code: 'IndirectResellerNotFound', innererror: { partnerCenter: { code: '900154' } } } },
    });
    await app.partnerCenter.delete('/_emulator/requests');
    expect((await orderFor(main.tenantId)).status).toBe(200);
    expect(await asked(app)).toContain('GET /v1/relationships');
  });
});

describe('resellers that cannot be recorded', () => {
  const withoutId = { id: second.tenantId, name: 'Nameless', state: 'Active' };
  const ownId = { id: main.tenantId, name: 'The provider', state: 'Active', mpnId: '1234567' };
  let stub: Stub;
  let stubbed: TestApp;

  beforeAll(async () => {
    stub = await startStub({ 'GET /v1/relationships': [withoutId, ownId] });
    stubbed = await startTestApp({ settings: { PARTNER_CENTER_URL: stub.url, PARTNER_MPN_ID: ownId.mpnId } });
  });
  afterAll(async () => {
    await stubbed.close();
    await stub.close();
  });

  test.each([
    ['without a PartnerID', withoutId.id, 404, 'IndirectResellerNotFound'],
    ['with the provider’s own PartnerID', ownId.id, 400, 'InvalidRequest'],
  ])('one %s gets no order', async (_what, indirectResellerId, status, code) => {
    const answer = await order({ indirectResellerId, lineItems: [LINE] }, stubbed);
    expect(answer).toMatchObject({ status, body: { error: { code, target: 'indirectResellerId' } } });
    expect(stub.asked).toEqual(['GET /v1/relationships']);
  });
});

describe('attestations', () => {
  test('what the caller does not say is not sent', async () => {
    await orderFor(main.tenantId);
    expect(JSON.stringify(await written(app))).not.toMatch(/attestation/i);
  });

  test('false is sent as false', async () => {
    const lineItems = [{ ...LINE, attestationAccepted: false }];
    expect((await orderFor(main.tenantId, { partnerOnRecordAttestationAccepted: false, lineItems })).status).toBe(200);
    expect(await written(app)).toMatchObject({
      partnerOnRecordAttestationAccepted: false,
      lineItems: [{ attestationAccepted: false }],
    });
  });

  test('one that Partner Center wants is asked of the caller, and taken from the caller', async () => {
    const lineItems = [{ offerId: SEED_OFFERS.legacyAttested, quantity: 1 }];
    expect(await orderFor(main.tenantId, { lineItems })).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'AttestationRequired',
          target: 'partnerOnRecordAttestationAccepted',
          innererror: { partnerCenter: { status: 400, code: '900206' } },
        },
      },
    });
    const attested = await orderFor(main.tenantId, { lineItems, partnerOnRecordAttestationAccepted: true });
    expect(attested.status).toBe(200);
  });

  test('that of a line is asked for as well', async () => {
    const { productId, skuId } = SEED_OFFERS.newCommerceLineAttested;
    const line = { offerId: `${productId}:${skuId}`, quantity: 1, termDuration: 'P1Y' };
    expect(await orderFor(main.tenantId, { lineItems: [line] })).toMatchObject({
      status: 400,
      body: { error: { code: 'AttestationRequired', target: 'lineItems' } },
    });
    const attested = await orderFor(main.tenantId, { lineItems: [{ ...line, attestationAccepted: true }] });
    expect(attested.status).toBe(200);
  });
});
