import type { Connector } from './model.ts';
import { repeated, unless, type Rule } from './rule.ts';
import { operationNamed } from './walk.ts';

/** White, and what a connector has without a color. https://learn.microsoft.com/connectors/custom-connectors/certification-submission */
const COLORS_TAKEN = new Set(['#ffffff', '#007ee5']);

/** https://learn.microsoft.com/connectors/custom-connectors/policy-templates */
const TEMPLATES = new Set([
  ...['convertarraytoobject', 'convertobjecttoarray', 'dynamichosturl', 'encodepropertyvalue', 'pollingtrigger'],
  ...['routerequesttoendpoint', 'setconnectionstatustounauthenticated', 'setheader', 'setproperty'],
  ...['setqueryparameter', 'setvaluefromurl', 'stringreplace', 'stringtoarray', 'updatenextlink'],
]);

const parameter = (name: string) => `x-ms-apimTemplateParameter.${name}`;

function policiesOf({ apiProperties }: Connector, templateId: string) {
  return apiProperties.properties.policyTemplateInstances.filter(
    (policy) => policy.templateId.toLowerCase() === templateId,
  );
}

/** Connection parameters that a text takes in. */
function takenInto(text: unknown): string[] {
  return [...String(text).matchAll(/@connectionParameters\('([^']*)'/g)].map(([, name = '']) => name);
}

function referencesOf({ apiProperties }: Connector): string[] {
  return takenInto(JSON.stringify(apiProperties.properties.policyTemplateInstances));
}

/** https://learn.microsoft.com/connectors/custom-connectors/policy-templates */
export const API_PROPERTIES = {
  connectionParameterExists: (connector) =>
    referencesOf(connector).flatMap((name) =>
      unless(
        name in connector.apiProperties.properties.connectionParameters,
        name,
        'is no parameter of the connection',
      ),
    ),

  connectionParameterUsed: (connector) =>
    Object.keys(connector.apiProperties.properties.connectionParameters).flatMap((name) =>
      unless(referencesOf(connector).includes(name), name, 'is asked for but used by no policy'),
    ),

  connectionParameterTexts: ({ apiProperties }) =>
    Object.entries(apiProperties.properties.connectionParameters).flatMap(([name, { uiDefinition }]) =>
      unless(uiDefinition?.displayName && uiDefinition.description, name, 'has no displayName or no description'),
    ),

  keySecret: (connector) => {
    const { connectionParameters } = connector.apiProperties.properties;
    const keys = policiesOf(connector, 'setheader').flatMap(({ parameters }) =>
      takenInto(parameters[parameter('value')]),
    );
    return keys.flatMap((name) =>
      unless(connectionParameters[name]?.type === 'securestring', name, 'is a key but no securestring'),
    );
  },

  hostPolicy: (connector) =>
    unless(
      policiesOf(connector, 'dynamichosturl').some(
        ({ parameters }) => takenInto(parameters[parameter('urlTemplate')]).length > 0,
      ),
      'dynamichosturl',
      'does not take the host from the connection',
    ),

  keyPolicy: (connector) =>
    Object.values(connector.definition.securityDefinitions).flatMap(({ name = '' }) =>
      unless(
        policiesOf(connector, 'setheader').some(({ parameters }) => {
          const isKey = String(parameters[parameter('name')]).toLowerCase() === name.toLowerCase();
          return isKey && takenInto(parameters[parameter('value')]).length > 0;
        }),
        'setheader',
        `does not send ${name} from the connection`,
      ),
    ),

  unauthenticatedPolicy: (connector) =>
    unless(
      policiesOf(connector, 'setconnectionstatustounauthenticated').some(
        ({ parameters }) => Number(parameters[parameter('statusCode')]) === 401,
      ),
      'setconnectionstatustounauthenticated',
      'is not there for 401',
    ),

  policyTemplates: ({ apiProperties }) =>
    apiProperties.properties.policyTemplateInstances.flatMap(({ templateId }) =>
      unless(TEMPLATES.has(templateId.toLowerCase()), templateId, 'is no policy template'),
    ),

  policyTitles: ({ apiProperties }) => {
    const titles = apiProperties.properties.policyTemplateInstances.map(({ title = '' }) => title);
    return [
      ...titles.flatMap((title) => unless(title, 'policyTemplateInstances', 'has one without a title')),
      ...repeated(titles).map((title) => ({ at: title, message: 'is the title of several policies' })),
    ];
  },

  policyOperations: ({ definition, apiProperties }) =>
    apiProperties.properties.policyTemplateInstances.flatMap(({ templateId, parameters }) =>
      (parameters['x-ms-apimTemplate-operationName'] ?? []).flatMap((name) =>
        unless(operationNamed(definition, name), templateId, `is for ${name}, which does not exist`),
      ),
    ),

  brandColor: ({ apiProperties: { properties } }) => {
    const color = properties.iconBrandColor.toLowerCase();
    return unless(
      /^#[0-9a-f]{6}$/.test(color) && !COLORS_TAKEN.has(color),
      'iconBrandColor',
      `is ${color || 'missing'}`,
    );
  },

  /** https://learn.microsoft.com/connectors/custom-connectors/certification-submission */
  publisher: ({ apiProperties: { properties } }) =>
    unless(
      /^[A-Za-z0-9 ]+$/.test(properties.publisher),
      'publisher',
      `has more than letters and digits: ${properties.publisher}`,
    ),
} satisfies Record<string, Rule>;
