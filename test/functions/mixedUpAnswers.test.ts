import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SEED, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import type { TestApp } from '../stack.ts';
import { startMangledApp, type MangledApp } from './startMangledApp.ts';
import { writes } from './upstream.ts';

let app: TestApp;
let started: MangledApp;

/** Changes what comes back from a write. */
const mangle = (change: (body: Record<string, unknown>) => unknown): void =>
  started.mangle(({ method, body }) =>
    method === 'GET' || body === undefined ? undefined : { body: change(body as Record<string, unknown>) },
  );

beforeAll(async () => {
  started = await startMangledApp();
  ({ app } = started);
});
afterAll(() => started.close());
beforeEach(async () => {
  started.mangle();
  await app.partnerCenter.reset();
});

const { newCommerceOpen, perpetualSoftware, legacyWithAddOns, resellerCustomer } = SEED;

test('a cancel answered with another subscription is settled by reading the one it was for', async () => {
  mangle((body) => ({ ...body, id: '3f2c1b7a-51d4-4e57-9f3e-0000000000ff' }));
  const { customerId, subscriptionId } = newCommerceOpen;
  const { status, body } = await app.api('POST', `customers/${customerId}/subscriptions/${subscriptionId}/cancel`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ subscription: { id: subscriptionId, status: 'deleted' } });
});

test('a cancel answered with another order is settled by reading the one it was for', async () => {
  mangle((body) => ({ ...body, id: 'Other' }));
  const { customerId, orderId } = perpetualSoftware;
  const { status, body } = await app.api('POST', `customers/${customerId}/orders/${orderId}/cancel`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ order: { id: orderId, status: 'cancelled' } });
});

test('an add-on answered without its line is looked for among the parent’s add-ons', async () => {
  mangle((body) => ({ ...body, lineItems: [] }));
  const { customerId, subscriptionId, addOnOfferId: offerId } = legacyWithAddOns;
  const path = `customers/${customerId}/subscriptions/${subscriptionId}/addons`;
  const { status, body } = await app.buy(path, { offerId, quantity: 2 });
  expect(status).toBe(200);
  expect(body).toMatchObject({ order: { lineItems: [{}, { offerId, quantity: 2 }] } });
  expect(await writes(app)).toHaveLength(1);
});

test('a purchase answered with another order is looked for by its content, and its reseller is missed if it is not shown', async () => {
  const order = {
    indirectResellerId: SEED_RESELLERS.main.tenantId,
    billingCycle: 'annual',
    lineItems: [{ offerId: 'CFQ7TTC0LH18:0001', quantity: 3, termDuration: 'P1Y' }],
  };
  const path = `customers/${resellerCustomer.customerId}/orders`;
  mangle((body) => ({ ...body, lineItems: [{ lineItemNumber: 0, offerId: 'A:B:C', quantity: 999 }] }));
  const found = await app.buy(path, order);
  expect(found).toMatchObject({ status: 200, body: { order: { lineItems: [{ quantity: 3 }] }, warnings: [] } });

  mangle((body) => ({
    ...body,
    lineItems: (body.lineItems as object[]).map((line) => ({ ...line, partnerIdOnRecord: undefined })),
  }));
  const unnamed = await app.buy(path, order);
  expect(unnamed).toMatchObject({ status: 200, body: { warnings: [{ code: 'ResellerNotRecorded' }] } });
});
