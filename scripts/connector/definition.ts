import { PUBLISHER } from './apiProperties.ts';
import { LEFT_OUT } from './leftOut.ts';
import { lower } from './lower.ts';
import { operationOf, type Operation } from './operation.ts';
import type { Route } from './routes.ts';
import type { Schema } from './schema.ts';

/** Operations by method, and what a trigger has sent. */
export type PathItem = Record<string, Operation | { description: string; schema: Schema }>;

const WEBSITE = 'https://learn.microsoft.com/partner-center/developer/';
const PRIVACY = 'https://privacy.microsoft.com/privacystatement';

/** What the connector is called, and what for. */
export const INFO = {
  title: 'Partner Center Functions',
  description:
    'Cancel orders and subscriptions, buy add-ons and place orders for the customers of a Cloud Solution Provider partner. Every purchase carries a key, so that no repeat buys twice, and every open cutoff is told in time.',
} as const;

/** `host` is where the app is, unless a connection says otherwise. */
export interface Settings {
  host: string;
  version: string;
}

function pathsOf(routes: Route[]): Record<string, PathItem> {
  const paths: Record<string, PathItem> = {};
  for (const route of routes.filter(({ name }) => !(name in LEFT_OUT))) {
    const { path, method, notification, name } = route;
    const schema = notification && lower(notification, 'answer', `what ${name} sends`);
    paths[path] = {
      ...paths[path],
      ...(schema && { 'x-ms-notification-content': { description: 'What has happened.', schema } }),
      [method]: operationOf(route),
    };
  }
  return Object.fromEntries(Object.entries(paths).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The definition of the connector. https://learn.microsoft.com/connectors/custom-connectors/coding-standards */
export function definitionOf(routes: Route[], { host, version }: Settings) {
  return {
    swagger: '2.0',
    info: { ...INFO, version, contact: { name: PUBLISHER }, 'x-ms-api-annotation': { status: 'Preview' } },
    host,
    basePath: '/',
    schemes: ['https'],
    consumes: ['application/json'],
    produces: ['application/json'],
    paths: pathsOf(routes),
    definitions: {},
    securityDefinitions: { api_key: { type: 'apiKey', in: 'header', name: 'x-functions-key' } },
    security: [{ api_key: [] }],
    'x-ms-capabilities': { testConnection: { operationId: 'ListDeadlines', parameters: { size: 1 } } },
    'x-ms-connector-metadata': [
      { propertyName: 'Website', propertyValue: WEBSITE },
      { propertyName: 'Privacy policy', propertyValue: PRIVACY },
      { propertyName: 'Categories', propertyValue: 'Commerce;IT Operations' },
    ],
  };
}
export type Definition = ReturnType<typeof definitionOf>;

/** All operations of a definition, in the order of their names. */
export function operationsOf({ paths }: Definition): Operation[] {
  const operations = Object.values(paths).flatMap((item) =>
    Object.values(item).filter((part) => 'operationId' in part),
  );
  return operations.sort((one, other) => (one.operationId < other.operationId ? -1 : 1));
}
