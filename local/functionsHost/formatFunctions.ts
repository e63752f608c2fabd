import type { FunctionInfo } from './functionInfo.ts';

function describe({ trigger, methods = [], url, authLevel, schedule, queueName, disabled }: FunctionInfo): string {
  const off = disabled ? ' (disabled)' : '';
  if (url) return `[${methods.join(',') || 'any method'}] ${url} (${authLevel})${off}`;
  if (schedule !== undefined) return `timer ${schedule}${off}`;
  if (queueName !== undefined) return `queue ${queueName}${off}`;
  return `${trigger}, not run here${off}`;
}

/** The list of functions as it is printed at start, one line each. */
export function formatFunctions(functions: FunctionInfo[]): string {
  const width = Math.max(...functions.map(({ name }) => name.length));
  return functions.map((info) => `  ${info.name.padEnd(width)}  ${describe(info)}`).join('\n');
}
