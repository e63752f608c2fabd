import type { Parameter } from './model.ts';
import { repeated, unless, type Problem, type Rule } from './rule.ts';
import { bodyOf, operationsOf, schemaAt, type Found } from './walk.ts';

const PLACES = new Set(['path', 'query', 'header', 'body', 'formData']);
const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array']);
const COLLECTIONS = new Set(['csv', 'ssv', 'tsv', 'pipes', 'multi']);

function variablesOf(path: string): string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
}

const each =
  (rule: (parameter: Parameter, at: string, found: Found) => Problem[]): Rule =>
  ({ definition }) =>
    operationsOf(definition).flatMap((found) =>
      found.operation.parameters.flatMap((parameter) => rule(parameter, `${found.at} ${parameter.name ?? ''}`, found)),
    );

/** https://learn.microsoft.com/connectors/custom-connectors/certification-swagger-validator-rules */
export const PARAMETERS = {
  parameterPlace: each((parameter, at) =>
    unless(parameter.name && PLACES.has(parameter.in ?? ''), at, 'has no name, or is in no known place'),
  ),

  parameterType: each((parameter, at) =>
    unless(
      parameter.in === 'body' || (typeof parameter.type === 'string' && TYPES.has(parameter.type)),
      at,
      'has no type that a parameter may have',
    ),
  ),

  collectionFormat: each(({ collectionFormat }, at) =>
    unless(
      collectionFormat === undefined || (typeof collectionFormat === 'string' && COLLECTIONS.has(collectionFormat)),
      at,
      'has a collectionFormat that is not supported',
    ),
  ),

  parameterSchema: each((parameter, at) =>
    unless(
      (parameter.in === 'body') === (parameter.schema !== undefined),
      at,
      'has a schema outside the body, or none in it',
    ),
  ),

  parametersUnique: ({ definition }) =>
    operationsOf(definition).flatMap(({ at, operation: { parameters } }) =>
      repeated(parameters.map((parameter) => `${parameter.name} in ${parameter.in}`)).map((message) => ({
        at,
        message: `has ${message} more than once`,
      })),
    ),

  oneBody: ({ definition }) =>
    operationsOf(definition).flatMap(({ at, operation: { parameters } }) => {
      const bodies = parameters.filter((parameter) => parameter.in === 'body').length;
      const forms = parameters.some((parameter) => parameter.in === 'formData');
      return unless(bodies <= 1 && !(bodies && forms), at, 'has more than one body');
    }),

  pathVariablesGiven: ({ definition }) =>
    operationsOf(definition).flatMap(({ at, path, operation: { parameters } }) =>
      variablesOf(path).flatMap((name) =>
        unless(
          parameters.some((parameter) => parameter.in === 'path' && parameter.name === name),
          at,
          `does not define ${name}`,
        ),
      ),
    ),

  pathParameterInTemplate: each((parameter, at, { path }) =>
    unless(parameter.in !== 'path' || variablesOf(path).includes(parameter.name ?? ''), at, 'is not in the path'),
  ),

  pathParameterRequired: each((parameter, at) =>
    unless(parameter.in !== 'path' || parameter.required === true, at, 'is in the path but not required'),
  ),

  pathEncoding: each((parameter, at) =>
    unless(parameter.in !== 'path' || parameter['x-ms-url-encoding'] === 'single', at, 'is not encoded once'),
  ),

  otherEncoding: each((parameter, at) =>
    unless(parameter.in === 'path' || !parameter['x-ms-url-encoding'], at, 'has an encoding outside the path'),
  ),

  noConnectionId: each(({ name = '' }, at) =>
    unless(name.toLowerCase() !== 'connectionid', at, 'has a name that is the platform’s'),
  ),

  /** https://learn.microsoft.com/connectors/custom-connectors/openapi-extensions#x-ms-dynamic-values */
  parameterNameUnambiguous: each(({ name = '', in: place }, at, { operation }) =>
    unless(
      place === 'body' || !schemaAt(bodyOf(operation)?.schema, name),
      at,
      'has the name of a property in the body',
    ),
  ),

  /** The parameters of a path item are none of this connector’s. */
  noSharedParameters: ({ definition: { paths } }) =>
    Object.entries(paths).flatMap(([path, item]) =>
      unless(!('parameters' in item), path, 'has parameters for all operations'),
    ),
} satisfies Record<string, Rule>;
