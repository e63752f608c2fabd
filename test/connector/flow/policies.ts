import type { Connector, PolicyInstance } from './connector.ts';

/** What a call goes through at the gateway, by the policies of the connector. */
export interface Policies {
  /** Where the app of the connection is. */
  host: string;
  headers: Record<string, string>;
  /** The member that holds the address of the next page, of the operations that have one. */
  nextLinkOf(operationId: string): string | undefined;
  /** Whether a status tells that the connection is not authenticated. */
  isUnauthenticated(status: number): boolean;
}

const PREFIX = 'x-ms-apimTemplateParameter.';
const OPERATIONS = 'x-ms-apimTemplate-operationName';
const SECTION = 'x-ms-apimTemplate-policySection';

/** What this gateway does; another template would go unnoticed, so it is an error. */
const KNOWN = ['dynamichosturl', 'setheader', 'updatenextlink', 'setconnectionstatustounauthenticated'];

const parameterOf = ({ parameters }: PolicyInstance, name: string) => parameters[`${PREFIX}${name}`];

/** Reads the policies with what somebody filled into the connection. https://learn.microsoft.com/connectors/custom-connectors/policy-templates */
export function readPolicies(
  { policies, connectionParameters }: Connector,
  connection: Record<string, string>,
): Policies {
  const unknown = policies.filter(({ templateId }) => !KNOWN.includes(templateId));
  if (unknown.length > 0) throw new Error(`Unknown policies: ${JSON.stringify(unknown)}`);
  const missing = connectionParameters.filter((name) => !connection[name]);
  if (missing.length > 0) throw new Error(`The connection lacks ${missing.join(', ')}.`);

  const text = (policy: PolicyInstance, name: string): string =>
    String(parameterOf(policy, name)).replace(/@connectionParameters\('(\w+)'\)/g, (_, parameter: string) => {
      if (!connectionParameters.includes(parameter)) throw new Error(`No connection parameter is called ${parameter}.`);
      return connection[parameter] ?? '';
    });
  const of = (templateId: string) => policies.filter((policy) => policy.templateId === templateId);

  const [host, ...hosts] = of('dynamichosturl').map((policy) => text(policy, 'urlTemplate'));
  if (host === undefined || hosts.length > 0) throw new Error('One policy has to name the host.');
  const headers = of('setheader').filter(({ parameters }) => parameters[SECTION] === 'Request');
  return {
    host: host.replace(/\/$/, ''),
    headers: Object.fromEntries(headers.map((policy) => [text(policy, 'name').toLowerCase(), text(policy, 'value')])),
    nextLinkOf: (operationId) => {
      const policy = of('updatenextlink').find(({ parameters }) =>
        (parameters[OPERATIONS] as string[] | undefined)?.includes(operationId),
      );
      return policy && text(policy, 'nextLinkPropertyName');
    },
    isUnauthenticated: (status) =>
      of('setconnectionstatustounauthenticated').some((policy) => Number(parameterOf(policy, 'statusCode')) === status),
  };
}
