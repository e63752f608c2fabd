import { expect, it } from 'vitest';
import type { Schema } from './connector.ts';
import { judgeBody } from './judgeBody.ts';

const SCHEMA: Schema = {
  type: 'object',
  required: ['items'],
  properties: {
    items: { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } },
    raw: { type: 'object' },
  },
};

it.each<[string, unknown, RegExp[]]>([
  ['nothing', { items: [{ id: 'a' }], raw: { any: null } }, []],
  ['a member that is missing', {}, [/items/]],
  ['a member of another type', { items: [{ id: 1 }] }, [/\/items\/0\/id must be string/]],
  ['a null', { items: [{ id: null }] }, [/must be string/, /\/items\/0\/id is null/]],
  ['a member that nobody knows', { items: [{ brandNew: 1 }] }, [/\/items\/0\/brandNew is not in the definition/]],
  ['text for an object', 'text', [/must be object/]],
])('a body is found to have %s', (_what, body, problems) => {
  expect(judgeBody(body, SCHEMA)).toEqual(problems.map((problem) => expect.stringMatching(problem) as string));
});
