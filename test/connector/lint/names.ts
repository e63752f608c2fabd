import { repeated, unless, type Rule } from './rule.ts';
import { operationsOf } from './walk.ts';

/** https://learn.microsoft.com/connectors/custom-connectors/faq */
const OPERATIONS = 256;

const VARIABLE = /^\{[^{}]+\}$/;

function segmentsOf(path: string): string[] {
  return path.split('/').slice(1);
}

/** Whether one address may belong to both. */
function overlap(one: string, other: string): boolean {
  const [mine, theirs] = [segmentsOf(one), segmentsOf(other)];
  if (mine.length !== theirs.length) return false;
  return mine.every((segment, index) => {
    const their = theirs[index] ?? '';
    return VARIABLE.test(segment) || VARIABLE.test(their) || segment.toLowerCase() === their.toLowerCase();
  });
}

/** https://learn.microsoft.com/connectors/custom-connectors/certification-swagger-validator-rules */
export const NAMES = {
  operationIdPascal: ({ definition }) =>
    operationsOf(definition).flatMap(({ at, operation: { operationId = '' } }) =>
      unless(
        /^[A-Z][A-Za-z0-9]*(_V\d+)?$/.test(operationId),
        at,
        `is named ${operationId || 'nothing'}, not in PascalCase`,
      ),
    ),

  operationIdUnique: ({ definition }) =>
    repeated(operationsOf(definition).map(({ operation }) => operation.operationId?.toLowerCase())).map((name) => ({
      at: 'paths',
      message: `have ${name ?? 'no name'} more than once`,
    })),

  operationCount: ({ definition }) =>
    unless(operationsOf(definition).length <= OPERATIONS, 'paths', `have more than ${OPERATIONS} operations`),

  revisions: ({ definition }) => {
    const operations = operationsOf(definition).map(({ at, operation }) => ({
      at,
      id: operation.operationId ?? '',
      ...operation['x-ms-api-annotation'],
    }));
    return [
      ...operations.flatMap(({ at, id, family, revision }) => [
        ...unless(family === undefined || revision !== undefined, at, 'has a family but no revision'),
        ...unless((/_V(\d+)$/.exec(id)?.[1] ?? '1') === String(revision ?? 1), at, 'does not end with its revision'),
      ]),
      ...repeated(operations.filter(({ family }) => family).map(({ family, revision }) => `${family} ${revision}`)).map(
        (message) => ({ at: 'paths', message: `have ${message} more than once` }),
      ),
    ];
  },

  pathBeginning: ({ definition: { paths } }) =>
    Object.keys(paths).flatMap((path) => unless(path.startsWith('/'), path, 'does not begin with /')),

  pathCharacters: ({ definition: { paths } }) =>
    Object.keys(paths).flatMap((path) =>
      unless(!/[?#*=\s]/.test(path), path, 'has a character that a path may not have'),
    ),

  pathTemplate: ({ definition: { paths } }) =>
    Object.keys(paths).flatMap((path) =>
      unless(
        segmentsOf(path).every((segment) => VARIABLE.test(segment) || /^[^{}]+$/.test(segment)),
        path,
        'has an empty segment, or one that is in part a variable',
      ),
    ),

  pathUnique: ({ definition: { paths } }) =>
    repeated(Object.keys(paths).map((path) => path.toLowerCase())).map((path) => ({
      at: path,
      message: 'differs from another in capitals only',
    })),

  pathOverlap: ({ definition: { paths } }) => {
    const all = Object.keys(paths);
    return all.flatMap((path, index) =>
      all.slice(index + 1).flatMap((other) => unless(!overlap(path, other), path, `may be the same as ${other}`)),
    );
  },
} satisfies Record<string, Rule>;
