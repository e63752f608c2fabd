import { readFile } from 'node:fs/promises';
import path from 'node:path';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv, type AnySchemaObject, type ErrorObject, type ValidateFunction } from 'ajv';
import AjvDraft4Module from 'ajv-draft-04';
import { describe, expect, it } from 'vitest';

const CONNECTOR = path.resolve(import.meta.dirname, '../../connector');
const SCHEMAS = path.resolve(import.meta.dirname, 'schemas');

/** CommonJS that Node gives as its namespace. */
const AjvDraft4 = AjvDraft4Module as unknown as typeof AjvDraft4Module.default;

/** What the schemas refuse although it is right, since they are older: see schemas/README.md. */
const GAPS = { policyTemplates: ['setconnectionstatustounauthenticated'] };

type Json = Record<string, unknown>;

async function read<T = Json>(directory: string, name: string): Promise<T> {
  return JSON.parse(await readFile(path.join(directory, name), 'utf8')) as T;
}

async function draft7(name: string): Promise<ValidateFunction> {
  const { $schema: _, id, ...schema } = await read<AnySchemaObject & { id: string }>(SCHEMAS, name);
  return new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile({
    ...schema,
    $id: id.replace(/#$/, ''),
  });
}

function problems(validate: ValidateFunction, value: unknown): string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }: ErrorObject) => `${instancePath} ${message ?? ''}`);
}

describe('the connector is valid', () => {
  it('in its definition, by Microsoft’s schema', async () => {
    const schema = await read<AnySchemaObject>(SCHEMAS, 'apiDefinition.swagger.schema.strict.json');
    const validate = new AjvDraft4({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
    expect(problems(validate, await read(CONNECTOR, 'apiDefinition.swagger.json'))).toEqual([]);
  });

  it('in its definition, as Swagger 2.0', async () => {
    const definition = await SwaggerParser.validate(path.join(CONNECTOR, 'apiDefinition.swagger.json'));
    expect(definition).toMatchObject({ swagger: '2.0' });
  });

  it('in its properties, by Microsoft’s schema, but for what that is too old to know', async () => {
    const given = await read<{ properties: { policyTemplateInstances: { templateId: string }[] } }>(
      CONNECTOR,
      'apiProperties.json',
    );
    const { policyTemplateInstances: all } = given.properties;
    const known = all.filter(({ templateId }) => !GAPS.policyTemplates.includes(templateId));
    expect(all.length - known.length).toBe(GAPS.policyTemplates.length);
    const validate = await draft7('paconn-apiProperties.schema.strict.json');
    expect(problems(validate, { properties: { ...given.properties, policyTemplateInstances: known } })).toEqual([]);
  });

  it('in its settings, by Microsoft’s schema', async () => {
    const validate = await draft7('paconn-settings.schema.strict.json');
    expect(problems(validate, await read(CONNECTOR, 'settings.json'))).toEqual([]);
  });
});
