import type { Operation } from './model.ts';
import { unless, type Rule } from './rule.ts';
import {
  endsAlphanumeric,
  endsSentence,
  isPlain,
  isSentence,
  isSentenceCase,
  productIn,
  sayTheSame,
  SUMMARY_LENGTH,
} from './texts.ts';
import { answerOf, bodyOf, operationNamed, operationsOf, type Found } from './walk.ts';

/** https://learn.microsoft.com/connectors/custom-connectors/certification-swagger-validator-rules */
const MIME_TYPES = new Set([
  'application/json',
  'text/plain',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
]);

/** https://learn.microsoft.com/connectors/custom-connectors/openapi-extensions#x-ms-pageable */
const NEXT_LINKS = ['nextLink', '@odata.nextLink'];

/** What every operation may answer; 404 besides, where a path names something. */
const ERRORS = ['400', '401', '429', '500'];

/** What only a request that moves money asks for. */
const MONEY = ['dryRun', 'idempotencyKey'];

function isMoney(operation: Operation): boolean {
  return MONEY.some((name) => bodyOf(operation)?.schema?.properties?.[name]);
}

function hasSchema({ responses }: Operation): string[] {
  return Object.keys(responses).filter((status) => responses[status]?.schema);
}

const each =
  (rule: (found: Found) => ReturnType<Rule>): Rule =>
  ({ definition }) =>
    operationsOf(definition).flatMap(rule);

const eachText = (holds: (text: string) => boolean, message: string): Rule =>
  each(({ at, operation: { summary = '' } }) => unless(holds(summary), `${at} summary`, `${message}: ${summary}`));

function mimeTypes(at: string, types: string[] = []) {
  return types.flatMap((type) => unless(MIME_TYPES.has(type), at, `has ${type}, which is not supported`));
}

/** https://learn.microsoft.com/connectors/custom-connectors/coding-standards */
export const OPERATIONS = {
  summaryLength: eachText(
    ({ length }) => length > 0 && length <= SUMMARY_LENGTH,
    `is not of 1 to ${SUMMARY_LENGTH} characters`,
  ),
  summaryCharacters: eachText(isPlain, 'has more than letters, digits and parentheses'),
  summarySlash: eachText((text) => !text.includes('/'), 'has a slash'),
  summaryEnd: eachText(endsAlphanumeric, 'does not end with a letter or a digit'),
  summaryCase: eachText(isSentenceCase, 'is not in sentence case'),

  operationDescription: each(({ at, operation: { description = '' } }) =>
    unless(isSentence(description), `${at} description`, `is not a full sentence: ${description}`),
  ),

  operationTextsDiffer: each(({ at, operation }) =>
    unless(!sayTheSame(operation.summary, operation.description), at, 'has one text for summary and description'),
  ),

  operationProducts: each(({ at, operation: { summary, description } }) =>
    unless(!productIn(summary) && !productIn(description), at, 'names a product it may not name'),
  ),

  successGiven: each(({ at, operation: { responses } }) =>
    unless(
      Object.keys(responses).some((status) => /^2\d\d$/.test(status)),
      at,
      'has no answer of success',
    ),
  ),

  statusCodes: each(({ at, operation: { responses } }) =>
    Object.keys(responses).flatMap((status) =>
      unless(/^[1-5]\d\d$|^default$/.test(status), `${at} ${status}`, 'is not an HTTP status'),
    ),
  ),

  /** What triggers give is in their notification; 204 gives nothing. */
  oneAnswerSchema: each(({ at, operation, item, method }) => {
    const given = hasSchema(operation);
    const needsNone = '204' in operation.responses || (method === 'post' && item['x-ms-notification-content']);
    return [
      ...unless(given.length <= 1, at, `has a schema on ${given.join(' and ')}`),
      ...unless(given.length > 0 || needsNone, at, 'has no schema on any answer'),
    ];
  }),

  successSchema: each(({ at, operation }) =>
    hasSchema(operation)
      .filter((status) => status !== 'default')
      .flatMap((status) =>
        unless(['200', '201'].includes(status), `${at} ${status}`, 'has a schema, which 200 or 201 should have'),
      ),
  ),

  defaultWithoutSchema: each(({ at, operation }) =>
    unless(!operation.responses.default?.schema, `${at} default`, 'has a schema'),
  ),

  noEmptySchema: each(({ at, operation }) => {
    const schemas = hasSchema(operation).map((status) => ({ status, schema: operation.responses[status]?.schema }));
    return schemas.flatMap(({ status, schema }) =>
      unless(
        schema?.type !== undefined && (schema.type !== 'object' || Object.keys(schema.properties ?? {}).length > 0),
        `${at} ${status}`,
        'has an empty schema',
      ),
    );
  }),

  answersDescribed: each(({ at, operation: { responses } }) =>
    Object.entries(responses).flatMap(([status, { description = '' }]) =>
      unless(endsSentence(description), `${at} ${status}`, 'has no description that ends with a full stop'),
    ),
  ),

  errorsDescribed: each(({ at, operation: { responses }, path }) =>
    [...ERRORS, ...(path.includes('{') ? ['404'] : [])].flatMap((status) =>
      unless(status in responses, at, `does not say what ${status} means`),
    ),
  ),

  consumesGiven: each(({ at, operation }) =>
    unless(!bodyOf(operation) || operation.consumes?.length, at, 'has a body but no consumes'),
  ),

  mimeTypes: ({ definition }) => [
    ...mimeTypes('consumes', definition.consumes),
    ...mimeTypes('produces', definition.produces),
    ...operationsOf(definition).flatMap(({ at, operation: { consumes, produces } }) => [
      ...mimeTypes(`${at} consumes`, consumes),
      ...mimeTypes(`${at} produces`, produces),
    ]),
  ],

  moneyUntested: each(({ at, operation }) =>
    unless(!isMoney(operation) || operation['x-ms-no-generic-test'] === true, at, 'moves money in generic tests'),
  ),

  fetchWithoutBody: each(({ at, method, operation: { parameters } }) =>
    unless(
      !['get', 'head'].includes(method) ||
        !parameters.some((parameter) => ['body', 'formData'].includes(parameter.in ?? '')),
      at,
      'fetches with a body',
    ),
  ),

  nextLinkName: each(({ at, operation }) => {
    const page = operation['x-ms-pageable'];
    if (!page) return [];
    const name = page.nextLinkName ?? '';
    return [
      ...unless(NEXT_LINKS.includes(name), at, `cannot have ${name || 'nothing'} as its nextLinkName`),
      ...unless(
        answerOf(operation)?.properties?.[name]?.type === 'string',
        at,
        `does not answer ${name || 'a next link'}`,
      ),
    ];
  }),

  pageable: each(({ at, operation }) => {
    const answers = NEXT_LINKS.some((name) => answerOf(operation)?.properties?.[name]);
    return unless(!answers || operation['x-ms-pageable'], at, 'answers a next link but is not pageable');
  }),

  /** Otherwise the next page is fetched around the connection. https://learn.microsoft.com/connectors/custom-connectors/policy-templates */
  nextLinkPolicy: ({ definition, apiProperties }) => {
    const policies = apiProperties.properties.policyTemplateInstances.filter(
      ({ templateId }) => templateId === 'updatenextlink',
    );
    return operationsOf(definition).flatMap(({ at, operation }) => {
      const page = operation['x-ms-pageable'];
      const covered = policies.some(({ parameters }) => {
        const names = parameters['x-ms-apimTemplate-operationName'];
        const covers = names === undefined || names.includes(operation.operationId ?? '');
        return covers && parameters['x-ms-apimTemplateParameter.nextLinkPropertyName'] === page?.nextLinkName;
      });
      return unless(!page || covered, at, 'has no policy that updates its next link');
    });
  },

  nextLinkPolicyUse: ({ definition, apiProperties }) =>
    apiProperties.properties.policyTemplateInstances
      .filter(({ templateId }) => templateId === 'updatenextlink')
      .flatMap(({ parameters }) => parameters['x-ms-apimTemplate-operationName'] ?? [])
      .flatMap((name) =>
        unless(
          operationNamed(definition, name)?.['x-ms-pageable'],
          'updatenextlink',
          `is for ${name}, which has no pages`,
        ),
      ),
} satisfies Record<string, Rule>;
