import { readFile } from 'node:fs/promises';

const FOLDER = new URL('../../../connector/', import.meta.url);

/** Fills a drop-down, as older designers read it. */
export interface DynamicValues {
  operationId: string;
  parameters?: Record<string, unknown>;
  'value-collection'?: string;
  'value-path': string;
  'value-title'?: string;
}

/** Fills a drop-down, as newer designers read it. */
export interface DynamicList {
  operationId: string;
  parameters?: Record<string, unknown>;
  itemsPath?: string;
  itemValuePath: string;
  itemTitlePath?: string;
}

/** A schema of Swagger 2.0, as far as a flow looks into it. */
export interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  default?: unknown;
  'x-ms-visibility'?: string;
  'x-ms-notification-url'?: boolean;
  'x-ms-dynamic-values'?: DynamicValues;
  'x-ms-dynamic-list'?: DynamicList;
}

export interface Parameter extends Omit<Schema, 'required'> {
  name: string;
  in: 'path' | 'query' | 'header' | 'body';
  required?: boolean;
  schema?: Schema;
  'x-ms-url-encoding'?: 'single' | 'double';
}

interface Described {
  operationId: string;
  consumes?: string[];
  parameters?: Parameter[];
  responses: Record<string, { schema?: Schema; headers?: Record<string, unknown> }>;
  'x-ms-pageable'?: { nextLinkName: string };
  'x-ms-trigger'?: 'single' | 'batch';
}

export interface Operation extends Described {
  method: string;
  /** With the base path. */
  path: string;
  parameters: Parameter[];
  /** What a trigger is sent. */
  notification?: Schema;
}

export interface PolicyInstance {
  templateId: string;
  parameters: Record<string, unknown>;
}

export interface Connector {
  operations: ReadonlyMap<string, Operation>;
  /** What a connection asks for. */
  connectionParameters: string[];
  policies: PolicyInstance[];
}

interface Definition {
  basePath?: string;
  consumes?: string[];
  paths: Record<string, Record<string, unknown>>;
}

interface Properties {
  properties: { connectionParameters: Record<string, unknown>; policyTemplateInstances?: PolicyInstance[] };
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];

const json = async <T>(name: string): Promise<T> => JSON.parse(await readFile(new URL(name, FOLDER), 'utf8')) as T;

function operationsOf({ basePath = '', consumes, paths }: Definition): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) => {
    const content = item['x-ms-notification-content'] as { schema: Schema } | undefined;
    return METHODS.filter((method) => method in item).map((method) => {
      const described = item[method] as Described;
      return {
        ...(consumes && { consumes }),
        ...described,
        method: method.toUpperCase(),
        path: `${basePath.replace(/\/$/, '')}${path}`,
        parameters: described.parameters ?? [],
        ...(described['x-ms-trigger'] && content && { notification: content.schema }),
      };
    });
  });
}

/** The connector as its files describe it, which is all that a flow knows of the app. */
export async function readConnector(): Promise<Connector> {
  const definition = await json<Definition>('apiDefinition.swagger.json');
  const { connectionParameters, policyTemplateInstances = [] } = (await json<Properties>('apiProperties.json'))
    .properties;
  return {
    operations: new Map(operationsOf(definition).map((operation) => [operation.operationId, operation])),
    connectionParameters: Object.keys(connectionParameters),
    policies: policyTemplateInstances,
  };
}
