/** As much of JSON Schema, draft 4, as zod writes. */
export interface JsonSchema {
  type?: string | string[];
  format?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema | JsonSchema[];
  required?: string[];
  properties?: Record<string, JsonSchema>;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

function mayBeNull({ type, anyOf = [], oneOf = [] }: JsonSchema): boolean {
  return type === 'null' || (Array.isArray(type) && type.includes('null')) || [...anyOf, ...oneOf].some(mayBeNull);
}

function sameMembers(branches: JsonSchema[], at: string): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const [name, member] of branches.flatMap((branch) => Object.entries(branch.properties ?? {}))) {
    const known = properties[name];
    const { title, description } = { ...known, ...member };
    const said = { ...(title !== undefined && { title }), ...(description !== undefined && { description }) };
    properties[name] = known ? { ...mergeUnion({ anyOf: [known, member] }, `${at}.${name}`), ...said } : member;
  }
  const required = Object.keys(properties).filter((name) =>
    branches.every((branch) => branch.required?.includes(name)),
  );
  return { type: 'object', properties, required };
}

function allValues(branches: JsonSchema[]): JsonSchema {
  const values = branches.map((branch) => branch.enum ?? (branch.const === undefined ? undefined : [branch.const]));
  if (values.some((some) => some === undefined)) return {};
  return { enum: [...new Set(values.flatMap((some) => some ?? []))] };
}

/**
 * One schema in place of several: members of any branch, required where all branches require them. Connectors know no unions.
 * @throws Error for null and for branches of different types.
 */
export function mergeUnion(given: JsonSchema, at: string): JsonSchema {
  const { anyOf, oneOf, allOf, ...rest } = given;
  const branches = anyOf ?? oneOf;
  if (mayBeNull(given)) {
    throw new Error(`${at} may be null: leave it out instead, since a connector knows no null.`);
  }
  if (allOf) throw new Error(`${at} is an intersection: extend the one with the other instead.`);
  if (Array.isArray(given.type)) throw new Error(`${at} is of one type or another.`);
  if (!branches) return given;
  const merged = branches.map((branch) => mergeUnion(branch, at));
  const [type, ...others] = new Set(merged.map((branch) => String(branch.type)));
  if (type === undefined || others.length > 0) throw new Error(`${at} is of one type or another.`);
  if (type === 'object') return { ...sameMembers(merged, at), ...rest };
  const { enum: _enum, const: _const, ...first } = merged[0] ?? {};
  return { ...first, ...allValues(merged), ...rest };
}
