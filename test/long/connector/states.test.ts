import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SEED } from '../../../local/partnerCenter/seedIds.ts';
import { arrived, messageOf, raise } from '../../functions/alertClient.ts';
import { removeRows } from '../../functions/storedRows.ts';
import type { Inputs } from '../../connector/flow/buildRequest.ts';
import { changeOfOrder, changeOfSubscription, fraction } from '../../connector/flow/changes.ts';
import type { Subscribed } from '../../connector/flow/flowClient.ts';
import { idsOf, startFlows, type Flows } from '../../connector/flow/startFlows.ts';

const STATES = Array.from({ length: 30 }, (_, index) => index + 1);
const CUSTOMERS = 4;

interface Customer {
  id: string;
  purpose?: string;
  subscriptions: { id: string }[];
  orders: { id: string }[];
}

let flows: Flows;
/** A flow that waits for cutoffs meanwhile. */
let trigger: Subscribed;
/** What went wrong in the state that is looked at. */
let problems: string[];

beforeAll(async () => {
  flows = await startFlows();
  const callback = `${flows.app.sink.url}/hooks/states`;
  trigger = await flows.flow.subscribe('WhenCutoffApproaches', callback, { stages: ['20d'] });
});
afterAll(() => flows.close());

/** Customers with a history, of whose subscriptions and orders every other is changed. */
async function live(seed: number): Promise<Customer[]> {
  const { app, session, startOver } = flows;
  await startOver();
  await removeRows(app, 'deadlines');
  await app.partnerCenter.post('/_emulator/seed', { history: { seed, customers: CUSTOMERS } });
  await app.partnerCenter.advance(`${Math.floor(fraction(seed, 0) * 20 * 24 * 60)}m`);
  const { body } = await app.partnerCenter.get('/_emulator/customers?all=true');
  const customers = (body as { items: Customer[] }).items.filter(({ purpose }) => !purpose);
  expect(customers).toHaveLength(CUSTOMERS);
  let part = 1;
  for (const { id, subscriptions, orders } of customers) {
    for (const one of subscriptions.filter(() => fraction(seed, part++) < 0.5))
      await session.change(`subscriptions/${one.id}?customerId=${id}`, changeOfSubscription(seed, part));
    for (const one of orders.filter(() => fraction(seed, part++) < 0.3))
      await session.change(`orders/${one.id}?customerId=${id}`, changeOfOrder(seed, part));
  }
  return customers;
}

/** Runs a read, whose answer has to be a success, or the try of a cancel, which may be refused. */
async function read(operationId: string, inputs: Inputs = {}): Promise<Inputs> {
  const { body = {}, ...ids } = inputs;
  const mayBeRefused = (body as Inputs).dryRun === true;
  try {
    const answer = await flows.flow.run(operationId, inputs);
    if (answer.status < 300 || (mayBeRefused && answer.status === 409)) return answer.body as Inputs;
    throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  } catch (error) {
    problems.push(`${operationId} ${JSON.stringify(ids)}: ${String(error)}`);
    return {};
  }
}

async function choose(operationId: string, path: string, given: Inputs): Promise<void> {
  await flows.flow.choices(operationId, path, given).catch((error: unknown) => problems.push(String(error)));
}

async function readCustomer({ id: customerId, subscriptions, orders }: Customer): Promise<void> {
  const body = { dryRun: true };
  await Promise.all([
    read('ListOrders', { customerId }),
    read('ListSubscriptions', { customerId }),
    choose('CancelOrder', 'orderId', { customerId }),
    choose('CancelSubscription', 'subscriptionId', { customerId }),
    ...orders.map(({ id: orderId }) => read('CancelOrder', { customerId, orderId, include: 'raw', body })),
    ...subscriptions.flatMap(({ id: subscriptionId }) => [
      read('GetSubscription', { customerId, subscriptionId, include: 'raw' }),
      read('ListAddOnOffers', { customerId, subscriptionId }),
      choose('PurchaseAddOn', 'body/offerId', { customerId, subscriptionId }),
      read('CancelSubscription', { customerId, subscriptionId, include: 'raw', body }),
    ]),
  ]);
}

async function readScan(customerIds: string[]): Promise<void> {
  const { scanId } = await read('StartScan', { body: { customerIds } });
  if (scanId === undefined) return;
  for (let state: unknown; state !== 'completed'; await delay(20)) ({ state } = await read('GetScan', { scanId }));
  for (const customerId of customerIds) await read('ListDeadlines', { customerId });
  await choose('AcknowledgeDeadline', 'subscriptionId', {});
  await raise(flows.app);
}

async function readOperations(): Promise<void> {
  const { items = [] } = await read('ListOperations');
  for (const { operationId } of (items as Inputs[]).slice(0, 3)) await read('GetOperation', { operationId });
}

it.each(STATES)('every read is answered, and every cutoff told, as the definition says in state %i', async (seed) => {
  const customers = await live(seed);
  problems = [];
  await Promise.all([
    read('ListCustomers'),
    read('ListResellers'),
    readOperations(),
    readScan(customers.map(({ id }) => id)),
    ...customers.map(readCustomer),
  ]);
  expect(problems).toEqual([]);
});

it('the cutoffs that were told are many', async () => {
  const told = await arrived(flows.app, 'states');
  expect(told.flatMap((delivery) => trigger.judge(messageOf(delivery)))).toEqual([]);
  expect(told.length).toBeGreaterThan(STATES.length / 2);
});

it.each<[string, string | null]>([
  ['no name', null],
  ['an empty name', ''],
  ['a blank name', ' '],
])('a subscription with %s can be told from others in a drop-down', async (_what, friendlyName) => {
  await flows.startOver();
  const { customerId, subscriptionId } = SEED.newCommerceClosingSoon;
  await flows.session.change(`subscriptions/${subscriptionId}`, { friendlyName });
  const [choice] = await flows.flow.choices('CancelSubscription', 'subscriptionId', { customerId });
  expect(choice).toEqual({ value: subscriptionId, title: expect.stringMatching(/\S/) as string });
});

it.each<[string, string, Inputs]>([
  ['ListCustomers', 'GET customers', {}],
  ['ListResellers', 'GET relationships', {}],
  ['ListOrders', 'GET customers/*/orders', { customerId: SEED.newCommerceOpen.customerId }],
  ['ListSubscriptions', 'GET customers/*/subscriptions', { customerId: SEED.newCommerceOpen.customerId }],
  ['GetSubscription', 'GET customers/*/subscriptions/*', idsOf(SEED.newCommerceOpen)],
  ['ListAddOnOffers', 'GET offers/*/addons', idsOf(SEED.legacyWithAddOns)],
])('%s that Partner Center refuses is refused as the definition says', async (operationId, route, inputs) => {
  for (const [status, code] of [
    [400, 800004],
    [403, 900401],
    [404, 900404],
    [409, 800060],
  ] as const) {
    await flows.startOver();
    await flows.session.refuse(route, status, code);
    expect((await flows.flow.run(operationId, inputs)).status).toBe(422);
  }
});
