import AjvDraft4Module from 'ajv-draft-04';
import type { ValidateFunction } from 'ajv';
import type { Schema } from './connector.ts';

/** CommonJS that Node gives as its namespace. */
const AjvDraft4 = AjvDraft4Module as unknown as typeof AjvDraft4Module.default;

const ajv = new AjvDraft4({ strict: false, validateFormats: false, allErrors: true });
const compiled = new WeakMap<Schema, ValidateFunction>();

function validator(schema: Schema): ValidateFunction {
  const known = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, known);
  return known;
}

const isFree = ({ type, properties }: Schema) => type === 'object' && properties === undefined;

/** Nulls and members that the schema does not name, outside objects that may hold anything. */
function surprises(value: unknown, schema: Schema, at: string): string[] {
  if (isFree(schema)) return [];
  if (value === null) return [`${at} is null`];
  if (Array.isArray(value))
    return value.flatMap((item, index) => surprises(item, schema.items ?? {}, `${at}/${index}`));
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const known = schema.properties?.[name];
    return known ? surprises(member, known, `${at}/${name}`) : [`${at}/${name} is not in the definition`];
  });
}

/** What is wrong with a body by its schema: what fails an action, and what a maker could not use. Formats are not looked at. */
export function judgeBody(body: unknown, schema: Schema): string[] {
  const validate = validator(schema);
  validate(body);
  const mismatches = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  return [...mismatches, ...surprises(body, schema, '')];
}
