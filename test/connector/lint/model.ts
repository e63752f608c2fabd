import { z } from 'zod';

/** Lenient on purpose: what is wrong is to be found by a rule, not to stop the reading. */
const Texts = z.looseObject({
  summary: z.string().optional(),
  description: z.string().optional(),
  'x-ms-summary': z.string().optional(),
  'x-ms-visibility': z.string().optional(),
});

const DynamicValues = z.looseObject({
  operationId: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  'value-collection': z.string().optional(),
  'value-path': z.string().optional(),
  'value-title': z.string().optional(),
});

const DynamicList = z.looseObject({
  operationId: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  itemsPath: z.string().optional(),
  itemValuePath: z.string().optional(),
  itemTitlePath: z.string().optional(),
});

const field = {
  ...Texts.shape,
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  required: z.union([z.boolean(), z.array(z.string())]).optional(),
  default: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  'x-ms-enum-values': z.array(z.looseObject({ value: z.unknown(), displayName: z.string().optional() })).optional(),
  'x-ms-dynamic-values': DynamicValues.optional(),
  'x-ms-dynamic-list': DynamicList.optional(),
  'x-ms-dynamic-schema': z.unknown().optional(),
  'x-ms-dynamic-properties': z.unknown().optional(),
  'x-ms-notification-url': z.boolean().optional(),
  'x-ms-url-encoding': z.string().optional(),
};

type Fields = z.infer<z.ZodObject<typeof field>>;

export interface Schema extends Fields {
  properties?: Record<string, Schema> | undefined;
  items?: Schema | Schema[] | undefined;
  [other: string]: unknown;
}

const Schema: z.ZodType<Schema> = z.looseObject({
  ...field,
  properties: z
    .record(
      z.string(),
      z.lazy(() => Schema),
    )
    .optional(),
  items: z.lazy(() => z.union([Schema, z.array(Schema)])).optional(),
});

const Parameter = z.looseObject({
  ...field,
  name: z.string().optional(),
  in: z.string().optional(),
  items: z.union([Schema, z.array(Schema)]).optional(),
  schema: Schema.optional(),
});

const Answer = z.looseObject({
  description: z.string().optional(),
  schema: Schema.optional(),
  headers: z.record(z.string(), z.looseObject({ description: z.string().optional() })).optional(),
});

const Annotation = z.looseObject({
  family: z.string().optional(),
  revision: z.number().optional(),
  status: z.string().optional(),
});

const Operation = z.looseObject({
  ...Texts.shape,
  operationId: z.string().optional(),
  consumes: z.array(z.string()).optional(),
  produces: z.array(z.string()).optional(),
  parameters: z.array(Parameter).default([]),
  responses: z.record(z.string(), Answer).default({}),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  deprecated: z.boolean().optional(),
  'x-ms-api-annotation': Annotation.optional(),
  'x-ms-no-generic-test': z.boolean().optional(),
  'x-ms-pageable': z.looseObject({ nextLinkName: z.string().optional() }).optional(),
  'x-ms-trigger': z.string().optional(),
  'x-ms-trigger-hint': z.string().optional(),
});

const PathItem = z.looseObject({
  get: Operation.optional(),
  head: Operation.optional(),
  post: Operation.optional(),
  put: Operation.optional(),
  patch: Operation.optional(),
  delete: Operation.optional(),
  options: Operation.optional(),
  'x-ms-notification-content': z
    .looseObject({ description: z.string().optional(), schema: Schema.optional() })
    .optional(),
});

const Definition = z.looseObject({
  swagger: z.string().optional(),
  info: z
    .looseObject({
      title: z.string().default(''),
      description: z.string().default(''),
      version: z.string().optional(),
      contact: z
        .looseObject({ name: z.string().optional(), url: z.string().optional(), email: z.string().optional() })
        .optional(),
      'x-ms-api-annotation': Annotation.optional(),
    })
    .default({ title: '', description: '' }),
  host: z.string().default(''),
  basePath: z.string().default('/'),
  schemes: z.array(z.string()).default([]),
  consumes: z.array(z.string()).optional(),
  produces: z.array(z.string()).optional(),
  paths: z.record(z.string(), PathItem).default({}),
  securityDefinitions: z
    .record(z.string(), z.looseObject({ type: z.string(), in: z.string().optional(), name: z.string().optional() }))
    .default({}),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  'x-ms-capabilities': z
    .looseObject({
      testConnection: z
        .looseObject({ operationId: z.string(), parameters: z.record(z.string(), z.unknown()).default({}) })
        .optional(),
    })
    .default({}),
  'x-ms-connector-metadata': z
    .array(z.looseObject({ propertyName: z.string(), propertyValue: z.string() }))
    .default([]),
});

const ApiProperties = z.looseObject({
  properties: z.looseObject({
    connectionParameters: z
      .record(
        z.string(),
        z.looseObject({
          type: z.string(),
          uiDefinition: z
            .looseObject({ displayName: z.string().optional(), description: z.string().optional() })
            .optional(),
        }),
      )
      .default({}),
    iconBrandColor: z.string().default(''),
    policyTemplateInstances: z
      .array(
        z.looseObject({
          templateId: z.string(),
          title: z.string().optional(),
          parameters: z.looseObject({ 'x-ms-apimTemplate-operationName': z.array(z.string()).optional() }).default({}),
        }),
      )
      .default([]),
    publisher: z.string().default(''),
  }),
});

export type Parameter = z.infer<typeof Parameter>;
export type Operation = z.infer<typeof Operation>;
export type PathItem = z.infer<typeof PathItem>;
export type Definition = z.infer<typeof Definition>;
export type ApiProperties = z.infer<typeof ApiProperties>;

/** The files of a connector, read; `text` is that of the definition. */
export interface Connector {
  text: string;
  definition: Definition;
  apiProperties: ApiProperties;
  icon: Buffer;
}

export interface ConnectorFiles {
  definition: string;
  apiProperties: string;
  icon: Buffer;
}

export function readConnector({ definition, apiProperties, icon }: ConnectorFiles): Connector {
  return {
    text: definition,
    definition: Definition.parse(JSON.parse(definition)),
    apiProperties: ApiProperties.parse(JSON.parse(apiProperties)),
    icon,
  };
}

/** As the files are written: with four spaces. https://learn.microsoft.com/connectors/custom-connectors/coding-standards */
export function written(value: unknown): string {
  return `${JSON.stringify(value, undefined, 4)}\n`;
}
