import { operationsOf, type Definition } from './definition.ts';
import { BRAND_COLOR } from './drawIcon.ts';

export const PUBLISHER = 'Partner Center Functions authors';

/** The parts of a connection that a maker fills in, in this order. */
const CONNECTION_PARAMETERS = {
  hostUrl: {
    type: 'string',
    uiDefinition: {
      displayName: 'Host URL',
      description: 'The address of your Functions app, such as https://my-app.azurewebsites.net',
      tooltip: 'With https:// and without /api',
      constraints: { required: 'true', tabIndex: 1 },
    },
  },
  api_key: {
    type: 'securestring',
    uiDefinition: {
      displayName: 'Function Key',
      description: 'A function key of your Functions app',
      tooltip: 'In the Azure portal: your Functions app, App keys, Host keys',
      constraints: { required: 'true', tabIndex: 2 },
    },
  },
} as const;

function policiesOf(definition: Definition) {
  const paged = operationsOf(definition).filter((operation) => 'x-ms-pageable' in operation);
  return [
    {
      templateId: 'dynamichosturl',
      title: 'Call the app of the connection',
      parameters: { 'x-ms-apimTemplateParameter.urlTemplate': "@connectionParameters('hostUrl')" },
    },
    {
      templateId: 'setheader',
      title: 'Send the function key',
      parameters: {
        'x-ms-apimTemplateParameter.name': definition.securityDefinitions.api_key.name,
        'x-ms-apimTemplateParameter.value': "@connectionParameters('api_key')",
        'x-ms-apimTemplateParameter.existsAction': 'override',
        'x-ms-apimTemplate-policySection': 'Request',
      },
    },
    {
      templateId: 'updatenextlink',
      title: 'Ask for the next page through the connection',
      parameters: {
        'x-ms-apimTemplateParameter.nextLinkPropertyName': 'nextLink',
        'x-ms-apimTemplate-operationName': paged.map(({ operationId }) => operationId),
      },
    },
    {
      templateId: 'setconnectionstatustounauthenticated',
      title: 'Show that the function key is refused',
      parameters: { 'x-ms-apimTemplateParameter.statusCode': 401 },
    },
  ];
}

/** Connection and policies. https://learn.microsoft.com/connectors/custom-connectors/policy-templates */
export function apiPropertiesOf(definition: Definition) {
  return {
    properties: {
      connectionParameters: CONNECTION_PARAMETERS,
      iconBrandColor: BRAND_COLOR,
      capabilities: [],
      policyTemplateInstances: policiesOf(definition),
      publisher: PUBLISHER,
    },
  };
}
