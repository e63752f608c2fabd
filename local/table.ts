/** Two aligned columns between two rules. */
export function table(rows: readonly (readonly [name: string, value: string])[]): string {
  const nameWidth = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(nameWidth)}   ${value}`);
  const rule = '─'.repeat(Math.max(...lines.map((line) => line.length)) + 2);
  return [rule, ...lines, rule].join('\n');
}
