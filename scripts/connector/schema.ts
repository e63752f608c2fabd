/** Whether somebody fills a schema in, or reads what fills it. */
export type Use = 'request' | 'answer';

export type Visibility = 'important' | 'advanced' | 'internal';

/** Fills a drop-down from another operation, as designers before 2020 read it. */
export interface DynamicValues {
  operationId: string;
  parameters: Record<string, { parameter: string }>;
  'value-collection': string;
  'value-path': string;
  'value-title': string;
}

/** Fills a drop-down from another operation, as designers read it now. */
export interface DynamicList {
  operationId: string;
  parameters: Record<string, { parameterReference: string }>;
  itemsPath: string;
  itemValuePath: string;
  itemTitlePath: string;
}

/**
 * A schema as Swagger 2.0 and connectors know it.
 * https://learn.microsoft.com/connectors/custom-connectors/openapi-extensions
 */
export interface Schema {
  type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  format?: string;
  'x-ms-summary'?: string;
  description?: string;
  'x-ms-visibility'?: Visibility;
  'x-ms-notification-url'?: true;
  'x-ms-dynamic-values'?: DynamicValues;
  'x-ms-dynamic-list'?: DynamicList;
  default?: unknown;
  enum?: unknown[];
  'x-ms-enum-values'?: { value: unknown; displayName: string }[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  required?: string[];
  properties?: Record<string, Schema>;
}
