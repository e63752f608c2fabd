import type { API_PROPERTIES } from '../apiProperties.ts';
import type { Connector } from '../model.ts';
import { policy, type Broken } from './change.ts';

function leaveOut({ apiProperties: { properties } }: Connector, template: string): void {
  properties.policyTemplateInstances = properties.policyTemplateInstances.filter(
    ({ templateId }) => templateId !== template,
  );
}

export const BROKEN_API_PROPERTIES: Broken<typeof API_PROPERTIES> = {
  connectionParameterExists: {
    'a policy that uses what a connection has not': ({ apiProperties: { properties } }) =>
      delete properties.connectionParameters.api_key,
  },
  connectionParameterUsed: {
    'a part of a connection that nothing uses': ({ apiProperties: { properties } }) =>
      (properties.connectionParameters.other = { type: 'string' }),
  },
  connectionParameterTexts: {
    'a part of a connection without a name': ({ apiProperties: { properties } }) =>
      (properties.connectionParameters.api_key = { type: 'securestring', uiDefinition: { description: 'The key.' } }),
    'a part of a connection without texts': ({ apiProperties: { properties } }) =>
      (properties.connectionParameters.hostUrl = { type: 'string' }),
  },
  keySecret: {
    'a key that is shown': ({ apiProperties: { properties } }) =>
      (properties.connectionParameters.api_key = { type: 'string' }),
  },
  hostPolicy: {
    'no policy for the host': (connector) => leaveOut(connector, 'dynamichosturl'),
    'a host that is always the same': (connector) =>
      (policy(connector, 'dynamichosturl').parameters = {
        'x-ms-apimTemplateParameter.urlTemplate': 'https://example.com',
      }),
  },
  keyPolicy: {
    'no policy for the key': (connector) => leaveOut(connector, 'setheader'),
    'a key in another header': (connector) =>
      (policy(connector, 'setheader').parameters['x-ms-apimTemplateParameter.name'] = 'x-other'),
    'a key that is always the same': (connector) =>
      (policy(connector, 'setheader').parameters['x-ms-apimTemplateParameter.value'] = 'key'),
  },
  unauthenticatedPolicy: {
    'no policy for a key that is refused': (connector) => leaveOut(connector, 'setconnectionstatustounauthenticated'),
    'a policy for another status': (connector) =>
      (policy(connector, 'setconnectionstatustounauthenticated').parameters = {
        'x-ms-apimTemplateParameter.statusCode': 403,
      }),
  },
  policyTemplates: {
    'a policy that there is not': (connector) => (policy(connector, 'setheader').templateId = 'setheaders'),
  },
  policyTitles: {
    'a policy without a title': (connector) => delete policy(connector, 'setheader').title,
    'two policies of one title': (connector) =>
      (policy(connector, 'setheader').title = policy(connector, 'dynamichosturl').title),
  },
  policyOperations: {
    'a policy for an operation that does not exist': (connector) =>
      (policy(connector, 'updatenextlink').parameters['x-ms-apimTemplate-operationName'] = ['No']),
  },
  brandColor: {
    'white as the color of the brand': ({ apiProperties: { properties } }) => (properties.iconBrandColor = '#FFFFFF'),
    'the color of those without one': ({ apiProperties: { properties } }) => (properties.iconBrandColor = '#007ee5'),
    'a color by name': ({ apiProperties: { properties } }) => (properties.iconBrandColor = 'teal'),
  },
  publisher: {
    'no publisher': ({ apiProperties: { properties } }) => (properties.publisher = ''),
    'a publisher with an ampersand': ({ apiProperties: { properties } }) => (properties.publisher = 'You & Us'),
  },
};
