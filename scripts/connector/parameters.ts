import { lookupOf, choosesCustomer } from './lookups.ts';
import { lower } from './lower.ts';
import type { JsonSchema } from './mergeUnion.ts';
import { KEY_REQUIRED, LEFT_OUT_MEMBERS, MEMBER_VISIBILITY } from './presentation.ts';
import type { Route } from './routes.ts';
import type { Schema } from './schema.ts';

/** A parameter of an operation; the body has a schema of its own, the others are one. */
export type Parameter =
  | ({ name: string; in: 'path' | 'query'; required: boolean; 'x-ms-url-encoding'?: 'single' } & Omit<
      Schema,
      'required'
    >)
  | {
      name: 'body';
      in: 'body';
      required: boolean;
      'x-ms-summary': string;
      description: string;
      schema: Schema;
    };

const CUSTOMER_SEARCH: Parameter = {
  name: 'customerSearch',
  in: 'query',
  required: false,
  type: 'string',
  'x-ms-summary': 'Customer Search',
  description: 'Narrows the list of customers to choose from to those whose name begins with this.',
  'x-ms-visibility': 'important',
};

/** Shows each member as far as a maker needs it, with its drop-down. */
function dressed(name: string, schema: Schema, available: string[], isRequired = false): Schema {
  const wanted = MEMBER_VISIBILITY[name];
  const visibility = isRequired && wanted === 'advanced' ? undefined : wanted;
  const { items, properties, required = [] } = schema;
  return {
    ...schema,
    ...(visibility && { 'x-ms-visibility': visibility }),
    ...(items ? { items: dressed(name, items, available) } : lookupOf(name, available)),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([member, given]) => [
          member,
          dressed(member, given, available, required.includes(member)),
        ]),
      ),
    }),
  };
}

function bodyOf({ name, notification }: Route, body: JsonSchema, available: string[]): Parameter | undefined {
  const schema = dressed('', lower(body, 'request', `${name}.body`), available);
  const { properties } = schema;
  if (!properties) return undefined;
  if (KEY_REQUIRED.includes(name) && properties.idempotencyKey) {
    schema.required = [...(schema.required ?? []), 'idempotencyKey'];
  }
  if (notification && properties.callback) properties.callback['x-ms-notification-url'] = true;
  return {
    name: 'body',
    in: 'body',
    required: schema.required !== undefined,
    'x-ms-summary': 'Body',
    description: 'What is asked for.',
    schema,
  };
}

/** The parameters of a route: path, then query, then body. */
export function parametersOf(route: Route): Parameter[] {
  const { path, query, body } = route.request?.properties ?? {};
  const leftOut = LEFT_OUT_MEMBERS[route.name] ?? {};
  const given = (['path', 'query'] as const).flatMap((place) => {
    const { properties = {}, required = [] } = lower({ path, query }[place] ?? {}, 'request', `${route.name}.${place}`);
    return Object.entries(properties)
      .filter(([name]) => !(name in leftOut))
      .map(([name, schema]) => ({ name, in: place, required: place === 'path' || required.includes(name), schema }));
  });
  const searches = [...given.map(({ name }) => name), ...Object.keys(body?.properties ?? {})].some(choosesCustomer);
  const available = [...given.map(({ name }) => name), ...(searches ? [CUSTOMER_SEARCH.name] : [])];
  const parameters = given.map(({ name, in: place, required, schema }): Parameter => {
    const encoding = place === 'path' && ({ 'x-ms-url-encoding': 'single' } as const);
    const { required: _, ...said } = dressed(name, schema, available);
    return { name, in: place, required, ...said, ...encoding };
  });
  const inBody = body && bodyOf(route, body, available);
  return [...(searches ? [CUSTOMER_SEARCH] : []), ...parameters, ...(inBody ? [inBody] : [])];
}
