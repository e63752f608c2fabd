import { randomUUID } from 'node:crypto';
import { buildRequest, type Inputs } from './buildRequest.ts';
import { readConnector, type Connector, type Operation, type Schema } from './connector.ts';
import { choices, dropDowns, type Choice } from './dropDown.ts';
import { startEngine, type EngineOptions } from './engine.ts';
import { openGateway, type Answer } from './gateway.ts';
import { judgeBody } from './judgeBody.ts';

export interface Subscribed {
  /** What the flow keeps, to delete it when it is turned off. */
  location: string;
  body: unknown;
  /** What is wrong with a notification. */
  judge: (notification: unknown) => string[];
  unsubscribe: () => Promise<Answer>;
}

export interface FlowOptions extends Pick<EngineOptions, 'meanwhile'> {
  hostUrl: string;
  functionKey: string;
  /** Whether the app is told where the gateway is. */
  tellsPrefix?: boolean;
}

/** A success that is valid by the definition, with what an action gives on. */
export interface Success<Body> extends Answer {
  body: Body;
}

/** The schema of a success; one status has it, for all. */
function schemaOf({ operationId, responses }: Operation, status: number): Schema | undefined {
  if (!(status in responses)) throw new Error(`${operationId} is not said to answer ${status}.`);
  return responses[status]?.schema ?? Object.values(responses).find(({ schema }) => schema)?.schema;
}

function refuse(what: string, operation: Operation, { status, body }: Answer): never {
  throw new Error(`${operation.operationId}: ${what} (${status}) ${JSON.stringify(body)}`);
}

/** A flow with a connection, that knows of the app what the connector says and nothing else. */
export async function flowClient({ hostUrl, functionKey, tellsPrefix = true, ...options }: FlowOptions) {
  const connector: Connector = await readConnector();
  const connection = { hostUrl, api_key: functionKey };
  const gateway = openGateway(connector, { connection, tellsPrefix });
  const engine = startEngine(gateway, {
    headers: {
      'user-agent': 'azure-logic-apps/1.0 (workflow 3f9c; version 08584) microsoft-flow/1.0',
      'x-ms-workflow-run-id': randomUUID(),
    },
    ...options,
  });

  function operationOf(operationId: string): Operation {
    const operation = connector.operations.get(operationId);
    if (!operation) throw new Error(`The connector has no ${operationId}.`);
    return operation;
  }

  /** A success with a body by the definition; @throws Error as an action fails. */
  function checked<Body>(operation: Operation, answer: Answer): Success<Body> {
    if (answer.status >= 300) refuse('failed', operation, answer);
    const schema = schemaOf(operation, answer.status);
    const problems = schema ? judgeBody(answer.body, schema) : [];
    if (problems.length > 0) refuse(problems.join('; '), operation, answer);
    return answer as Success<Body>;
  }

  const flow = {
    connector,
    gateway,
    counts: engine.counts,

    /** Runs an action as far as its answer, whatever that is. */
    async run(operationId: string, inputs: Inputs = {}): Promise<Answer> {
      const operation = operationOf(operationId);
      const answer = await engine.run(buildRequest(operation, inputs, gateway.address));
      if (answer.status < 300) return checked(operation, answer);
      if (!(answer.status in operation.responses)) refuse('is not said to answer this', operation, answer);
      return answer;
    },

    /** Runs an action that succeeds. */
    async act<Body = Inputs>(operationId: string, inputs: Inputs = {}): Promise<Success<Body>> {
      return checked<Body>(operationOf(operationId), await flow.run(operationId, inputs));
    },

    /** The pages of a list, one after the other. */
    async *pages<Body = Inputs>(operationId: string, inputs: Inputs = {}): AsyncGenerator<Body> {
      const operation = operationOf(operationId);
      const member = operation['x-ms-pageable']?.nextLinkName;
      if (!member) throw new Error(`${operationId} has no pages.`);
      let { body } = await flow.act<Inputs>(operationId, inputs);
      for (;;) {
        yield body as Body;
        const next = body[member];
        if (next === undefined) return;
        if (typeof next !== 'string' || !URL.canParse(next))
          throw new Error(`${operationId} leads on to ${JSON.stringify(next)}`);
        body = checked<Inputs>(operation, await engine.run({ method: 'GET', url: next, headers: {} })).body;
      }
    },

    /** What can be chosen for a member, such as `customerId` or `body/offerId`. */
    choices: (operationId: string, path: string, given: Inputs = {}): Promise<Choice[]> =>
      choices(operationOf(operationId), path, given, async (asked, inputs) => (await flow.act(asked, inputs)).body),

    /** The members of an operation that can be chosen. */
    dropDowns: (operationId: string): string[] => dropDowns(operationOf(operationId)),

    /** What a flow does with its trigger when it is turned on. */
    async subscribe(operationId: string, callback: string, inputs: Inputs = {}): Promise<Subscribed> {
      const operation = operationOf(operationId);
      const body = operation.parameters.find((parameter) => parameter.in === 'body');
      const member = Object.entries(body?.schema?.properties ?? {}).find(([, one]) => one['x-ms-notification-url']);
      if (!body || !member) throw new Error(`${operationId} does not say where it takes a callback.`);
      const request = buildRequest(operation, { [body.name]: { ...inputs, [member[0]]: callback } }, gateway.address);
      const answer = checked(operation, await engine.attempt(request));
      const location = answer.headers.get('location') ?? '';
      if (answer.status !== 201 || !URL.canParse(location)) refuse(`subscribed at "${location}"`, operation, answer);
      const { notification } = operation;
      if (!notification) throw new Error(`${operationId} does not say what it sends.`);
      return {
        location,
        body: answer.body,
        judge: (value) => judgeBody(value, notification),
        unsubscribe: () => engine.attempt({ method: 'DELETE', url: location, headers: {} }),
      };
    },
  };
  return flow;
}

export type Flow = Awaited<ReturnType<typeof flowClient>>;
