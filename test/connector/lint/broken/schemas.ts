import type { Connector, Schema } from '../model.ts';
import type { SCHEMAS } from '../schemas.ts';
import { answer, body, items, parameter, type Broken, type Change } from './change.ts';

const TEXTS = { 'x-ms-summary': 'More', description: 'What there is more.' };

/** Puts a member beside those of a purchase. */
function withMember(schema: Schema, isRequired = false): Change {
  return (connector) => {
    const purchase = body(connector, 'PurchaseAddOn');
    purchase.properties = { ...purchase.properties, more: { ...TEXTS, ...schema } };
    if (isRequired) purchase.required = [...(Array.isArray(purchase.required) ? purchase.required : []), 'more'];
  };
}

/** Members that hold members, two to the power of a depth. */
function tree(depth: number): Schema {
  return depth === 0
    ? { type: 'string' }
    : { type: 'object', properties: { one: tree(depth - 1), two: tree(depth - 1) } };
}

const NAMED = [
  { value: 'a', displayName: 'A' },
  { value: 'b', displayName: 'B' },
];

const answered = (connector: Connector) => answer(connector, 'ListCustomers');

export const BROKEN_SCHEMAS: Broken<typeof SCHEMAS> = {
  noReferences: {
    'a schema by reference': withMember({ $ref: '#/definitions/More' }),
    'an operation by reference': ({ definition: { paths } }) => {
      paths['/api/other'] = { $ref: '#/paths/~1api~1resellers' };
    },
  },
  noCombinators: {
    'one of several': withMember({ type: 'object', oneOf: [] }),
    'any of several': withMember({ type: 'object', anyOf: [] }),
    'all of several': withMember({ type: 'object', allOf: [] }),
  },
  noNulls: {
    'a type that is null': withMember({ type: 'null' }),
    'a type or null': withMember({ type: ['string', 'null'] }),
    'what is nullable': withMember({ type: 'string', nullable: true }),
    'what is x-nullable': (connector) => (answered(connector)['x-nullable'] = true),
  },
  oneType: {
    'several types': withMember({ type: ['string', 'integer'] }),
  },
  knownType: {
    'no type': withMember({}),
    'a type that is not known': withMember({ type: 'date' }),
    'items without a type': withMember({ type: 'array', items: {} }),
  },
  knownFormat: {
    'a format that is not known': withMember({ type: 'string', format: 'ipv4' }),
    'a format of another type': withMember({ type: 'string', format: 'int32' }),
  },
  binaryAtRoot: {
    'a file in a body': withMember({ type: 'string', format: 'binary' }),
  },
  noUniqueItems: {
    'items that are unique': withMember({ type: 'array', items: { type: 'string' }, uniqueItems: true }),
  },
  knownKeywords: {
    'a keyword of a later draft': withMember({ type: 'string', const: 'a' }),
    'a keyword of tuples': withMember({ type: 'array', items: { type: 'string' }, additionalItems: false }),
  },
  knownExtensions: {
    'an extension that is misspelt': withMember({ type: 'string', 'x-ms-visiblity': 'internal' }),
    'an extension of others': withMember({ type: 'string', 'x-ms-enum': {} }),
  },
  requiredOnObjects: {
    'a text that requires': withMember({ type: 'string', required: ['a'] }),
  },
  requiredFilled: {
    'an object that requires nothing': withMember({ type: 'object', required: [] }),
    'a member that is required by itself': withMember({ type: 'object', required: true }),
  },
  requiredDefined: {
    'an object that requires what it has not': (connector) => (answered(connector).required = ['other']),
  },
  requiredUnique: {
    'an object that requires something twice': (connector) => (answered(connector).required = ['items', 'items']),
  },
  propertiesOnObjects: {
    'a text with members': withMember({ type: 'string', properties: {} }),
  },
  propertyNames: {
    'two members that differ in capitals': (connector) =>
      (answered(connector).properties = {
        ...answered(connector).properties,
        ITEMS: answer(connector, 'ListCustomers', 'items'),
      }),
  },
  arrayItems: {
    'an array without items': (connector) => delete answer(connector, 'ListCustomers', 'items').items,
    'a tuple': withMember({ type: 'array', items: [{ type: 'string' }] }),
    'a text with items': withMember({ type: 'string', items: { type: 'string' } }),
    'a parameter without items': (connector) => (parameter(connector, 'ListCustomers', 'search').type = 'array'),
  },
  internalDefault: {
    'an internal member that is required': withMember({ type: 'string', 'x-ms-visibility': 'internal' }, true),
    'an internal parameter that is required': (connector) =>
      (parameter(connector, 'ListCustomers', 'continuation').required = true),
  },
  internalDefaultRequired: {
    'an internal default that may be left out': withMember({
      type: 'string',
      'x-ms-visibility': 'internal',
      default: 'a',
    }),
  },
  defaultType: {
    'a default of another type': withMember({ type: 'integer', default: '1' }),
    'a default that is not whole': withMember({ type: 'integer', default: 1.5 }),
  },
  defaultInEnum: {
    'a default that cannot be chosen': withMember({ type: 'string', enum: ['a'], default: 'b' }),
  },
  enumFilled: {
    'nothing to choose from': withMember({ type: 'string', enum: [] }),
  },
  enumUnique: {
    'a value to choose twice': withMember({ type: 'string', enum: ['a', 'a'] }),
  },
  enumType: {
    'a value of another type': withMember({ type: 'string', enum: ['a', 1] }),
    'null as a value': withMember({ type: 'string', enum: ['a', null] }),
  },
  enumValuesInEnum: {
    'a name for what cannot be chosen': withMember({ type: 'string', enum: ['a'], 'x-ms-enum-values': NAMED }),
    'names without values': withMember({ type: 'string', 'x-ms-enum-values': NAMED }),
  },
  enumValuesUnique: {
    'a value with two names': withMember({
      type: 'string',
      enum: ['a', 'b'],
      'x-ms-enum-values': [...NAMED, { value: 'a', displayName: 'C' }],
    }),
  },
  enumNames: {
    'a value without a name': withMember({ type: 'string', enum: ['a'], 'x-ms-enum-values': [{ value: 'a' }] }),
    'a name of two values': withMember({
      type: 'string',
      enum: ['a', 'b'],
      'x-ms-enum-values': [
        { value: 'a', displayName: 'A' },
        { value: 'b', displayName: 'A' },
      ],
    }),
  },
  enumNamed: {
    'values without names': withMember({ type: 'string', enum: ['a'] }),
  },
  spans: {
    'a least above the most': withMember({ type: 'integer', minimum: 2, maximum: 1 }),
    'a least length above the most': withMember({ type: 'string', minLength: 2, maxLength: 1 }),
  },
  exclusiveLimits: {
    'an exclusive limit without a limit': withMember({ type: 'integer', exclusiveMinimum: true }),
    'an exclusive end without an end': withMember({ type: 'integer', exclusiveMaximum: true }),
  },
  patternValid: {
    'a pattern that is none': withMember({ type: 'string', pattern: '(' }),
  },
  readOnlyOptional: {
    'a read-only member that is required': withMember({ type: 'string', readOnly: true }, true),
  },
  schemasPerBody: {
    'more than 512 schemas in a body': withMember(tree(9)),
    'more than 512 schemas in an answer': (connector) =>
      (items(answer(connector, 'ListCustomers', 'items')).properties = { one: tree(9) }),
  },
  schemasPerOperation: {
    'more than 16,384 schemas in an operation': withMember(tree(14)),
  },
};
