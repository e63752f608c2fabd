import type { DynamicList, DynamicValues, Operation, Parameter, Schema } from './connector.ts';
import type { Inputs } from './buildRequest.ts';

const GENERATIONS = ['x-ms-dynamic-values', 'x-ms-dynamic-list'];

export interface Choice {
  value: string;
  /** What is shown of it; empty where that is nothing. */
  title: string;
}

/** Calls an operation, and says what it answered. */
export type Ask = (operationId: string, inputs: Inputs) => Promise<unknown>;

/** One generation of the extension, in the words of the newer. */
interface Lookup {
  operationId: string;
  inputs: Inputs;
  itemsPath: string;
  valuePath: string;
  titlePath: string;
}

/** The schema of a parameter, which all but the body are themselves. */
const schemaOf = ({ required: _, schema, ...own }: Parameter): Schema => schema ?? own;

/** What a name leads to, such as `offerId` or `body/offerId`. */
function memberAt(operation: Operation, path: string): Schema | undefined {
  const [first = '', ...rest] = path.split('/');
  const parameter = operation.parameters.find(({ name }) => name === first);
  return rest.reduce<Schema | undefined>(
    (schema, name) => schema?.properties?.[name],
    parameter && schemaOf(parameter),
  );
}

const at = (value: unknown, path: string): unknown =>
  path.split('/').reduce<unknown>((inner, name) => (inner as Inputs | undefined)?.[name], value);

/** What fills the parameters of a lookup; @throws Error for what refers to nothing. */
function inputsOf(operation: Operation, parameters: Record<string, unknown>, key: string, given: Inputs): Inputs {
  const values = Object.entries(parameters).map(([name, filler]): [string, unknown] => {
    if (typeof filler !== 'object' || filler === null) return [name, filler];
    if ('value' in filler) return [name, filler.value];
    const reference = String((filler as Inputs)[key]);
    if (!memberAt(operation, reference)) throw new Error(`${operation.operationId} has no ${reference}.`);
    return [name, at(given, reference)];
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function older(operation: Operation, values: DynamicValues, given: Inputs): Lookup {
  return {
    operationId: values.operationId,
    inputs: inputsOf(operation, values.parameters ?? {}, 'parameter', given),
    itemsPath: values['value-collection'] ?? '',
    valuePath: values['value-path'],
    titlePath: values['value-title'] ?? values['value-path'],
  };
}

function newer(operation: Operation, list: DynamicList, given: Inputs): Lookup {
  return {
    operationId: list.operationId,
    inputs: inputsOf(operation, list.parameters ?? {}, 'parameterReference', given),
    itemsPath: list.itemsPath ?? '',
    valuePath: list.itemValuePath,
    titlePath: list.itemTitlePath ?? list.itemValuePath,
  };
}

async function choicesOf(
  { operationId, inputs, itemsPath, valuePath, titlePath }: Lookup,
  ask: Ask,
): Promise<Choice[]> {
  const body = await ask(operationId, inputs);
  const items = itemsPath === '' ? body : at(body, itemsPath);
  if (!Array.isArray(items)) throw new Error(`${operationId} answers no array at ${itemsPath}.`);
  return items.map((item) => {
    const [value, title] = [at(item, valuePath), at(item, titlePath)];
    if (typeof value !== 'string' || value === '')
      throw new Error(`${operationId} answers a choice without a value: ${JSON.stringify(item)}`);
    return { value, title: typeof title === 'string' ? title.trim() : '' };
  });
}

/** What a maker can choose of for a member, in designers of both generations; @throws Error where they differ. */
export async function choices(operation: Operation, path: string, given: Inputs, ask: Ask): Promise<Choice[]> {
  const member = memberAt(operation, path);
  const described = member?.items ?? member;
  const [values, list] = [described?.['x-ms-dynamic-values'], described?.['x-ms-dynamic-list']];
  if (!values || !list) throw new Error(`${operation.operationId} has no drop-down for ${path} in both generations.`);
  const shown = await choicesOf(newer(operation, list, given), ask);
  const before = await choicesOf(older(operation, values, given), ask);
  if (JSON.stringify(shown) !== JSON.stringify(before))
    throw new Error(`Designers of the two generations show other choices for ${path} of ${operation.operationId}.`);
  return shown;
}

/** The paths of all members of an operation that have a drop-down. */
export function dropDowns({ parameters }: Operation): string[] {
  const isChosen = ({ items, ...own }: Schema) => GENERATIONS.some((name) => name in (items ?? own));
  const below = (schema: Schema, path: string): string[] => [
    ...(isChosen(schema) ? [path] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => below(inner, `${path}/${name}`)),
  ];
  return parameters.flatMap((parameter) => below(schemaOf(parameter), parameter.name));
}
