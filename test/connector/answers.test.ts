import { readFile } from 'node:fs/promises';
import path from 'node:path';
import AjvDraft4Module from 'ajv-draft-04';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import type { Definition } from '../../scripts/connector/definition.ts';
import type { Operation } from '../../scripts/connector/operation.ts';
import type { Schema } from '../../scripts/connector/schema.ts';
import { isGuid } from '../../shared/schemas/isGuid.ts';
import { ALERT_SETTINGS, arrived, messageOf, raise } from '../functions/alertClient.ts';
import { CALLS } from '../functions/dryRunCalls.ts';
import { scan } from '../functions/scanClient.ts';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';

const FILE = path.resolve(import.meta.dirname, '../../connector/apiDefinition.swagger.json');

/** CommonJS that Node gives as its namespace. */
const Ajv = AjvDraft4Module as unknown as typeof AjvDraft4Module.default;

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: {
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
    uri: (text: string) => URL.canParse(text),
    uuid: isGuid,
  },
});

type Values = Record<string, unknown>;

let app: TestApp;
let definition: Definition;

/** The schema without room for members that it does not name: a maker would not see them. */
function closed(schema: Schema): object {
  const { items, properties } = schema;
  return {
    ...schema,
    ...(items && { items: closed(items) }),
    ...(properties && {
      additionalProperties: false,
      properties: Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, closed(member)])),
    }),
  };
}

function expectValid(value: unknown, schema: Schema | undefined): void {
  expect(schema).toBeDefined();
  if (!schema) return;
  const validate = ajv.compile(closed(schema));
  validate(value);
  expect(validate.errors ?? [], JSON.stringify(value)).toEqual([]);
}

function find(operationId: string): { route: string; method: string; operation: Operation; content?: Schema } {
  for (const [route, item] of Object.entries(definition.paths)) {
    for (const [method, part] of Object.entries(item)) {
      if (!('operationId' in part) || part.operationId !== operationId) continue;
      const content = item['x-ms-notification-content'];
      return { route, method, operation: part, ...(content && 'schema' in content && { content: content.schema }) };
    }
  }
  throw new Error(`There is no ${operationId}.`);
}

/** Calls as a flow does: with parameters that the definition has, and an answer that fits it. */
async function call(operationId: string, values: Values = {}, body?: Values): Promise<Answer> {
  const { route, method, operation } = find(operationId);
  const declared = operation.parameters.map(({ name }) => name);
  expect(declared).toEqual(expect.arrayContaining([...Object.keys(values), ...(body ? ['body'] : [])]));
  const query = new URLSearchParams();
  let address = route.replace('/api/', '');
  for (const [name, value] of Object.entries(values)) {
    if (address.includes(`{${name}}`)) address = address.replace(`{${name}}`, encodeURIComponent(String(value)));
    else query.set(name, String(value));
  }
  const answer = await app.api(method.toUpperCase(), `${address}?${query.toString()}`, body);
  const said = operation.responses[answer.status];
  expect(said, `${operationId} ${answer.status} ${JSON.stringify(answer.body)}`).toBeDefined();
  expect(answer.status, `${operationId} ${JSON.stringify(answer.body)}`).toBeLessThan(500);
  const schema = said?.schema ?? (answer.status === 201 ? operation.responses[200]?.schema : undefined);
  if (schema) expectValid(answer.body, schema);
  return answer;
}

beforeAll(async () => {
  definition = JSON.parse(await readFile(FILE, 'utf8')) as Definition;
  app = await startTestApp({ settings: ALERT_SETTINGS });
});
afterAll(() => app.close());

describe('what the app answers fits the connector', () => {
  it.each(Object.entries(SEED))('of the seeded customer %s', async (_name, ids) => {
    const { customerId } = ids;
    await call('ListOrders', { customerId, customerSearch: 'a' });
    const { body } = await call('ListSubscriptions', { customerId });
    const { items = [] } = body as { items?: { id: string }[] };
    for (const { id: subscriptionId } of items) {
      expect((await call('GetSubscription', { customerId, subscriptionId, include: 'raw' })).status).toBe(200);
      await call('ListAddOnOffers', { customerId, subscriptionId });
    }
  });

  it.each([
    ['CancelOrder', CALLS.cancelOrder],
    ['CancelSubscription', CALLS.cancelSubscription],
    ['CreateOrder', CALLS.createOrder],
    ['PurchaseAddOn', CALLS.legacyAddOn],
    ['PurchaseAddOn', CALLS.newCommerceAddOn],
  ])('of %s, tried dry and done', async (operationId, { path: called, body }) => {
    const [, customerId, , id] = called.split('/');
    const names = { CancelOrder: ['customerId', 'orderId'], CreateOrder: ['customerId'] }[operationId];
    const [first = '', second] = names ?? ['customerId', 'subscriptionId'];
    const values = { [first]: customerId, ...(second && { [second]: id }), include: 'raw' };
    const tried = await call(operationId, values, { ...body, dryRun: true });
    expect(tried).toMatchObject({ status: 200, body: { dryRun: true } });
    const done = await call(operationId, values, { ...body, idempotencyKey: `${operationId}-${id ?? ''}` });
    expect(done).toMatchObject({ status: 200, body: { raw: {} } });
  });

  it('of lists, scans and operations', async () => {
    const { scanId } = await scan(app);
    for (const id of [scanId, 'latest']) expect((await call('GetScan', { scanId: id })).status).toBe(200);
    expect([200, 201]).toContain((await call('StartScan', {}, { customerIds: [SEED.empty.customerId] })).status);
    for (const list of ['ListCustomers', 'ListResellers']) expect((await call(list)).status).toBe(200);
    const { body } = await call('ListDeadlines', { size: 5 });
    const [soonest] = (body as { items: { subscriptionId: string }[] }).items;
    const { subscriptionId } = soonest ?? {};
    for (const body of [{ note: 'Known.' }, { until: '2020-01-01T00:00:00Z' }]) {
      expect((await call('AcknowledgeDeadline', { subscriptionId }, body)).status).toBe(200);
      expect((await call('ListDeadlines')).status).toBe(200);
    }
    const { items } = (await call('ListOperations')).body as { items: { operationId: string }[] };
    expect(items.length).toBeGreaterThan(0);
    for (const { operationId } of items) {
      expect((await call('GetOperation', { operationId })).status).toBe(200);
      expect((await call('GetOperationResult', { operationId })).status).toBe(200);
    }
  });

  const { newCommerceOpen, newCommerceClosingSoon } = SEED;
  const { customerId, subscriptionId } = newCommerceOpen;

  it.each([
    ['WhenCutoffApproaches', { stages: ['6h'], customerIds: [newCommerceClosingSoon.customerId] }],
    ['WhenScanCompletes', {}],
    ['WhenOperationCompletes', { customerIds: [customerId] }],
  ])('of %s, from subscribing to leaving', async (operationId, filter) => {
    const callback = `${app.sink.url}/hooks/${operationId}`;
    const made = await call(operationId, {}, { callback, name: operationId, ...filter });
    expect(made.status).toBe(201);
    await scan(app);
    await call('CancelSubscription', { customerId, subscriptionId }, { idempotencyKey: operationId });
    await raise(app);
    await expect.poll(async () => (await arrived(app, operationId)).length, { timeout: 30_000 }).toBe(1);
    for (const delivery of await arrived(app, operationId)) {
      expectValid(messageOf(delivery), find(operationId).content);
    }
    const location = new URL(made.headers.get('location') ?? '');
    const webhookId = location.pathname.split('/').at(-1);
    const left = await call('DeleteWebhook', { webhookId, token: location.searchParams.get('token') });
    expect(left.status).toBe(204);
  });
});
