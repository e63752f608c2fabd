import { z } from 'zod';
import { ERROR_STATUS } from '../../shared/errors.ts';
import { DryRunResponse } from '../../shared/schemas/dryRun.ts';
import { isMoney } from './isMoney.ts';
import { lower } from './lower.ts';
import { mergeUnion, type JsonSchema } from './mergeUnion.ts';
import type { Route } from './routes.ts';
import type { Schema } from './schema.ts';

/** What an operation answers with one status. */
export interface Answer {
  description: string;
  schema?: Schema;
  headers?: Record<string, { type: 'string'; description: string }>;
}

const location = (description: string) => ({ Location: { type: 'string' as const, description } });

const ACCEPTED: Answer = {
  description: 'It takes longer than one call; Location answers 202 until it has ended.',
  headers: location('Where the answer will be.'),
};

/** What is refused, in words; the codes that go with it are the app’s. */
const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The request is wrong, and the message names the member at fault',
  403: 'The operation needs an integration sandbox',
  404: 'What the request names does not exist',
  409: 'It cannot be done as things stand, and the message says what to do instead',
  422: 'The operation is refused for what was asked',
  429: 'Too much was asked for at once; the flow tries again by itself',
  500: 'The app cannot work, and the message says what to set right',
  503: 'Something that is asked does not answer; the flow tries again by itself',
};

const ONLY_MONEY = [403];

/** What moves money, and what answers later for it. */
function answersForMoney(route: Route): boolean {
  return isMoney(route) || route.name === 'getOperationResult';
}

function refusals(route: Route): Record<string, Answer> {
  const forMoney = answersForMoney(route);
  const mayBe = (status: number) => forMoney || !ONLY_MONEY.includes(status);
  const answers = Object.entries(REFUSALS)
    .filter(([status]) => mayBe(Number(status)))
    .map(([status, description]): [string, Answer] => {
      const codes = Object.entries(ERROR_STATUS).filter(([, of]) => of === Number(status));
      const named = forMoney ? ` (${codes.map(([code]) => code).join(', ')})` : '';
      return [status, { description: `${description}${named}.` }];
    });
  return { 401: { description: 'The function key is missing or wrong.' }, ...Object.fromEntries(answers) };
}

/** One answer for a call and its dry run: what either has may be there, the warnings of both are. */
function withDryRun(response: JsonSchema): JsonSchema {
  const dryRun = z.toJSONSchema(DryRunResponse, { target: 'draft-4', io: 'output' }) as JsonSchema;
  return mergeUnion({ anyOf: [response, dryRun] }, 'the answer with that of a dry run');
}

function successes(route: Route): Record<string, Answer> {
  const { name, method, response, notification } = route;
  const asked = response && (isMoney(route) ? withDryRun(response) : response);
  const schema = asked && lower(asked, 'answer', `the answer of ${name}`);
  const description = method === 'get' ? 'What was asked for.' : 'It is done.';
  const done: Answer = { description, ...(schema && { schema }) };
  if (notification) {
    return { 201: { ...done, headers: location('What the flow deletes when it is turned off.') } };
  }
  if (method === 'delete') return { 204: done };
  if (name === 'startScan') return { 200: done, 201: { description: 'A scan has started; the answer is the same.' } };
  if (answersForMoney(route)) return { 200: done, 202: ACCEPTED };
  return { 200: done };
}

/** What a route answers: one status with a schema, the others in words. */
export function responsesOf(route: Route): Record<string, Answer> {
  return { ...successes(route), ...refusals(route) };
}
