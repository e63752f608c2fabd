import type { Definition, Operation, Parameter, PathItem, Schema } from './model.ts';

export const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const;

export interface Found {
  at: string;
  path: string;
  method: (typeof METHODS)[number];
  item: PathItem;
  operation: Operation;
}

export function operationsOf({ paths }: Definition): Found[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ at: `${method} ${path}`, path, method, item, operation }] : [];
    }),
  );
}

export function foundNamed(definition: Definition, operationId: string | undefined): Found | undefined {
  return operationsOf(definition).find(({ operation }) => operation.operationId === operationId);
}

export function operationNamed(definition: Definition, operationId: string | undefined): Operation | undefined {
  return foundNamed(definition, operationId)?.operation;
}

/** A parameter outside the body, or a schema at any depth. */
export interface Field {
  at: string;
  schema: Schema;
  kind: 'parameter' | 'root' | 'property' | 'items';
  use: 'request' | 'answer' | 'notification';
  name: string;
  /** Whether its own parent requires it. */
  isRequired: boolean;
  /** Whether every parent requires it, up to the root. */
  isRequiredThroughout: boolean;
  /** Whether it or a parent is internal. */
  isHidden: boolean;
}

export function requiredBy({ required }: Schema): string[] {
  return Array.isArray(required) ? required : [];
}

function within(parent: Field): Field[] {
  const { schema, at } = parent;
  const properties = Object.entries(schema.properties ?? {}).map(([name, child]): Field => {
    const isRequired = requiredBy(schema).includes(name);
    return {
      ...parent,
      at: `${at}.${name}`,
      schema: child,
      kind: 'property',
      name,
      isRequired,
      isRequiredThroughout: isRequired && parent.isRequiredThroughout,
      isHidden: parent.isHidden || child['x-ms-visibility'] === 'internal',
    };
  });
  const items = [schema.items ?? []]
    .flat()
    .map((child): Field => ({ ...parent, at: `${at}[]`, schema: child, kind: 'items' }));
  return [parent, ...[...properties, ...items].flatMap(within)];
}

export function fieldsOf(schema: Schema, at: string, use: Field['use'], isRequired = true): Field[] {
  const isHidden = schema['x-ms-visibility'] === 'internal';
  const root: Field = {
    at,
    schema,
    kind: 'root',
    use,
    name: '',
    isRequired,
    isRequiredThroughout: isRequired,
    isHidden,
  };
  return within(root);
}

/** The schemas of a request's body, of its answers and of what a trigger sends, each from its root. */
export function rootsOf({ at, method, item, operation }: Found): Field[][] {
  const bodies = operation.parameters.flatMap((parameter) =>
    parameter.schema
      ? [fieldsOf(parameter.schema, `${at} ${parameter.name ?? 'body'}`, 'request', parameter.required === true)]
      : [],
  );
  const answers = Object.entries(operation.responses).flatMap(([status, { schema }]) =>
    schema ? [fieldsOf(schema, `${at} ${status}`, 'answer')] : [],
  );
  const sent = method === 'post' ? item['x-ms-notification-content']?.schema : undefined;
  return [...bodies, ...answers, ...(sent ? [fieldsOf(sent, `${at} notification`, 'notification')] : [])];
}

function parameterFields({ at, operation }: Found): Field[] {
  return operation.parameters
    .filter((parameter) => parameter.in !== 'body')
    .flatMap(({ name = '', in: _, schema: __, required, ...rest }) =>
      fieldsOf(rest, `${at} ${name}`, 'request', required === true).map((field, index): Field =>
        index === 0 ? { ...field, kind: 'parameter', name } : field,
      ),
    );
}

/** Everything of an operation that has a type. */
export function allFieldsOf(found: Found): Field[] {
  return [...parameterFields(found), ...rootsOf(found).flat()];
}

export function everyField(definition: Definition): Field[] {
  return operationsOf(definition).flatMap(allFieldsOf);
}

export function bodyOf({ parameters }: Operation): Parameter | undefined {
  return parameters.find((parameter) => parameter.in === 'body');
}

/** The schema at a JSON pointer without its first slash, through properties alone. */
export function schemaAt(schema: Schema | undefined, pointer: string): Schema | undefined {
  if (pointer === '') return schema;
  return pointer.split('/').reduce((found, name) => found?.properties?.[name], schema);
}

/** The schema of the one answer that has one. */
export function answerOf({ responses }: Operation): Schema | undefined {
  return Object.entries(responses).find(([status, { schema }]) => status.startsWith('2') && schema)?.[1].schema;
}
