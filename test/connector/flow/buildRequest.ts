import type { Operation, Parameter, Schema } from './connector.ts';
import type { Request } from './gateway.ts';
import { judgeBody } from './judgeBody.ts';

/** What a maker fills in, by the names of the parameters; what belongs into the body by its members. */
export type Inputs = Record<string, unknown>;

const isInternal = (schema: { 'x-ms-visibility'?: string }) => schema['x-ms-visibility'] === 'internal';

/** An object with the defaults of what was not filled in. */
function filled(given: Inputs | undefined, { properties = {}, required = [] }: Schema): Inputs | undefined {
  const defaults = Object.entries(properties).flatMap(([name, member]) => {
    if (given && name in given) return [];
    if (member.default !== undefined && (!isInternal(member) || required.includes(name)))
      return [[name, member.default]];
    const inner = required.includes(name) && member.type === 'object' ? filled(undefined, member) : undefined;
    return inner ? [[name, inner]] : [];
  });
  return given || defaults.length > 0 ? { ...given, ...(Object.fromEntries(defaults) as Inputs) } : undefined;
}

function encoded(value: unknown, { 'x-ms-url-encoding': encoding = 'single' }: Parameter): string {
  const once = encodeURIComponent(String(value));
  return encoding === 'double' ? encodeURIComponent(once) : once;
}

/** What somebody fills in or what is there without; @throws Error for a required one without a value. */
function valueOf(parameter: Parameter, inputs: Inputs): unknown {
  const value = inputs[parameter.name] ?? parameter.default;
  if (value === undefined && parameter.required) throw new Error(`${parameter.name} is required.`);
  return value;
}

function bodyOf({ parameters }: Operation, inputs: Inputs): Inputs | undefined {
  const parameter = parameters.find((one) => one.in === 'body');
  const schema = parameter?.schema;
  if (!parameter || !schema) return undefined;
  const body = filled(inputs[parameter.name] as Inputs | undefined, schema);
  if (body === undefined && !parameter.required) return undefined;
  const problems = judgeBody(body ?? {}, schema);
  if (problems.length > 0) throw new Error(`A designer does not take this body: ${problems.join('; ')}`);
  return body ?? {};
}

/** The request of an action at the gateway. @throws Error for what nobody could fill in with a designer. */
export function buildRequest(operation: Operation, inputs: Inputs, address: string): Request {
  const { parameters, method, consumes = [] } = operation;
  const unknown = Object.keys(inputs).filter((name) => !parameters.some((parameter) => parameter.name === name));
  if (unknown.length > 0) throw new Error(`${operation.operationId} has no ${unknown.join(', ')}.`);
  const among = (place: Parameter['in']) =>
    parameters
      .filter((parameter) => parameter.in === place)
      .map((parameter) => ({ parameter, value: valueOf(parameter, inputs) }))
      .filter(({ value }) => value !== undefined);

  const path = among('path').reduce(
    (result, { parameter, value }) => result.replace(`{${parameter.name}}`, encoded(value, parameter)),
    operation.path,
  );
  const query = among('query').map(({ parameter, value }) => `${parameter.name}=${encoded(value, parameter)}`);
  const body = bodyOf(operation, inputs);
  return {
    method,
    url: `${address}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    headers: {
      ...Object.fromEntries(among('header').map(({ parameter, value }) => [parameter.name, String(value)])),
      ...(body && { 'content-type': consumes[0] ?? 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  };
}
