import type { Schema, Use } from './schema.ts';
import { mergeUnion, type JsonSchema } from './mergeUnion.ts';
import { titleOf } from './titleOf.ts';

/** What a connector may call a format. https://learn.microsoft.com/connectors/custom-connectors/certification-swagger-validator-rules */
const FORMATS = new Set(
  'int32 int64 float double byte binary date date-time password date-no-tz email html uri uuid'.split(' '),
);

const LIMITS = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const;

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;

const LONGEST_TITLE = 80;

function isLimit(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}

function typeOf({ type }: JsonSchema, at: string): Schema['type'] {
  if (type === undefined) return 'object';
  const known = TYPES.find((name) => name === type);
  if (known === undefined) throw new Error(`${at} is of type ${String(type)}, which no connector knows.`);
  return known;
}

function choices(values: unknown[]): Pick<Schema, 'enum' | 'x-ms-enum-values'> {
  const displayName = (value: unknown) =>
    typeof value === 'boolean' ? (value ? 'Yes' : 'No') : titleOf(String(value));
  return { enum: values, 'x-ms-enum-values': values.map((value) => ({ value, displayName: displayName(value) })) };
}

/** Whoever reads an answer learns of its values in words: an enum would make a flow fail on one that is yet to come. */
function describe(description: string | undefined, values: unknown[], use: Use): string | undefined {
  const texts = values.filter((value) => typeof value === 'string');
  if (use === 'request' || !description || texts.length < 2) return description;
  if (texts.every((text) => description.includes(text))) return description;
  return `${description} One of ${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}, or one that is yet to come.`;
}

function named(name: string, schema: Schema, title: string | undefined, at: string): Schema {
  const summary = title ?? titleOf(name);
  const { description } = schema;
  if (!description) throw new Error(`${at} has no description: give it one with .meta({ description }).`);
  if (!/[.)]$/.test(description)) throw new Error(`The description of ${at} does not end with a full stop.`);
  if (summary.length > LONGEST_TITLE) throw new Error(`The title of ${at} is longer than ${LONGEST_TITLE} characters.`);
  if (summary === description) throw new Error(`The title and the description of ${at} are the same.`);
  const { type, format, ...rest } = schema;
  return { type, ...(format && { format }), 'x-ms-summary': summary, ...rest };
}

function members({ properties = {}, required = [] }: JsonSchema, use: Use, at: string): Partial<Schema> {
  const lowered = Object.entries(properties).map(([name, member]): [string, Schema] => {
    const here = `${at}.${name}`;
    return [name, named(name, lower(member, use, here), member.title, here)];
  });
  if (lowered.length === 0) return {};
  const needed = required.filter((name) => name in properties);
  return { ...(needed.length > 0 && { required: needed }), properties: Object.fromEntries(lowered) };
}

/**
 * A schema of zod’s in the Swagger 2.0 of connectors: no references, no nulls, no unions, nothing that is refused, every member with a
 * title and a description. Patterns stay behind, since the app says in words what a value must be, and so do the limits of an answer.
 * https://learn.microsoft.com/connectors/custom-connectors/certification-swagger-validator-rules
 * @throws Error that names the member, where something cannot be said.
 */
export function lower(given: JsonSchema, use: Use, at: string): Schema {
  const schema = mergeUnion(given, at);
  const type = typeOf(schema, at);
  const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  const description = describe(schema.description, values, use);
  const limits = LIMITS.filter((name) => use === 'request' && isLimit(schema[name]));
  if (type === 'array' && (schema.items === undefined || Array.isArray(schema.items))) {
    throw new Error(`${at} is an array that does not say what its items are.`);
  }
  return {
    type,
    ...(schema.format && FORMATS.has(schema.format) && { format: schema.format }),
    ...(description && { description }),
    ...(use === 'request' && schema.default !== undefined && { default: schema.default }),
    ...(use === 'request' && values.length > 0 && choices(values)),
    ...Object.fromEntries(limits.map((name) => [name, schema[name]])),
    ...(type === 'array' && !Array.isArray(schema.items) && { items: lower(schema.items ?? {}, use, `${at}[]`) }),
    ...(type === 'object' && members(schema, use, at)),
  };
}
