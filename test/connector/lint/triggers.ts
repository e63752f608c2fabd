import { unless, type Problem, type Rule } from './rule.ts';
import { endsSentence } from './texts.ts';
import { allFieldsOf, operationsOf, rootsOf, type Field, type Found } from './walk.ts';

const KINDS = ['single', 'batch'];
const HINT = 'To see it work';

function isUrl({ schema }: Field): boolean {
  return schema['x-ms-notification-url'] === true;
}

function urlsOf(found: Found): Field[] {
  return rootsOf(found)
    .flat()
    .filter((field) => field.use === 'request' && isUrl(field));
}

/** By any of the marks of a trigger, so that a missing one is seen. */
function isTrigger(found: Found): boolean {
  const { item, method, operation } = found;
  const isNotified = method === 'post' && item['x-ms-notification-content'] !== undefined;
  return isNotified || operation['x-ms-trigger'] !== undefined || urlsOf(found).length > 0;
}

const each =
  (rule: (trigger: Found) => Problem[]): Rule =>
  ({ definition }) =>
    operationsOf(definition).filter(isTrigger).flatMap(rule);

const eachUrl = (rule: (url: Field) => Problem[]): Rule => each((trigger) => urlsOf(trigger).flatMap(rule));

/** https://learn.microsoft.com/connectors/custom-connectors/create-webhook-trigger */
export const TRIGGERS = {
  triggerSummary: each(({ at, operation: { summary = '' } }) =>
    unless(/^When an? /.test(summary), at, `does not begin with “When a”: ${summary}`),
  ),

  triggerDescription: each(({ at, operation: { description = '' } }) =>
    unless(
      description.startsWith('This operation triggers when '),
      at,
      'does not begin with “This operation triggers when”',
    ),
  ),

  triggerKind: each(({ at, operation }) =>
    unless(KINDS.includes(operation['x-ms-trigger'] ?? ''), at, 'is neither single nor batch'),
  ),

  triggerHint: each(({ at, operation: { 'x-ms-trigger-hint': hint = '' } }) =>
    unless(hint.startsWith(HINT) && endsSentence(hint), at, `has no hint that begins with “${HINT}”`),
  ),

  triggerMethod: each(({ at, method }) =>
    unless(method === 'post', at, 'is subscribed to by another method than POST'),
  ),

  notificationContent: each(({ at, item }) => {
    const { description = '', schema } = item['x-ms-notification-content'] ?? {};
    return [
      ...unless(endsSentence(description), at, 'does not describe what it sends'),
      ...unless(Object.keys(schema?.properties ?? {}).length > 0, at, 'does not say what it sends'),
    ];
  }),

  notificationUrlOnce: each((trigger) =>
    unless(urlsOf(trigger).length === 1, trigger.at, 'has not exactly one notification URL in its body'),
  ),

  notificationUrlPlace: ({ definition }) =>
    operationsOf(definition).flatMap((found) =>
      allFieldsOf(found)
        .filter((field) => isUrl(field) && (field.use !== 'request' || field.kind === 'parameter'))
        .map(({ at }) => ({ at, message: 'is a notification URL outside the body' })),
    ),

  notificationUrlString: eachUrl(({ at, schema }) => unless(schema.type === 'string', at, 'is no string')),

  notificationUrlRequired: eachUrl(({ at, isRequiredThroughout }) =>
    unless(isRequiredThroughout, at, 'is not required all the way up'),
  ),

  notificationUrlInternal: eachUrl(({ at, isHidden }) => unless(isHidden, at, 'is seen by makers')),

  subscribed: each(({ at, operation: { responses } }) =>
    unless(
      Object.keys(responses['201']?.headers ?? {}).includes('Location'),
      at,
      'does not answer 201 with a Location',
    ),
  ),

  /** What is called at the Location, when a flow is turned off. */
  unsubscribe: ({ definition }) => {
    const operations = operationsOf(definition);
    const ends = operations.filter(
      ({ method, path, operation }) =>
        method === 'delete' && path.endsWith('}') && operation['x-ms-visibility'] === 'internal',
    );
    return operations
      .filter(isTrigger)
      .flatMap(({ at }) => unless(ends.length === 1, at, 'has no one internal DELETE that ends it'));
  },
} satisfies Record<string, Rule>;
