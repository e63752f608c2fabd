import { request } from 'node:https';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SEED, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { serve, type RunningServer } from '../../local/serve.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { writes } from './upstream.ts';

type Mangle = (body: Record<string, unknown>) => unknown;

/** Stands between the app and Partner Center and changes what comes back from a write. */
let proxy: RunningServer;
let mangle: Mangle | undefined;
let app: TestApp;

beforeAll(async () => {
  proxy = await serve((incoming, outgoing) => {
    const forwarded = request(
      `${app.partnerCenter.url}${incoming.url ?? ''}`,
      { method: incoming.method, headers: incoming.headers, rejectUnauthorized: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const changed = incoming.method !== 'GET' && mangle && text !== '';
          outgoing.writeHead(answer.statusCode ?? 500, {
            'content-type': 'application/json',
            date: answer.headers.date,
          });
          outgoing.end(changed ? JSON.stringify(mangle?.(JSON.parse(text) as Record<string, unknown>)) : text);
        });
      },
    );
    incoming.pipe(forwarded);
  });
  app = await startTestApp({ settings: { PARTNER_CENTER_URL: proxy.url } });
});
afterAll(async () => {
  await app.close();
  await proxy.close();
});
beforeEach(async () => {
  mangle = undefined;
  await app.partnerCenter.reset();
});

const { newCommerceOpen, perpetualSoftware, legacyWithAddOns, resellerCustomer } = SEED;

test('a cancel answered with another subscription is settled by reading the one it was for', async () => {
  mangle = (body) => ({ ...body, id: '3f2c1b7a-51d4-4e57-9f3e-0000000000ff' });
  const { customerId, subscriptionId } = newCommerceOpen;
  const { status, body } = await app.api('POST', `customers/${customerId}/subscriptions/${subscriptionId}/cancel`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ subscription: { id: subscriptionId, status: 'deleted' } });
});

test('a cancel answered with another order is settled by reading the one it was for', async () => {
  mangle = (body) => ({ ...body, id: 'Other' });
  const { customerId, orderId } = perpetualSoftware;
  const { status, body } = await app.api('POST', `customers/${customerId}/orders/${orderId}/cancel`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ order: { id: orderId, status: 'cancelled' } });
});

test('an add-on answered without its line is looked for among the parent’s add-ons', async () => {
  mangle = (body) => ({ ...body, lineItems: [] });
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
  mangle = (body) => ({ ...body, lineItems: [{ lineItemNumber: 0, offerId: 'A:B:C', quantity: 999 }] });
  const found = await app.buy(path, order);
  expect(found).toMatchObject({ status: 200, body: { order: { lineItems: [{ quantity: 3 }] }, warnings: [] } });

  mangle = (body) => ({
    ...body,
    lineItems: (body.lineItems as object[]).map((line) => ({ ...line, partnerIdOnRecord: undefined })),
  });
  const unnamed = await app.buy(path, order);
  expect(unnamed).toMatchObject({ status: 200, body: { warnings: [{ code: 'ResellerNotRecorded' }] } });
});
