import { written, readConnector, type Connector, type Operation, type Parameter, type Schema } from '../model.ts';
import { answerOf, bodyOf, foundNamed, operationNamed, schemaAt, type Found } from '../walk.ts';

/** Breaks a copy of the connector, in place. */
export type Change = (connector: Connector) => void;

/** For each rule what breaks it, by what a finding is then about. */
export type Broken<Rules> = Record<keyof Rules, Record<string, Change>>;

export function changed(connector: Connector, change: Change): Connector {
  const copy = { ...structuredClone(connector), icon: Buffer.from(connector.icon) };
  change(copy);
  const definition = written(copy.definition);
  const read = readConnector({ definition, apiProperties: written(copy.apiProperties), icon: copy.icon });
  return { ...read, text: copy.text === connector.text ? definition : copy.text };
}

function there<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The connector has no ${what} to break.`);
  return value;
}

export function operation({ definition }: Connector, operationId: string): Operation {
  return there(operationNamed(definition, operationId), operationId);
}

export function found({ definition }: Connector, operationId: string): Found {
  return there(foundNamed(definition, operationId), operationId);
}

export function parameter(connector: Connector, operationId: string, name: string): Parameter {
  const { parameters } = operation(connector, operationId);
  return there(
    parameters.find((one) => one.name === name),
    `${operationId} ${name}`,
  );
}

/** The body of a request, or its member at a path. */
export function body(connector: Connector, operationId: string, path = ''): Schema {
  return there(schemaAt(bodyOf(operation(connector, operationId))?.schema, path), `${operationId} body ${path}`);
}

/** What an operation answers, or its member at a path. */
export function answer(connector: Connector, operationId: string, path = ''): Schema {
  return there(schemaAt(answerOf(operation(connector, operationId)), path), `${operationId} answer ${path}`);
}

export function items({ items: one }: Schema): Schema {
  if (Array.isArray(one)) throw new Error('The connector has a tuple.');
  return there(one, 'items');
}

export function policy({ apiProperties }: Connector, templateId: string) {
  const { policyTemplateInstances } = apiProperties.properties;
  return there(
    policyTemplateInstances.find((one) => one.templateId === templateId),
    templateId,
  );
}

/** A copy of an operation under another path. */
export function addPath(connector: Connector, path: string, operationId = 'ListResellers'): Operation {
  const copy = structuredClone(operation(connector, operationId));
  copy.operationId = 'Another';
  copy['x-ms-api-annotation'] = { family: 'Another', revision: 1 };
  connector.definition.paths[path] = { get: copy };
  return copy;
}
