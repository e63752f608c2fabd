import type { Connector } from './model.ts';

export interface Problem {
  at: string;
  message: string;
}

export interface Finding extends Problem {
  rule: string;
}

export type Rule = (connector: Connector) => Problem[];

/** One problem where something does not hold, otherwise none. */
export function unless(holds: unknown, at: string, message: string): Problem[] {
  return holds ? [] : [{ at, message }];
}

export function check(rules: Readonly<Record<string, Rule>>, connector: Connector): Finding[] {
  return Object.entries(rules).flatMap(([name, rule]) => rule(connector).map((found) => ({ rule: name, ...found })));
}

/** What occurs more than once. */
export function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
