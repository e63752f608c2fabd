import { isInt64 } from './rows.ts';

function literal(value: string | number | boolean): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return typeof value === 'number' && isInt64(value) ? `${value}L` : String(value);
}

/**
 * A filter over rows with its values quoted: filter`PartitionKey eq ${customerId} and expiresAt lt ${now}`.
 * https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities#constructing-filter-strings
 */
export function filter(texts: TemplateStringsArray, ...values: (string | number | boolean)[]): string {
  return String.raw({ raw: texts }, ...values.map(literal));
}
