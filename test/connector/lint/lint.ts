import { API_PROPERTIES } from './apiProperties.ts';
import { DYNAMIC_VALUES } from './dynamicValues.ts';
import { ICON } from './icon.ts';
import { LABELS } from './labels.ts';
import type { Connector } from './model.ts';
import { NAMES } from './names.ts';
import { OPERATIONS } from './operations.ts';
import { PARAMETERS } from './parameters.ts';
import { check, type Finding, type Rule } from './rule.ts';
import { SCHEMAS } from './schemas.ts';
import { TOP_LEVEL } from './topLevel.ts';
import { TRIGGERS } from './triggers.ts';

export const RULES = {
  ...TOP_LEVEL,
  ...NAMES,
  ...OPERATIONS,
  ...PARAMETERS,
  ...LABELS,
  ...SCHEMAS,
  ...DYNAMIC_VALUES,
  ...TRIGGERS,
  ...API_PROPERTIES,
  ...ICON,
};

export type RuleName = keyof typeof RULES;

/** What keeps a connector from being certified. https://learn.microsoft.com/connectors/custom-connectors/certification-submission */
export function lint(connector: Connector, rules: Readonly<Record<string, Rule>> = RULES): Finding[] {
  return check(rules, connector);
}
