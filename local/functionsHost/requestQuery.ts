/** Query values by name, in any case, as the genuine host has them: of one name joined by commas, under the spelling that came last. */
export function joinedQuery(query: URLSearchParams): Record<string, string> {
  const byName = new Map<string, { spelling: string; values: string[] }>();
  for (const [spelling, value] of query) {
    const { values } = byName.get(spelling.toLowerCase()) ?? { values: [] };
    byName.set(spelling.toLowerCase(), { spelling, values: [...values, value] });
  }
  return Object.fromEntries([...byName.values()].map(({ spelling, values }) => [spelling, values.join(',')]));
}
