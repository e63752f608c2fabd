import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { BROKEN_API_PROPERTIES } from './lint/broken/apiProperties.ts';
import { changed, type Change } from './lint/broken/change.ts';
import { BROKEN_DYNAMIC_VALUES } from './lint/broken/dynamicValues.ts';
import { BROKEN_ICON } from './lint/broken/icon.ts';
import { BROKEN_LABELS } from './lint/broken/labels.ts';
import { BROKEN_NAMES } from './lint/broken/names.ts';
import { BROKEN_OPERATIONS } from './lint/broken/operations.ts';
import { BROKEN_PARAMETERS } from './lint/broken/parameters.ts';
import { BROKEN_SCHEMAS } from './lint/broken/schemas.ts';
import { BROKEN_TOP_LEVEL } from './lint/broken/topLevel.ts';
import { BROKEN_TRIGGERS } from './lint/broken/triggers.ts';
import { lint, RULES, type RuleName } from './lint/lint.ts';
import { readConnector, type Connector } from './lint/model.ts';

const CONNECTOR = path.resolve(import.meta.dirname, '../../connector');

/** By rule; one without an example does not compile. */
const BROKEN: Record<RuleName, Record<string, Change>> = {
  ...BROKEN_TOP_LEVEL,
  ...BROKEN_NAMES,
  ...BROKEN_OPERATIONS,
  ...BROKEN_PARAMETERS,
  ...BROKEN_LABELS,
  ...BROKEN_SCHEMAS,
  ...BROKEN_DYNAMIC_VALUES,
  ...BROKEN_TRIGGERS,
  ...BROKEN_API_PROPERTIES,
  ...BROKEN_ICON,
};

const EXAMPLES = Object.keys(RULES).flatMap((name) => {
  const rule = name as RuleName;
  return Object.entries(BROKEN[rule]).map(([what, change]) => [what, rule, change] as const);
});

describe('the rules of certification', () => {
  let connector: Connector;

  beforeAll(async () => {
    const [definition, apiProperties, icon] = await Promise.all([
      readFile(path.join(CONNECTOR, 'apiDefinition.swagger.json'), 'utf8'),
      readFile(path.join(CONNECTOR, 'apiProperties.json'), 'utf8'),
      readFile(path.join(CONNECTOR, 'icon.png')),
    ]);
    connector = readConnector({ definition, apiProperties, icon });
  });

  it('find nothing in the connector', () => {
    expect(lint(connector)).toEqual([]);
  });

  it('find the same in a copy of it', () => {
    expect(lint(changed(connector, () => undefined))).toEqual(lint(connector));
  });

  it.each(EXAMPLES)('find %s: %s', (_what, name, change) => {
    const rule = { [name]: RULES[name] };
    const known = lint(connector, rule);
    const found = lint(changed(connector, change), rule);
    expect(found.filter((finding) => !known.some((one) => isDeepStrictEqual(one, finding)))).not.toEqual([]);
  });
});
