import type { Definition, Schema } from './model.ts';
import { unless, type Problem, type Rule } from './rule.ts';
import { allFieldsOf, answerOf, bodyOf, foundNamed, operationsOf, schemaAt, type Field, type Found } from './walk.ts';

/** Older and newer designers read one each. https://learn.microsoft.com/connectors/custom-connectors/openapi-extensions */
const PAIRS = [
  ['x-ms-dynamic-values', 'x-ms-dynamic-list'],
  ['x-ms-dynamic-schema', 'x-ms-dynamic-properties'],
] as const;

/** What is taken from another field, or a value that is always the same. */
type Source = { from: string } | { value: unknown };

interface Lookup {
  at: string;
  field: Field;
  caller: Found;
  isNewer: boolean;
  operationId: string | undefined;
  called: Found | undefined;
  sources: Record<string, Source>;
  itemsPath: string | undefined;
  valuePath: string | undefined;
  titlePath: string | undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function sourcesOf(parameters: Record<string, unknown> = {}, reference: string): Record<string, Source> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, given]): [string, Source] => {
      const from = member(given, reference);
      if (typeof from === 'string') return [name, { from }];
      return [name, { value: member(given, 'value') ?? given }];
    }),
  );
}

function lookupsOf(definition: Definition): Lookup[] {
  return operationsOf(definition).flatMap((found) =>
    allFieldsOf(found).flatMap((field): Lookup[] => {
      const { 'x-ms-dynamic-values': values, 'x-ms-dynamic-list': list } = field.schema;
      const common = { field, caller: found };
      const older = values && {
        ...common,
        at: `${field.at} x-ms-dynamic-values`,
        isNewer: false,
        operationId: values.operationId,
        called: foundNamed(definition, values.operationId),
        sources: sourcesOf(values.parameters, 'parameter'),
        itemsPath: values['value-collection'],
        valuePath: values['value-path'],
        titlePath: values['value-title'],
      };
      const newer = list && {
        ...common,
        at: `${field.at} x-ms-dynamic-list`,
        isNewer: true,
        operationId: list.operationId,
        called: foundNamed(definition, list.operationId),
        sources: sourcesOf(list.parameters, 'parameterReference'),
        itemsPath: list.itemsPath,
        valuePath: list.itemValuePath,
        titlePath: list.itemTitlePath,
      };
      return [...(older ? [older] : []), ...(newer ? [newer] : [])];
    }),
  );
}

function itemsOf({ called, itemsPath = '' }: Lookup): Schema | undefined {
  const array = called && schemaAt(answerOf(called.operation), itemsPath);
  return array?.type === 'array' && !Array.isArray(array.items) ? array.items : undefined;
}

/** What a request takes: a parameter by its name, a member of the body by its path. */
function inputsOf(found: Found): Map<string, Field> {
  const fields = allFieldsOf(found).filter(({ use, kind }) => use === 'request' && kind !== 'root' && kind !== 'items');
  return new Map(fields.map((field) => [field.at.slice(found.at.length + 1).replaceAll('.', '/'), field]));
}

/** Older designers know the members of the body by their path within it. */
function referenced({ caller, isNewer }: Lookup, from: string): Field | undefined {
  const inputs = inputsOf(caller);
  return inputs.get(from) ?? (isNewer ? undefined : inputs.get(`${bodyOf(caller.operation)?.name ?? 'body'}/${from}`));
}

const each =
  (rule: (lookup: Lookup) => Problem[]): Rule =>
  ({ definition }) =>
    lookupsOf(definition).flatMap(rule);

const eachSource = (rule: (at: string, target: Field | undefined, source: Source, lookup: Lookup) => Problem[]): Rule =>
  each((lookup) => {
    const targets = lookup.called ? inputsOf(lookup.called) : new Map<string, Field>();
    return Object.entries(lookup.sources).flatMap(([name, source]) =>
      rule(`${lookup.at} ${name}`, targets.get(name), source, lookup),
    );
  });

/** https://learn.microsoft.com/connectors/custom-connectors/openapi-extensions#x-ms-dynamic-values */
export const DYNAMIC_VALUES = {
  lookupPair: ({ definition }) =>
    operationsOf(definition)
      .flatMap(allFieldsOf)
      .flatMap(({ at, schema }) =>
        PAIRS.flatMap(([older, newer]) =>
          unless(older in schema === newer in schema, at, `has not both of ${older} and ${newer}`),
        ),
      ),

  lookupsAlike: ({ definition }) => {
    const lookups = lookupsOf(definition);
    const told = ({ operationId, sources, itemsPath, valuePath, titlePath }: Lookup) =>
      JSON.stringify([operationId, Object.keys(sources).sort(), itemsPath, valuePath, titlePath]);
    return lookups
      .filter(({ isNewer }) => isNewer)
      .flatMap((newer) => {
        const older = lookups.find(({ field, isNewer }) => !isNewer && field.at === newer.field.at);
        return unless(
          !older || told(older) === told(newer),
          newer.field.at,
          'looks up other things in the two generations',
        );
      });
  },

  /** In the schema, not on the body that has it. */
  lookupNotOnBody: ({ definition }) =>
    operationsOf(definition).flatMap(({ at, operation }) => {
      const names = Object.keys(bodyOf(operation) ?? {}).filter((name) => name.startsWith('x-ms-dynamic-'));
      return unless(names.length === 0, at, `has ${names.join(' and ')} on its body`);
    }),

  lookupOperation: each(({ at, called, operationId = 'nothing' }) =>
    unless(called, at, `asks ${operationId}, which does not exist`),
  ),

  lookupItems: each((lookup) =>
    unless(!lookup.called || itemsOf(lookup), lookup.at, `finds no array at ${lookup.itemsPath ?? 'no path'}`),
  ),

  lookupValue: each((lookup) => {
    const items = itemsOf(lookup);
    const value = lookup.valuePath === undefined ? undefined : schemaAt(items, lookup.valuePath);
    return [
      ...unless(!items || value, lookup.at, `finds no ${lookup.valuePath ?? 'value'} in the items`),
      ...unless(!value || value.type === lookup.field.schema.type, lookup.at, 'finds a value of another type'),
    ];
  }),

  lookupTitle: each((lookup) => {
    const items = itemsOf(lookup);
    const found = lookup.titlePath !== undefined && schemaAt(items, lookup.titlePath);
    return unless(!items || found, lookup.at, `finds no ${lookup.titlePath ?? 'title'} in the items`);
  }),

  lookupRequired: each(({ at, called, sources }) =>
    called
      ? [...inputsOf(called)].flatMap(([name, { isRequiredThroughout, schema }]) =>
          unless(!isRequiredThroughout || name in sources || schema.default !== undefined, at, `does not give ${name}`),
        )
      : [],
  ),

  lookupTarget: eachSource((at, target, _source, { called }) => unless(!called || target, at, 'is not asked for')),

  lookupReference: eachSource((at, _target, source, lookup) =>
    unless(!('from' in source) || referenced(lookup, source.from), at, 'is taken from what does not exist'),
  ),

  lookupReferenceVisible: eachSource((at, _target, source, lookup) =>
    unless(
      !('from' in source) ||
        lookup.caller.operation['x-ms-visibility'] === 'internal' ||
        !referenced(lookup, source.from)?.isHidden,
      at,
      'is taken from what is internal',
    ),
  ),

  lookupReferenceRequired: eachSource((at, target, source, lookup) =>
    unless(
      !('from' in source) ||
        !target?.isRequiredThroughout ||
        referenced(lookup, source.from)?.isRequiredThroughout !== false,
      at,
      'has to be given but is taken from what may be left out',
    ),
  ),

  lookupReferenceType: eachSource((at, target, source, lookup) => {
    const type = 'from' in source ? referenced(lookup, source.from)?.schema.type : typeof source.value;
    const takes = target?.schema.type === 'integer' ? ['integer', 'number'] : [target?.schema.type];
    return unless(!target || type === undefined || takes.includes(type), at, 'is given as another type');
  }),

  lookupItself: eachSource((at, _target, source, lookup) =>
    unless(
      !('from' in source) || referenced(lookup, source.from)?.at !== lookup.field.at,
      at,
      'is taken from the field itself',
    ),
  ),
} satisfies Record<string, Rule>;
