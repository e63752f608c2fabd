import { repeated, unless, type Problem, type Rule } from './rule.ts';
import { allFieldsOf, everyField, operationsOf, requiredBy, rootsOf, type Field } from './walk.ts';

/** https://learn.microsoft.com/connectors/custom-connectors/faq */
const LIMITS = { body: 512, operation: 16_384 } as const;

/** https://learn.microsoft.com/connectors/custom-connectors/certification-swagger-validator-rules */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  integer: ['int32', 'int64'],
  number: ['float', 'double'],
  string: ['byte', 'binary', 'date', 'date-time', 'password', 'date-no-tz', 'email', 'html', 'uri', 'uuid'],
};

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array']);
const COMBINATORS = ['oneOf', 'anyOf', 'allOf', 'not'];
const NULLS = ['nullable', 'x-nullable'];

const KEYWORDS = new Set([
  ...['type', 'format', 'description', 'required', 'default', 'enum', 'properties', 'items', 'pattern', 'title'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength'],
  ...['minItems', 'maxItems', 'minProperties', 'maxProperties', 'additionalProperties', 'readOnly', 'example'],
  ...['collectionFormat', 'allowEmptyValue'],
]);

/** https://learn.microsoft.com/connectors/custom-connectors/openapi-extensions */
const EXTENSIONS = new Set([
  ...['x-ms-summary', 'x-ms-visibility', 'x-ms-enum-values', 'x-ms-notification-url', 'x-ms-url-encoding'],
  ...['x-ms-dynamic-values', 'x-ms-dynamic-list', 'x-ms-dynamic-schema', 'x-ms-dynamic-properties'],
  ...['x-ms-editor', 'x-ms-editor-options', 'x-nullable'],
]);

const SPANS = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

const each =
  (rule: (field: Field) => Problem[]): Rule =>
  ({ definition }) =>
    everyField(definition).flatMap(rule);

function hasType(value: unknown, type: Field['schema']['type']): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  return typeof value === type;
}

function isPattern(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern));
  } catch {
    return false;
  }
}

function placesOf(value: unknown, key: string, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === key ? [at] : placesOf(member, key, `${at} ${name}`.trim()),
  );
}

/** https://learn.microsoft.com/connectors/custom-connectors/certification-swagger-validator-rules */
export const SCHEMAS = {
  /** A reference can have no texts of its own beside it. */
  noReferences: ({ definition }) =>
    placesOf(definition, '$ref').map((at) => ({ at, message: 'is a reference: write out what it refers to' })),

  noCombinators: each(({ at, schema }) =>
    COMBINATORS.flatMap((name) => unless(!(name in schema), at, `has ${name}, which is not supported`)),
  ),

  noNulls: each(({ at, schema }) =>
    unless(
      [schema.type].flat().every((type) => type !== 'null') && !NULLS.some((name) => name in schema),
      at,
      'may be null',
    ),
  ),

  oneType: each(({ at, schema: { type } }) => unless(!Array.isArray(type), at, 'has several types')),

  knownType: each(({ at, schema: { type } }) =>
    unless(
      type !== undefined && [type].flat().every((one) => one === 'null' || TYPES.has(one)),
      at,
      'has no type, or one that is not known',
    ),
  ),

  knownFormat: each(({ at, schema: { type, format } }) =>
    unless(
      format === undefined || (typeof type === 'string' && FORMATS[type]?.includes(format)),
      at,
      `has the format ${format}, which its type does not know`,
    ),
  ),

  /** A file is a body or an answer of its own. */
  binaryAtRoot: each(({ at, schema: { format }, kind }) =>
    unless(format !== 'binary' || kind === 'root', at, 'is a file inside of something'),
  ),

  noUniqueItems: each(({ at, schema }) =>
    unless(!('uniqueItems' in schema), at, 'has uniqueItems, which is not supported'),
  ),

  knownKeywords: each(({ at, schema }) =>
    Object.keys(schema)
      .filter((name) => !name.startsWith('x-') && name !== 'uniqueItems' && !COMBINATORS.includes(name))
      .flatMap((name) => unless(KEYWORDS.has(name), at, `has ${name}, which is not supported`)),
  ),

  knownExtensions: each(({ at, schema }) =>
    Object.keys(schema)
      .filter((name) => name.startsWith('x-'))
      .flatMap((name) => unless(EXTENSIONS.has(name), at, `has ${name}, which nothing reads`)),
  ),

  requiredOnObjects: each(({ at, schema, kind }) =>
    unless(
      schema.required === undefined || kind === 'parameter' || schema.type === 'object',
      at,
      'requires members but is no object',
    ),
  ),

  requiredFilled: each(({ at, schema: { required } }) =>
    unless(
      required === undefined || (Array.isArray(required) && required.length > 0),
      at,
      'requires nothing: leave required out',
    ),
  ),

  requiredDefined: each(({ at, schema }) =>
    requiredBy(schema).flatMap((name) =>
      unless(
        schema.properties && Object.hasOwn(schema.properties, name),
        at,
        `requires ${name}, which it does not have`,
      ),
    ),
  ),

  requiredUnique: each(({ at, schema }) =>
    repeated(requiredBy(schema)).map((name) => ({ at, message: `requires ${name} more than once` })),
  ),

  propertiesOnObjects: each(({ at, schema }) =>
    unless(!schema.properties || schema.type === 'object', at, 'has properties but is no object'),
  ),

  propertyNames: each(({ at, schema }) =>
    repeated(Object.keys(schema.properties ?? {}).map((name) => name.toLowerCase())).map((name) => ({
      at,
      message: `has ${name} in different capitals`,
    })),
  ),

  arrayItems: each(({ at, schema: { type, items } }) =>
    unless(
      (type === 'array') === (items !== undefined && !Array.isArray(items)),
      at,
      'has no items as an array, or some as none',
    ),
  ),

  internalDefault: each(({ at, schema, isRequired, kind }) =>
    unless(
      kind === 'root' ||
        kind === 'items' ||
        schema['x-ms-visibility'] !== 'internal' ||
        !isRequired ||
        schema.default !== undefined ||
        schema['x-ms-notification-url'],
      at,
      'is internal and required but has no default',
    ),
  ),

  /** Only what is required is certain to be sent. */
  internalDefaultRequired: each(({ at, schema, isRequired, use }) =>
    unless(
      use !== 'request' || schema['x-ms-visibility'] !== 'internal' || schema.default === undefined || isRequired,
      at,
      'is internal with a default but not required',
    ),
  ),

  defaultType: each(({ at, schema }) =>
    unless(schema.default === undefined || hasType(schema.default, schema.type), at, 'has a default of another type'),
  ),

  defaultInEnum: each(({ at, schema }) =>
    unless(
      schema.default === undefined || !schema.enum || schema.enum.includes(schema.default),
      at,
      'has a default that is not in its enum',
    ),
  ),

  enumFilled: each(({ at, schema }) => unless(schema.enum?.length !== 0, at, 'has an empty enum')),

  enumUnique: each(({ at, schema }) =>
    repeated(schema.enum ?? []).map((value) => ({ at, message: `has ${String(value)} in its enum more than once` })),
  ),

  enumType: each(({ at, schema }) =>
    (schema.enum ?? []).flatMap((value) =>
      unless(hasType(value, schema.type), at, `has ${String(value)} of another type in its enum`),
    ),
  ),

  enumValuesInEnum: each(({ at, schema }) =>
    (schema['x-ms-enum-values'] ?? []).flatMap(({ value }) =>
      unless(schema.enum?.includes(value), at, `names ${String(value)}, which is not in its enum`),
    ),
  ),

  enumValuesUnique: each(({ at, schema }) =>
    repeated((schema['x-ms-enum-values'] ?? []).map(({ value }) => value)).map((value) => ({
      at,
      message: `names ${String(value)} more than once`,
    })),
  ),

  enumNames: each(({ at, schema }) => [
    ...(schema['x-ms-enum-values'] ?? []).flatMap(({ value, displayName }) =>
      unless(displayName, at, `has no displayName for ${String(value)}`),
    ),
    ...repeated((schema['x-ms-enum-values'] ?? []).map(({ displayName }) => displayName)).map((name) => ({
      at,
      message: `has the displayName ${name} more than once`,
    })),
  ]),

  /** What is chosen from has names for all that can be chosen. */
  enumNamed: each(({ at, schema, use }) =>
    unless(
      use !== 'request' || (schema.enum ?? []).length === (schema['x-ms-enum-values'] ?? []).length,
      at,
      'has values without a name',
    ),
  ),

  spans: each(({ at, schema }) =>
    SPANS.flatMap(([least, most]) => {
      const [low, high] = [schema[least], schema[most]];
      return unless(
        typeof low !== 'number' || typeof high !== 'number' || low <= high,
        at,
        `has a ${least} above its ${most}`,
      );
    }),
  ),

  exclusiveLimits: each(({ at, schema }) => [
    ...unless(!('exclusiveMinimum' in schema) || 'minimum' in schema, at, 'has exclusiveMinimum without minimum'),
    ...unless(!('exclusiveMaximum' in schema) || 'maximum' in schema, at, 'has exclusiveMaximum without maximum'),
  ]),

  patternValid: each(({ at, schema: { pattern } }) =>
    unless(pattern === undefined || isPattern(pattern), at, 'has a pattern that is none'),
  ),

  readOnlyOptional: each(({ at, schema, use, isRequired }) =>
    unless(use !== 'request' || !schema.readOnly || !isRequired, at, 'is asked for but read-only'),
  ),

  schemasPerBody: ({ definition }) =>
    operationsOf(definition)
      .flatMap(rootsOf)
      .flatMap((fields) =>
        unless(fields.length <= LIMITS.body, fields[0]?.at ?? '', `has more than ${LIMITS.body} schemas`),
      ),

  schemasPerOperation: ({ definition }) =>
    operationsOf(definition).flatMap((found) =>
      unless(allFieldsOf(found).length <= LIMITS.operation, found.at, `has more than ${LIMITS.operation} schemas`),
    ),
} satisfies Record<string, Rule>;
