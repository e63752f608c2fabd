import type { Connector } from '../model.ts';
import type { TOP_LEVEL } from '../topLevel.ts';
import { operation, type Broken } from './change.ts';

function setMetadata({ definition }: Connector, name: string, value: string): void {
  const entries = definition['x-ms-connector-metadata'].filter(({ propertyName }) => propertyName !== name);
  definition['x-ms-connector-metadata'] = [...entries, { propertyName: name, propertyValue: value }];
}

const OF_30 = 'A'.repeat(29);

export const BROKEN_TOP_LEVEL: Broken<typeof TOP_LEVEL> = {
  swaggerVersion: {
    'OpenAPI 3': ({ definition }) => (definition.swagger = '3.0.0'),
  },
  definitionSize: {
    'a definition of more than 1 MB': ({ definition }) => (definition.host = 'a'.repeat(2 ** 20)),
  },
  indentation: {
    'an indentation by two spaces': (connector) =>
      (connector.text = JSON.stringify(connector.definition, undefined, 2)),
    'a space at the end of a line': (connector) => (connector.text = connector.text.replace('\n', ' \n')),
  },
  titleLength: {
    'a title of 31 characters': ({ definition: { info } }) => (info.title = `${OF_30}AA`),
    'no title': ({ definition: { info } }) => (info.title = ''),
  },
  titleWords: {
    'a title with API': ({ definition: { info } }) => (info.title = 'Partner API'),
    'a title with Connector': ({ definition: { info } }) => (info.title = 'Partner connector'),
    'a title with a product of the platform': ({ definition: { info } }) => (info.title = 'Partners in PowerApps'),
  },
  titleEnd: {
    'a title that ends with a full stop': ({ definition: { info } }) => (info.title += '.'),
    'a title that ends with a space': ({ definition: { info } }) => (info.title += ' '),
  },
  titleEnglish: {
    'a title that is not English': ({ definition: { info } }) => (info.title = 'Pärtner'),
    'a description that is not English': ({ definition: { info } }) => (info.description = `日本. ${info.description}`),
  },
  descriptionLength: {
    'a description of 29 characters': ({ definition: { info } }) => (info.description = `${'a'.repeat(28)}.`),
    'a description of 501 characters': ({ definition: { info } }) => (info.description = `${'a'.repeat(500)}.`),
  },
  descriptionWords: {
    'a description with a product of the platform': ({ definition: { info } }) =>
      (info.description += ' For Power Automate.'),
    'a description with API': ({ definition: { info } }) => (info.description += ' Has an API.'),
  },
  descriptionEnd: {
    'a description without a full stop': ({ definition: { info } }) => (info.description += ' and'),
  },
  versionGiven: {
    'no version': ({ definition: { info } }) => delete info.version,
  },
  contact: {
    'a contact at no https address': ({ definition: { info } }) =>
      (info.contact = { name: 'Us', url: 'http://example.com', email: 'us@example.com' }),
    'a contact without a true e-mail address': ({ definition: { info } }) =>
      (info.contact = { name: 'Us', url: 'https://example.com', email: 'us@ex ample' }),
    'a contact without a name': ({ definition: { info } }) =>
      (info.contact = { name: '', url: 'https://example.com/us', email: 'us@example.com' }),
  },
  bareHost: {
    'a host with a scheme': ({ definition }) => (definition.host = 'https://example.com'),
    'a host with a path': ({ definition }) => (definition.host = 'example.com/api'),
    'no host': ({ definition }) => (definition.host = ''),
  },
  httpsOnly: {
    'http besides https': ({ definition }) => definition.schemes.push('http'),
    'no scheme': ({ definition }) => (definition.schemes = []),
  },
  basePath: {
    'a base path without a slash': ({ definition }) => (definition.basePath = 'api'),
  },
  metadataAddresses: {
    'no website': (connector) => setMetadata(connector, 'Website', ''),
    'a privacy policy at no address': (connector) => setMetadata(connector, 'Privacy policy', 'ask us'),
  },
  categories: {
    'three categories': (connector) => setMetadata(connector, 'Categories', 'Commerce;Data;Security'),
    'a category that there is not': (connector) => setMetadata(connector, 'Categories', 'Money'),
    'no category': (connector) => setMetadata(connector, 'Categories', ''),
  },
  statuses: {
    'a status that is not known': ({ definition: { info } }) => (info['x-ms-api-annotation'] = { status: 'Beta' }),
    'an operation ahead of the connector': (connector) =>
      (operation(connector, 'ListCustomers')['x-ms-api-annotation'] = { status: 'Production' }),
  },
  oneSecurityDefinition: {
    'two security definitions': ({ definition }) => (definition.securityDefinitions.basic = { type: 'basic' }),
    'no security definition': ({ definition }) => (definition.securityDefinitions = {}),
  },
  securityUsed: {
    'a security definition that is not used': ({ definition }) => (definition.security = []),
  },
  securityDefined: {
    'a security that is not defined': ({ definition }) => definition.security.push({ other: [] }),
    'an operation with a security that is not defined': (connector) =>
      (operation(connector, 'ListCustomers').security = [{ other: [] }]),
  },
  testConnection: {
    'no test of the connection': ({ definition }) => (definition['x-ms-capabilities'] = {}),
    'a test by an operation that does not exist': ({ definition }) =>
      (definition['x-ms-capabilities'].testConnection = { operationId: 'No', parameters: {} }),
    'a test that does not give what is required': ({ definition }) =>
      (definition['x-ms-capabilities'].testConnection = { operationId: 'GetScan', parameters: {} }),
    'a test that gives what is not asked for': ({ definition }) =>
      (definition['x-ms-capabilities'].testConnection = { operationId: 'ListResellers', parameters: { no: 1 } }),
    'a test with a body': ({ definition }) =>
      (definition['x-ms-capabilities'].testConnection = { operationId: 'StartScan', parameters: {} }),
  },
};
