import { unless, type Problem, type Rule } from './rule.ts';
import { endsSentence, isPlain, isTitleCase, productIn, sayTheSame, SUMMARY_LENGTH } from './texts.ts';
import { everyField, operationsOf } from './walk.ts';

const VISIBILITIES = new Set(['important', 'advanced', 'internal']);

interface Labelled {
  at: string;
  summary: string;
  description: string;
}

const each =
  (rule: (labelled: Labelled) => Problem[]): Rule =>
  ({ definition }) => {
    const bodies = operationsOf(definition).flatMap(({ at, operation }) =>
      operation.parameters
        .filter((parameter) => parameter.in === 'body')
        .map((parameter) => ({ at: `${at} ${parameter.name}`, schema: parameter })),
    );
    const fields = everyField(definition).filter(({ kind }) => kind === 'parameter' || kind === 'property');
    return [...bodies, ...fields].flatMap(({ at, schema }) =>
      rule({ at, summary: schema['x-ms-summary'] ?? '', description: schema.description ?? '' }),
    );
  };

/**
 * What makers read of parameters and of properties at any depth.
 * https://learn.microsoft.com/connectors/custom-connectors/connector-string-guidance
 */
export const LABELS = {
  labelGiven: each(({ at, summary }) => unless(summary, at, 'has no x-ms-summary')),

  labelLength: each(({ at, summary }) =>
    unless(summary.length <= SUMMARY_LENGTH, at, `has more than ${SUMMARY_LENGTH} characters in its x-ms-summary`),
  ),

  labelCase: each(({ at, summary }) =>
    unless(!summary || isTitleCase(summary), at, `is not in title case: ${summary}`),
  ),

  labelCharacters: each(({ at, summary }) =>
    unless(isPlain(summary), at, `has more than letters, digits and parentheses: ${summary}`),
  ),

  describedField: each(({ at, description }) => unless(description, at, 'has no description')),

  describedFieldEnd: each(({ at, description }) =>
    unless(!description || endsSentence(description), at, `does not end with a full stop: ${description}`),
  ),

  fieldTextsDiffer: each(({ at, summary, description }) =>
    unless(!description || !sayTheSame(summary, description), at, `has one text for both: ${summary}`),
  ),

  fieldProducts: each(({ at, summary, description }) =>
    unless(!productIn(summary) && !productIn(description), at, 'names a product it may not name'),
  ),

  visibility: ({ definition }) => {
    const operations = operationsOf(definition).flatMap(({ at, operation }) => [
      { at, schema: operation },
      ...operation.parameters.map((parameter) => ({ at: `${at} ${parameter.name}`, schema: parameter })),
    ]);
    const fields = everyField(definition).filter(({ kind }) => kind !== 'parameter');
    return [...operations, ...fields].flatMap(({ at, schema: { 'x-ms-visibility': visibility } }) =>
      unless(visibility === undefined || VISIBILITIES.has(visibility), at, `has the visibility ${visibility}`),
    );
  },
} satisfies Record<string, Rule>;
