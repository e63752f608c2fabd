import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { arrived, forgetAlerts, messageOf, raise } from '../functions/alertClient.ts';
import { skuOf } from '../functions/dryRunCalls.ts';
import type { Inputs } from './flow/buildRequest.ts';
import type { Choice } from './flow/dropDown.ts';
import { flowClient, type Subscribed } from './flow/flowClient.ts';
import { buyThrough, INTENTS, linesOf, takings } from './flow/intents.ts';
import { idsOf, startFlows, type Flows } from './flow/startFlows.ts';

const { newCommerceOpen, newCommerceClosed, newCommerceJustRenewed, newCommerceClosingSoon } = SEED;
const { legacyWithAddOns, perpetualSoftware, softwareSubscription, resellerCustomer, marketplace } = SEED;

let flows: Flows;

beforeAll(async () => {
  flows = await startFlows();
});
afterAll(() => flows.close());
beforeEach(() => flows.startOver());

interface Items {
  items: Inputs[];
}

/** Starts a scan and waits for its end. */
async function scan(body?: Inputs): Promise<Inputs> {
  const { scanId } = (await flows.flow.act('StartScan', body ? { body } : {})).body;
  for (;;) {
    const view = (await flows.flow.act('GetScan', { scanId })).body;
    if (view.state === 'completed') return view;
    await delay(50);
  }
}

/** What somebody chooses by its title, or the first there is. */
function chosen(choices: Choice[], title?: string): string {
  const choice = choices.find((one) => title === undefined || one.title === title);
  if (!choice) throw new Error(`No ${title ?? 'choice'} among ${JSON.stringify(choices)}`);
  return choice.value;
}

async function pagesOf(operationId: string, inputs: Inputs) {
  const items: Inputs[] = [];
  let pages = 0;
  for await (const page of flows.flow.pages<Items>(operationId, inputs)) {
    items.push(...page.items);
    pages += 1;
  }
  return { items, pages };
}

it('a list has all pages, each by the address that the one before it names', async () => {
  const { session, flow, app } = flows;
  await scan({ customerIds: [newCommerceClosingSoon.customerId, SEED.plannedTermEnds.customerId] });
  const all = (await flow.act<Items>('ListDeadlines')).body.items;
  const paged = await pagesOf('ListDeadlines', { size: 3 });
  expect(paged.items.map(({ subscriptionId }) => subscriptionId)).toEqual(
    all.map(({ subscriptionId }) => subscriptionId),
  );
  expect(paged.pages).toBe(Math.ceil(all.length / 3));

  await session.switches({ maxPageSize: 4 });
  const { items } = await pagesOf('ListCustomers', {});
  const seeded = (await app.partnerCenter.get('/_emulator/customers')).body as Items;
  expect(new Set(items.map(({ id }) => id)).size).toBe(seeded.items.length);
});

describe('a purchase', () => {
  it.each(INTENTS)('of $purchase.name is one order though answers are lost', async (intent) => {
    const { purchase } = intent;
    const before = await linesOf(flows, purchase);
    await buyThrough(flows, flows.flow, intent, { kind: 'resetAfterCommit' });
    await buyThrough(flows, flows.flowPast, intent, { kind: 'accepted202', more: { visibleAfterReads: 1 } });
    expect(takings(await flows.app.partnerCenter.requests(), purchase)).toHaveLength(2);
    expect(await linesOf(flows, purchase)).toBe(before + 2);
  });

  it.each(INTENTS)('of $purchase.name that five runs make at once is one order', async (intent) => {
    const { operationId, inputs, purchase } = intent;
    const before = await linesOf(flows, purchase);
    await flows.session.fault(purchase.route, 'slow', { delayInMs: 500 });
    const body = { ...inputs.body, idempotencyKey: randomUUID() };
    const runs = [flows.flow, flows.flowPast, flows.flow, flows.flowPast, flows.flow];
    const answers = await Promise.all(
      runs.map((flow) => flow.act<{ order: { id: string } }>(operationId, { ...inputs, body })),
    );
    expect(new Set(answers.map((answer) => answer.body.order.id)).size).toBe(1);
    expect(await linesOf(flows, purchase)).toBe(before + 1);
  });

  it('that is refused is not tried again', async () => {
    const { flow } = flows;
    const [{ operationId, inputs } = {} as never] = INTENTS;
    const body = { ...inputs.body, idempotencyKey: randomUUID() };
    await flow.act(operationId, { ...inputs, body });
    const lineItems = [{ offerId: skuOf(SEED_OFFERS.newCommercePlain), quantity: 6, termDuration: 'P1Y' }];
    const { attempts } = flow.counts;
    const reused = await flow.run(operationId, { ...inputs, body: { ...body, lineItems } });
    const closed = await flow.run('CancelSubscription', idsOf(newCommerceClosed));
    const unknown = await flow.run('GetSubscription', { ...idsOf(newCommerceClosed), subscriptionId: randomUUID() });
    expect([reused, closed, unknown]).toMatchObject([
      { status: 422, body: { error: { code: 'IdempotencyKeyReused' } } },
      { status: 409, body: { error: { code: 'CancellationWindowClosed' } } },
      { status: 404, body: { error: { code: 'SubscriptionNotFound' } } },
    ]);
    expect(flow.counts.attempts).toBe(attempts + 3);
  });
});

describe('a cancel', () => {
  it.each<[string, object?]>([
    ['resetAfterCommit'],
    ['serverError', { status: 503 }],
    ['accepted202'],
    ['resetBeforeCommit'],
  ])('is carried out once, however often it is asked for: %s', async (kind, more) => {
    await flows.session.fault('PATCH customers/*/subscriptions/*', kind, more);
    await flows.session.fault('PATCH customers/*/orders/*', kind, more);
    for (const flow of [flows.flow, flows.flowPast]) flow.gateway.lose(1);
    const subscription = await flows.flow.act('CancelSubscription', idsOf(newCommerceOpen));
    const order = await flows.flowPast.act('CancelOrder', {
      customerId: perpetualSoftware.customerId,
      orderId: perpetualSoftware.orderId,
      include: 'raw',
      body: { idempotencyKey: randomUUID() },
    });
    expect(subscription.body).toMatchObject({ subscription: { status: 'deleted' } });
    expect(order.body).toMatchObject({ order: { status: 'cancelled' }, alreadyCancelled: false });
  });

  it('that is under way is told, and listed with what became of it', async () => {
    const { flow, session } = flows;
    await session.fault('GET customers/*/subscriptions/*', 'slow', { delayInMs: 1_000 });
    const inputs = { ...idsOf(newCommerceJustRenewed), body: { idempotencyKey: randomUUID() } };
    const [one, other] = await Promise.all([
      flow.act('CancelSubscription', inputs),
      flow.act('CancelSubscription', inputs),
    ]);
    expect(other.body).toEqual(one.body);
    const { customerId } = newCommerceJustRenewed;
    const { items } = await pagesOf('ListOperations', { customerId, size: 1 });
    expect(items[0]).toMatchObject({ operation: 'cancelSubscription', outcome: { state: 'succeeded' } });
    const operation = await flow.act('GetOperation', { operationId: items[0]?.operationId });
    expect(operation.body).toMatchObject({ state: 'succeeded', status: 200, customerId });
  });
});

describe('a dry run', () => {
  it.each<[string, Inputs]>([
    ['CancelOrder', { customerId: perpetualSoftware.customerId, orderId: perpetualSoftware.orderId }],
    ['CancelSubscription', idsOf(newCommerceJustRenewed)],
    ['CancelSubscription', idsOf(marketplace)],
    ...INTENTS.map(({ operationId, inputs }): [string, Inputs] => [operationId, inputs]),
  ])(
    'of %s is answered as the definition says, sends nothing, and its confirm is taken',
    async (operationId, inputs) => {
      const body = { ...(inputs.body as Inputs | undefined), idempotencyKey: randomUUID() };
      const tried = await flows.flow.act(operationId, { ...inputs, body: { ...body, dryRun: true } });
      expect(tried.body).toMatchObject({ dryRun: true, effect: expect.stringMatching(/\S/) as string });
      expect(await flows.session.writes()).toEqual([]);
      const { confirm } = tried.body;
      const done = await flows.flow.act(operationId, { ...inputs, include: 'raw', body: { ...body, confirm } });
      expect(done.body).toHaveProperty('raw');
    },
  );
});

describe('what is chosen', () => {
  it('leads from a customer over a subscription to an add-on', async () => {
    const { flow } = flows;
    const choices = (path: string, given: Inputs) => flow.choices('PurchaseAddOn', path, given);
    const customerSearch = 'City';
    const customerId = chosen(await choices('customerId', { customerSearch }), 'City Power & Light');
    const subscriptionId = chosen(await choices('subscriptionId', { customerId }));
    const offerId = chosen(await choices('body/offerId', { customerId, subscriptionId }));
    expect({ customerId, subscriptionId, offerId }).toEqual({
      ...idsOf(legacyWithAddOns),
      offerId: legacyWithAddOns.addOnOfferId,
    });
    const body = { offerId, quantity: 1, idempotencyKey: randomUUID() };
    const bought = await flow.act('PurchaseAddOn', { customerId, subscriptionId, customerSearch, body });
    expect(bought.body).toMatchObject({ order: { lineItems: [{}, { quantity: 1 }] } });
    expect((await flow.act('GetSubscription', { customerId, subscriptionId })).body).toHaveProperty('subscription');
  });

  it('is a reseller and a customer, and then the order to cancel', async () => {
    const { flow } = flows;
    const customers = await flow.choices('CreateOrder', 'customerId');
    const customerId = resellerCustomer.customerId;
    expect(customers.map(({ value }) => value)).toContain(customerId);
    const resellers = await flow.choices('CreateOrder', 'body/indirectResellerId', { customerId });
    const indirectResellerId = chosen(resellers, SEED_RESELLERS.main.name);
    const lineItems = [{ offerId: skuOf(SEED_OFFERS.perpetualSoftware), quantity: 1 }];
    const body = { indirectResellerId, lineItems, idempotencyKey: randomUUID() };
    const { order } = (await flow.act<{ order: Inputs }>('CreateOrder', { customerId, body })).body;
    const orderId = chosen(await flow.choices('CancelOrder', 'orderId', { customerId }));
    expect(orderId).toBe(order.id);
    expect((await flow.act('CancelOrder', { customerId, orderId })).body).toMatchObject({
      order: { status: 'cancelled' },
    });
  });

  it('is an open cutoff, which is then acknowledged', async () => {
    const { flow } = flows;
    await scan({ customerIds: [chosen(await flow.choices('StartScan', 'body/customerIds'), 'Fabrikam')] });
    const subscriptions = await flow.choices('AcknowledgeDeadline', 'subscriptionId');
    expect(subscriptions.map(({ value }) => value)).toContain(newCommerceClosingSoon.subscriptionId);
    const { subscriptionId } = newCommerceClosingSoon;
    const said = await flow.act('AcknowledgeDeadline', { subscriptionId, body: { note: 'Kept.' } });
    expect(said.body).toMatchObject({ silenced: true });
    const customerId = chosen(await flow.choices('ListDeadlines', 'customerId'), 'Fabrikam');
    const { items } = (await flow.act<Items>('ListDeadlines', { customerId })).body;
    expect(items[0]).toMatchObject({ acknowledged: { note: 'Kept.' } });
  });

  it('is there for every drop-down, in designers of both generations, with something to show', async () => {
    const { flow } = flows;
    await scan();
    const given = idsOf(legacyWithAddOns);
    for (const operationId of flow.connector.operations.keys()) {
      for (const path of flow.dropDowns(operationId)) {
        const choices = await flow.choices(operationId, path, given);
        expect(choices.length, `${operationId} ${path}`).toBeGreaterThan(0);
        expect(choices.filter(({ title }) => title === '')).toEqual([]);
      }
    }
  });
});

describe('a trigger', () => {
  const TRIGGERS: Record<string, Inputs> = {
    WhenCutoffApproaches: { name: 'Told', customerIds: [newCommerceClosingSoon.customerId], stages: ['72h', '2h'] },
    WhenOperationCompletes: { name: 'Told', customerIds: [softwareSubscription.customerId] },
    WhenScanCompletes: { terms: ['P1Y'], minQuantity: 1 },
  };
  const WAYS = { through: () => flows.flow, past: () => flows.flowPast };
  const HOOKS = Object.keys(TRIGGERS).flatMap((trigger) =>
    ['through', 'past', 'through.kept'].map((way) => `${trigger}.${way}`),
  );

  async function subscribed(hook: string): Promise<Subscribed> {
    const [trigger = '', way] = hook.split('.');
    const flow = WAYS[way as keyof typeof WAYS]();
    flow.gateway.lose(1);
    const subscription = await flow.subscribe(trigger, `${flows.app.sink.url}/hooks/${hook}?sig=a`, TRIGGERS[trigger]);
    const leadsTo = way === 'past' ? flows.app.url : flow.gateway.address;
    expect(subscription.location.startsWith(`${leadsTo}/api/webhooks/`)).toBe(true);
    return subscription;
  }

  async function happen(): Promise<void> {
    const { customerId, orderId } = softwareSubscription;
    await Promise.all([scan(), flows.flow.act('CancelOrder', { customerId, orderId })]);
    await raise(flows.app);
  }

  const counted = () => Promise.all(HOOKS.map(async (hook) => [hook, (await arrived(flows.app, hook)).length]));

  it('is told as the definition says, and nothing more once it is turned off', async () => {
    await forgetAlerts(flows.app);
    const subscriptions: Record<string, Subscribed> = {};
    for (const hook of HOOKS) subscriptions[hook] = await subscribed(hook);
    await happen();
    await expect.poll(counted).toEqual(HOOKS.map((hook) => [hook, 1]));
    for (const [hook, { judge, unsubscribe }] of Object.entries(subscriptions)) {
      const [delivery] = await arrived(flows.app, hook);
      expect(delivery && judge(messageOf(delivery)), hook).toEqual([]);
      if (hook.endsWith('.kept')) continue;
      expect([(await unsubscribe()).status, (await unsubscribe()).status], hook).toEqual([204, 204]);
    }
    await flows.app.partnerCenter.advance('3h');
    await happen();
    await expect.poll(counted).toEqual(HOOKS.map((hook) => [hook, hook.endsWith('.kept') ? 2 : 1]));
  });
});

it('a connection with a key that is refused is shown as not authenticated', async () => {
  const flow = await flowClient({ hostUrl: flows.app.url, functionKey: 'made-up' });
  expect((await flow.run('ListCustomers')).status).toBe(401);
  expect([flow.gateway.isBroken(), flows.flow.gateway.isBroken()]).toEqual([true, false]);
});

it('no operation of the definition is left out here', () => {
  const { connector, gateway } = flows.flow;
  expect([...gateway.calls.keys()].sort()).toEqual([...connector.operations.keys()].sort());
});
