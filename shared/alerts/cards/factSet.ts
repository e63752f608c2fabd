import type { FactSet } from './adaptiveCard.ts';

/**
 * Facts by their titles; those that are not known are left out.
 * https://adaptivecards.io/explorer/FactSet.html
 */
export function factSet(facts: Record<string, string | number | undefined>): FactSet {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined && value !== '');
  return { type: 'FactSet', facts: known.map(([title, value]) => ({ title, value: String(value) })) };
}
