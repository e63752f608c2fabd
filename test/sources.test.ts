import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../local/partnerCenter/seedIds.ts';
import { Order } from '../shared/schemas/order.ts';
import { Subscription } from '../shared/schemas/subscription.ts';
import { written } from './functions/upstream.ts';
import { startTestApp, type TestApp } from './stack.ts';

/**
 * The example bodies of the four pages the operations rest on, as printed; trailing commas are gone.
 * https://learn.microsoft.com/partner-center/developer/cancel-an-order-from-the-integration-sandbox
 * https://learn.microsoft.com/partner-center/developer/cancel-an-azure-marketplace-subscription
 * https://learn.microsoft.com/partner-center/developer/purchase-an-add-on-to-a-subscription
 * https://learn.microsoft.com/partner-center/developer/create-an-order-for-a-customer-of-an-indirect-reseller
 */
async function source(name: string): Promise<Record<string, unknown>> {
  const text = await readFile(new URL(`fixtures/sources/${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text) as Record<string, unknown>;
}

/** A body in camelCase and without nulls, which is how Partner Center reads the PascalCase examples of its SDK. */
function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCase);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(
    members.map(([name, member]) => [name.charAt(0).toLowerCase() + name.slice(1), camelCase(member)]),
  );
}

/** The answer's `raw`, with what differs from one purchase to the next put in place of the example's. */
function like(body: unknown, example: Record<string, unknown>, own: Record<string, string>): unknown {
  const { raw } = body as { raw: Record<string, unknown> };
  const text = Object.entries(own).reduce(
    (result, [theirs, ours]) => result.replaceAll(theirs, ours),
    JSON.stringify(raw),
  );
  return { ...(JSON.parse(text) as object), creationDate: example.creationDate };
}

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.partnerCenter.reset();
});

describe('the example bodies are read', () => {
  test.each(['cancelOrder', 'purchaseAddOn', 'createOrder'])('the order that %s answers', async (name) => {
    const example = await source(`${name}.response`);
    const order = Order.parse(example);
    expect(order).toMatchObject(example);
    expect(order.lineItems?.every(({ quantity, offerId }) => quantity && offerId)).toBe(true);
  });

  test.each(['request', 'response'])('the subscription of cancelSubscription’s %s', async (kind) => {
    const example = await source(`cancelSubscription.${kind}`);
    const subscription = Subscription.parse(example);
    expect(subscription).toMatchObject(example);
    expect(subscription).toMatchObject({ status: 'deleted', refundOptions: [{ type: 'Full' }] });
  });

  test('the orders that are sent, in PascalCase as they are printed', async () => {
    for (const name of ['cancelOrder', 'purchaseAddOn', 'createOrder']) {
      const example = camelCase(await source(`${name}.request`)) as Record<string, unknown>;
      expect(Order.partial({ id: true }).parse(example)).toMatchObject(example);
    }
  });
});

describe('the example bodies are reproduced', () => {
  test('cancelOrder', async () => {
    const { customerId, orderId } = SEED.perpetualSoftware;
    const { status, body } = await app.api('POST', `customers/${customerId}/orders/${orderId}/cancel?include=raw`);
    expect(status).toBe(200);
    expect(await written(app)).toEqual(await source('cancelOrder.request'));
    const example = await source('cancelOrder.response');
    expect(like(body, example, {})).toEqual(example);
  });

  test('cancelSubscription', async () => {
    const { customerId, subscriptionId } = SEED.marketplace;
    const example = await source('cancelSubscription.request');
    app.clock.advance(Date.parse('2019-01-09T12:00:00Z') - app.clock.now().getTime());
    const members = { ...example, status: 'active', attributes: undefined };
    await app.partnerCenter.post(`/_emulator/subscriptions/${subscriptionId}?customerId=${customerId}`, members);

    const path = `customers/${customerId}/subscriptions/${subscriptionId}/cancel?include=raw`;
    const { status, body } = await app.api('POST', path);
    expect({ status, body }).toMatchObject({ status: 200 });
    const answered = await source('cancelSubscription.response');
    const patches = (await app.partnerCenter.requests()).filter(({ method }) => method === 'PATCH');
    expect(patches.map((patch) => patch.body)).toEqual([
      { ...example, links: answered.links, attributes: answered.attributes },
    ]);
    expect((body as { raw: unknown }).raw).toEqual(answered);
  });

  test('purchaseAddOn', async () => {
    const { customerId, subscriptionId } = SEED.legacyWithAddOns;
    const { status, body } = await app.buy(
      `customers/${customerId}/subscriptions/${subscriptionId}/addons?include=raw`,
      { offerId: SEED_OFFERS.legacyAddOn, quantity: 2, friendlyName: 'Some friendly name' },
    );
    expect(status).toBe(200);
    expect(await written(app)).toEqual(camelCase(await source('purchaseAddOn.request')));
    const example = await source('purchaseAddOn.response');
    const { order } = body as { order: { lineItems: { subscriptionId: string }[] } };
    const added = order.lineItems[1]?.subscriptionId ?? '';
    expect(like(body, example, { [added]: 'bbbb1b1b-cc2c-dd3d-ee4e-ffffff5f5f5f' })).toEqual(example);
  });

  test('createOrder', async () => {
    const { customerId } = SEED.resellerCustomer;
    const { status, body } = await app.buy(`customers/${customerId}/orders?include=raw`, {
      indirectResellerId: SEED_RESELLERS.main.tenantId,
      lineItems: [{ offerId: SEED_OFFERS.legacyPlain, quantity: 5, friendlyName: 'New offer purchase.' }],
    });
    expect(status).toBe(200);
    // The example's billing cycle "unknown" is how the SDK says that none is given.
    const { billingCycle, ...request } = camelCase(await source('createOrder.request')) as Record<string, unknown>;
    expect(billingCycle).toBe('unknown');
    const sent = (await app.partnerCenter.requests()).find(({ method }) => method === 'POST');
    expect(sent?.body).toEqual(request);

    const example = await source('createOrder.response');
    const { order } = body as { order: { id: string; lineItems: { subscriptionId: string }[] } };
    const etag = (id: unknown) => Buffer.from(JSON.stringify({ id, version: 1 })).toString('base64');
    const own = {
      [order.id]: String(example.id),
      [order.lineItems[0]?.subscriptionId ?? '']: 'aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e',
      [etag(order.id)]: etag(example.id),
    };
    expect(like(body, example, own)).toEqual(example);
  });
});
