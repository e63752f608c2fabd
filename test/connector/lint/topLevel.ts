import { written, type Connector } from './model.ts';
import { unless, type Rule } from './rule.ts';
import { endsAlphanumeric, endsSentence, productIn } from './texts.ts';
import { bodyOf, operationNamed, operationsOf } from './walk.ts';

/** https://learn.microsoft.com/connectors/custom-connectors/certification-submission */
const LIMITS = { bytes: 2 ** 20, title: 30, description: [30, 500], categories: 2 } as const;

/** https://learn.microsoft.com/connectors/custom-connectors/certification-submission */
const CATEGORIES = new Set([
  'AI',
  'Business Management',
  'Business Intelligence',
  'Collaboration',
  'Commerce',
  'Communication',
  'Content and Files',
  'Finance',
  'Data',
  'Human Resources',
  'Internet of Things',
  'IT Operations',
  'Lifestyle and Entertainment',
  'Marketing',
  'Productivity',
  'Sales and CRM',
  'Security',
  'Social Media',
  'Website',
]);

const STATUSES = new Set(['Preview', 'Production']);
const METADATA = 'x-ms-connector-metadata';
const EMAIL = /^[\x21-\x3f\x41-\x7e]+@[a-z0-9.-]+$/i;
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/i;

function metadata({ definition }: Connector, name: string): string {
  return definition[METADATA].find(({ propertyName }) => propertyName === name)?.propertyValue ?? '';
}

function isHttps(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && new URL(url).protocol === 'https:';
}

/** https://learn.microsoft.com/connectors/custom-connectors/coding-standards */
export const TOP_LEVEL = {
  swaggerVersion: ({ definition: { swagger } }) => unless(swagger === '2.0', 'swagger', 'is not 2.0'),

  definitionSize: ({ text }) => unless(Buffer.byteLength(text) < LIMITS.bytes, 'file', 'is not smaller than 1 MB'),

  indentation: ({ text }) => unless(text === written(JSON.parse(text)), 'file', 'is not indented by four spaces'),

  titleLength: ({ definition: { info } }) =>
    unless(
      info.title.length > 0 && info.title.length <= LIMITS.title,
      'info.title',
      `is not of 1 to ${LIMITS.title} characters`,
    ),

  titleWords: ({ definition: { info } }) =>
    unless(
      !/\b(api|connector)s?\b/i.test(info.title) && !productIn(info.title),
      'info.title',
      'has a word it may not have',
    ),

  titleEnd: ({ definition: { info } }) =>
    unless(endsAlphanumeric(info.title), 'info.title', 'does not end with a letter or a digit'),

  titleEnglish: ({ definition: { info } }) =>
    unless(
      /^[\x20-\x7e]*$/.test(`${info.title}${info.description}`),
      'info',
      'has a character that English does not need',
    ),

  descriptionLength: ({ definition: { info } }) => {
    const [least, most] = LIMITS.description;
    const { length } = info.description;
    return unless(length >= least && length <= most, 'info.description', `is not of ${least} to ${most} characters`);
  },

  descriptionWords: ({ definition: { info } }) =>
    unless(
      !/\bapis?\b/i.test(info.description) && !productIn(info.description),
      'info.description',
      'has a word it may not have',
    ),

  descriptionEnd: ({ definition: { info } }) =>
    unless(endsSentence(info.description), 'info.description', 'does not end with a full stop'),

  versionGiven: ({ definition: { info } }) => unless(info.version, 'info.version', 'is missing'),

  contact: ({ definition: { info } }) => {
    const { name, url, email } = info.contact ?? {};
    return [
      ...unless(name, 'info.contact.name', `is no name: ${name}`),
      ...unless(url === undefined || isHttps(url), 'info.contact.url', `is no https address: ${url}`),
      ...unless(email === undefined || EMAIL.test(email), 'info.contact.email', `is no e-mail address: ${email}`),
    ];
  },

  bareHost: ({ definition: { host } }) =>
    unless(HOST.test(host), 'host', 'is not a host alone, without scheme and path'),

  httpsOnly: ({ definition: { schemes } }) => unless(schemes.join() === 'https', 'schemes', 'is not https alone'),

  basePath: ({ definition: { basePath } }) => unless(basePath.startsWith('/'), 'basePath', 'does not begin with /'),

  metadataAddresses: (connector) =>
    ['Website', 'Privacy policy'].flatMap((name) =>
      unless(isHttps(metadata(connector, name)), `${METADATA} ${name}`, 'is not an https address'),
    ),

  categories: (connector) => {
    const names = metadata(connector, 'Categories').split(';');
    const at = `${METADATA} Categories`;
    return [
      ...unless(names.length <= LIMITS.categories, at, `are more than ${LIMITS.categories}`),
      ...names.flatMap((name) => unless(CATEGORIES.has(name), at, `has ${name || 'nothing'}, which is not a category`)),
    ];
  },

  statuses: ({ definition }) => {
    const own = definition.info['x-ms-api-annotation']?.status;
    return [
      ...unless(
        own === undefined || STATUSES.has(own),
        'info.x-ms-api-annotation',
        'is neither Preview nor Production',
      ),
      ...operationsOf(definition).flatMap(({ at, operation }) => {
        const { status } = operation['x-ms-api-annotation'] ?? {};
        return [
          ...unless(status === undefined || STATUSES.has(status), at, 'is neither Preview nor Production'),
          ...unless(status !== 'Production' || own === 'Production', at, 'is in production ahead of the connector'),
        ];
      }),
    ];
  },

  /** The first alone is used. https://learn.microsoft.com/connectors/custom-connectors/connection-parameters */
  oneSecurityDefinition: ({ definition: { securityDefinitions } }) =>
    unless(Object.keys(securityDefinitions).length === 1, 'securityDefinitions', 'is not exactly one'),

  securityUsed: ({ definition: { securityDefinitions, security } }) =>
    Object.keys(securityDefinitions).flatMap((name) =>
      unless(
        security.some((one) => name in one),
        'security',
        `does not use ${name}`,
      ),
    ),

  securityDefined: ({ definition }) => {
    const uses = [
      ...definition.security.map((one) => ({ at: 'security', one })),
      ...operationsOf(definition).flatMap(({ at, operation }) =>
        (operation.security ?? []).map((one) => ({ at, one })),
      ),
    ];
    return uses.flatMap(({ at, one }) =>
      Object.keys(one).flatMap((name) =>
        unless(name in definition.securityDefinitions, at, `uses ${name}, which is not defined`),
      ),
    );
  },

  /** https://learn.microsoft.com/connectors/custom-connectors/test-connection */
  testConnection: ({ definition }) => {
    const { testConnection } = definition['x-ms-capabilities'];
    const at = 'x-ms-capabilities.testConnection';
    const operation = operationNamed(definition, testConnection?.operationId);
    if (!testConnection || !operation) return [{ at, message: 'names no operation' }];
    const given = Object.keys(testConnection.parameters);
    return [
      ...unless(!bodyOf(operation), at, 'names an operation with a body'),
      ...operation.parameters.flatMap(({ name = '', required }) =>
        unless(required !== true || given.includes(name), at, `does not give ${name}`),
      ),
      ...given.flatMap((name) =>
        unless(
          operation.parameters.some((parameter) => parameter.name === name),
          at,
          `gives ${name}, which is not asked for`,
        ),
      ),
    ];
  },
} satisfies Record<string, Rule>;
