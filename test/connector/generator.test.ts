import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definitionOf, operationsOf, type Definition } from '../../scripts/connector/definition.ts';
import { lookupOf } from '../../scripts/connector/lookups.ts';
import { lower } from '../../scripts/connector/lower.ts';
import type { JsonSchema } from '../../scripts/connector/mergeUnion.ts';
import type { Operation } from '../../scripts/connector/operation.ts';
import { readRoutes } from '../../scripts/connector/routes.ts';
import type { Schema, Use } from '../../scripts/connector/schema.ts';
import { titleOf } from '../../scripts/connector/titleOf.ts';

function lowered(schema: z.ZodType, use: Use = 'request'): Schema {
  const io = use === 'request' ? 'input' : 'output';
  return lower(z.toJSONSchema(schema, { target: 'draft-4', io, unrepresentable: 'any' }) as JsonSchema, use, 'it');
}

const said = (description: string) => ({ description: `${description}.` });

describe('a schema of zod’s becomes one of a connector’s', () => {
  it('with the title given, or one made of the name, and the description', () => {
    const schema = z.object({
      customerId: z.string().meta(said('Whose')),
      one_time: z.boolean().meta({ title: 'Once', ...said('Whether it is once') }),
    });
    expect(lowered(schema).properties).toEqual({
      customerId: { type: 'string', 'x-ms-summary': 'Customer ID', description: 'Whose.' },
      one_time: { type: 'boolean', 'x-ms-summary': 'Once', description: 'Whether it is once.' },
    });
  });

  it.each([
    ['no description', z.string(), 'it.member has no description'],
    ['no full stop', z.string().meta({ description: 'What' }), 'does not end with a full stop'],
    ['one text for both', z.string().meta({ title: 'What.', description: 'What.' }), 'are the same'],
    ['null', z.string().nullable().meta(said('What')), 'it.member may be null'],
    ['one type or another', z.union([z.string(), z.number()]).meta(said('What')), 'is of one type or another'],
    ['a tuple', z.tuple([z.string()]).meta(said('What')), 'does not say what its items are'],
  ])('but not with %s, and says where', (_what, member, message) => {
    expect(() => lowered(z.object({ member }))).toThrow(message);
  });

  it('with its format, without the pattern that belongs to it', () => {
    expect(lowered(z.guid())).toEqual({ type: 'string', format: 'uuid' });
    expect(lowered(z.iso.datetime({ offset: true }))).toEqual({ type: 'string', format: 'date-time' });
    expect(lowered(z.base64url())).toEqual({ type: 'string' });
    expect(lowered(z.string().regex(/^a/i))).toEqual({ type: 'string' });
  });

  it('with the limits of a request, without those that every safe integer has', () => {
    expect(lowered(z.int().min(1))).toEqual({ type: 'integer', minimum: 1 });
    expect(lowered(z.array(z.string().max(3)).min(1).max(2))).toEqual({
      type: 'array',
      minItems: 1,
      maxItems: 2,
      items: { type: 'string', maxLength: 3 },
    });
    expect(lowered(z.string().max(3), 'answer')).toEqual({ type: 'string' });
  });

  it('with the values of a request to choose from, and those of an answer in words', () => {
    const kind = z.enum(['cancel', 'extendedTerm']).meta(said('What'));
    expect(lowered(kind)).toEqual({
      type: 'string',
      description: 'What.',
      enum: ['cancel', 'extendedTerm'],
      'x-ms-enum-values': [
        { value: 'cancel', displayName: 'Cancel' },
        { value: 'extendedTerm', displayName: 'Extended Term' },
      ],
    });
    expect(lowered(kind, 'answer')).toEqual({
      type: 'string',
      description: 'What. One of cancel and extendedTerm, or one that is yet to come.',
    });
    expect(lowered(z.literal(true))).toMatchObject({
      type: 'boolean',
      enum: [true],
      'x-ms-enum-values': [{ value: true, displayName: 'Yes' }],
    });
    expect(lowered(z.literal(true), 'answer')).toEqual({ type: 'boolean' });
  });

  it.each([
    ['what is unknown', z.unknown()],
    ['a record', z.record(z.string(), z.string())],
    ['an object without members', z.strictObject({})],
  ])('a free object for %s', (_what, schema) => {
    expect(lowered(schema)).toEqual({ type: 'object' });
  });

  it('an object that requires what has neither to be there nor a default', () => {
    const text = z.string().meta(said('What'));
    const schema = z.strictObject({ one: text, two: text.optional(), three: text.default('x') });
    expect(lowered(schema)).toMatchObject({ required: ['one'], properties: { three: { default: 'x' } } });
    expect(lowered(schema, 'answer').required).toEqual(['one', 'three']);
    expect(lowered(z.object({ two: text.optional() }))).not.toHaveProperty('required');
  });

  it('one object for several, that requires what all of them do', () => {
    const [id, more] = [z.string().meta(said('Which')), z.string().meta(said('More'))];
    const schema = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('one').meta(said('Kind')), id }),
      z.object({ kind: z.literal('two').meta(said('Kind')), id, more }),
    ]);
    expect(lowered(schema)).toMatchObject({
      required: ['kind', 'id'],
      properties: { kind: { enum: ['one', 'two'] }, more: { type: 'string' } },
    });
  });

  it('what is asked for before a transform, what is answered after one, whatever is refined', () => {
    const hours = z
      .string()
      .transform(Number)
      .refine((value) => value > 0);
    expect(lowered(hours)).toEqual({ type: 'string' });
    expect(lowered(z.coerce.number().int().max(9))).toEqual({ type: 'integer', maximum: 9 });
    expect(lowered(z.string().toLowerCase(), 'answer')).toEqual({ type: 'string' });
  });
});

it.each([
  ['partnerIdOnRecord', 'Partner ID On Record'],
  ['customerIds', 'Customer IDs'],
  ['one_time', 'One Time'],
  ['url', 'URL'],
])('%s is read %s', (name, title) => expect(titleOf(name)).toBe(title));

describe('a drop-down', () => {
  it('is described for designers of both generations', () => {
    expect(lookupOf('orderId', ['customerId', 'orderId'])).toEqual({
      'x-ms-dynamic-values': {
        operationId: 'ListOrders',
        parameters: { customerId: { parameter: 'customerId' } },
        'value-collection': 'items',
        'value-path': 'id',
        'value-title': 'id',
      },
      'x-ms-dynamic-list': {
        operationId: 'ListOrders',
        parameters: { customerId: { parameterReference: 'customerId' } },
        itemsPath: 'items',
        itemValuePath: 'id',
        itemTitlePath: 'id',
      },
    });
  });

  it('is filled with what the other parameters allow', () => {
    expect(lookupOf('subscriptionId', ['customerId'])?.['x-ms-dynamic-list']?.operationId).toBe('ListSubscriptions');
    expect(lookupOf('subscriptionId', [])?.['x-ms-dynamic-list']?.operationId).toBe('ListDeadlines');
    expect(lookupOf('offerId', ['customerId'])).toBeUndefined();
  });
});

/** https://learn.microsoft.com/connectors/custom-connectors/certification-swagger-validator-rules */
describe('the definition keeps the rules of connectors', () => {
  let definition: Definition;
  let operations: Operation[];

  const schemasIn = (value: unknown): Schema[] => {
    if (typeof value !== 'object' || value === null) return [];
    const inside = Object.values(value).flatMap(schemasIn);
    return 'type' in value && typeof value.type === 'string' ? [value as Schema, ...inside] : inside;
  };
  const named = (operationId: string) => {
    const operation = operations.find((one) => one.operationId === operationId);
    if (!operation) throw new Error(`There is no ${operationId}.`);
    return operation;
  };
  const bodyOf = (operation: Operation) => {
    const body = operation.parameters.find((parameter) => parameter.in === 'body');
    return body?.in === 'body' ? body.schema : undefined;
  };

  beforeAll(async () => {
    definition = definitionOf(await readRoutes(), { host: 'my-app.example.com', version: '0.1.0' });
    operations = operationsOf(definition);
  });

  it('in title and description, which name no product of the platform', () => {
    const { title, description } = definition.info;
    expect(title).toMatch(/^.{1,29}[A-Za-z0-9]$/);
    expect(description).toMatch(/^.{29,499}\.$/);
    expect(`${title} ${description}`).not.toMatch(/\bAPI\b|Connector|Power (?:Automate|Apps|BI|Platform)/i);
  });

  it('in size', () => {
    expect(Buffer.byteLength(JSON.stringify(definition, undefined, 4))).toBeLessThan(1_000_000);
    expect(operations.length).toBeLessThanOrEqual(256);
    for (const operation of operations) expect(schemasIn(bodyOf(operation)).length).toBeLessThanOrEqual(512);
  });

  it('in the texts of operations', () => {
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    expect(new Set(operations.map(({ summary }) => summary)).size).toBe(operations.length);
    for (const operation of operations) {
      expect(operation.operationId).toMatch(/^[A-Z][A-Za-z0-9]*$/);
      expect(operation.summary).toMatch(/^[A-Z][A-Za-z0-9 ()-]{0,78}[A-Za-z0-9)]$/);
      expect(operation.description).toMatch(/^[A-Z].*\.$/);
      expect(operation.description).not.toBe(operation.summary);
    }
  });

  it('in parameters, that all have a title and a description, and paths that are made of them', () => {
    for (const [path, item] of Object.entries(definition.paths)) {
      for (const part of Object.values(item)) {
        if (!('operationId' in part)) continue;
        const inPath = part.parameters.filter((parameter) => parameter.in === 'path');
        expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
        for (const parameter of inPath)
          expect(parameter).toMatchObject({ required: true, 'x-ms-url-encoding': 'single' });
        for (const parameter of part.parameters) {
          expect(parameter['x-ms-summary']).toMatch(/^.{1,80}$/);
          expect(parameter.description).toMatch(/\.$/);
        }
        expect(part.consumes !== undefined).toBe(bodyOf(part) !== undefined);
      }
    }
  });

  it('in schemas: no reference, no union, no null, nothing required that is not there, items in every array', () => {
    expect(JSON.stringify(definition)).not.toMatch(
      /"(?:\$ref|oneOf|anyOf|allOf|not|pattern|nullable|additionalProperties|uniqueItems)":|:null/,
    );
    for (const schema of schemasIn(definition.paths)) {
      if (schema.type === 'array') expect(schema.items).toBeDefined();
      if (Array.isArray(schema.required)) {
        expect(schema.required.length).toBeGreaterThan(0);
        expect(Object.keys(schema.properties ?? {})).toEqual(expect.arrayContaining(schema.required));
      }
    }
  });

  it('in answers: a schema on one success at most, no choice of values, words for all else', () => {
    for (const { operationId, responses } of operations) {
      const withSchema = Object.entries(responses).filter(([, { schema }]) => schema);
      const none = operationId === 'DeleteWebhook';
      expect(withSchema.map(([status]) => status)).toEqual(
        none ? [] : [operationId.startsWith('When') ? '201' : '200'],
      );
      expect(Object.values(responses).every(({ description }) => description.endsWith('.'))).toBe(true);
      expect(schemasIn(responses).filter((schema) => schema.enum)).toEqual([]);
    }
  });

  it('in drop-downs, which lead to an array that has what they show, with all it needs', () => {
    const lists = operations.flatMap(({ parameters }) =>
      schemasIn(parameters).flatMap((schema) => schema['x-ms-dynamic-list'] ?? []),
    );
    expect(lists.length).toBeGreaterThan(20);
    for (const { operationId, parameters, itemsPath, itemValuePath, itemTitlePath } of lists) {
      const { parameters: asked, responses } = named(operationId);
      const items = responses[200]?.schema?.properties?.[itemsPath]?.items?.properties ?? {};
      expect(Object.keys(items)).toEqual(expect.arrayContaining([itemValuePath, itemTitlePath]));
      const needed = asked.filter((parameter) => parameter.required).map(({ name }) => name);
      expect(Object.keys(parameters)).toEqual(expect.arrayContaining(needed));
      expect(asked.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(parameters)));
    }
  });

  it('in triggers, which a flow can subscribe to and leave', () => {
    const triggers = Object.values(definition.paths).filter((item) => 'x-ms-notification-content' in item);
    expect(triggers.length).toBe(3);
    for (const { post, 'x-ms-notification-content': content } of triggers) {
      const trigger = post as Operation;
      expect(trigger.summary).toMatch(/^When a/);
      expect(trigger.description).toMatch(/^This operation triggers when /);
      expect(trigger['x-ms-trigger-hint']).toMatch(/^To see it work, .*\.$/);
      expect(bodyOf(trigger)).toMatchObject({
        required: ['callback'],
        properties: { callback: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' } },
      });
      expect(trigger.responses[201]?.headers).toHaveProperty('Location');
      expect(content).toHaveProperty('schema.properties.data.properties');
    }
    expect(definition.paths['/api/webhooks/{webhookId}']?.delete).toMatchObject({ 'x-ms-visibility': 'internal' });
  });

  it('in what moves money: never called by a test, the key required to buy and optional to cancel', () => {
    const money = operations.filter((operation) => operation['x-ms-no-generic-test']);
    expect(money.map(({ operationId }) => operationId)).toEqual([
      'CancelOrder',
      'CancelSubscription',
      'CreateOrder',
      'PurchaseAddOn',
    ]);
    for (const operation of money) {
      const { required = [], properties } = bodyOf(operation) ?? {};
      expect(required.includes('idempotencyKey')).toBe(!operation.operationId.startsWith('Cancel'));
      expect(properties).toHaveProperty('dryRun');
      expect(operation.responses[200]?.schema?.required).toEqual(['warnings']);
      expect(operation.responses[200]?.schema?.properties).toMatchObject({ raw: { type: 'object' }, effect: {} });
      expect(operation.responses[202]).not.toHaveProperty('schema');
    }
  });
});
