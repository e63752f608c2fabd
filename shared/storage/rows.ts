import type { TableEntity } from '@azure/data-tables';
import { z } from 'zod';

type Value = string | number | boolean | undefined;

/** What is written: the row's two keys and its members; what is undefined is left out, and so is the `etag` of a row that was read. */
export interface Entity extends Record<string, Value> {
  partitionKey: string;
  rowKey: string;
}

/** What is read: the entity and the ETag of its version. */
export interface Row extends Entity {
  etag: string;
}

const MAX_INT32 = 2 ** 31 - 1;
const sdkRow = z.looseObject({ partitionKey: z.string(), rowKey: z.string(), etag: z.string() });

/** Whether a number is written as Edm.Int64: whole ones beyond 32 bits, such as epoch milliseconds. */
export function isInt64(value: number): boolean {
  return Number.isSafeInteger(value) && (value > MAX_INT32 || value < -MAX_INT32 - 1);
}

/**
 * As the SDK writes it: a bigint becomes Edm.Int64, a bare number Edm.Int32 or Edm.Double by its looks.
 * https://learn.microsoft.com/rest/api/storageservices/payload-format-for-table-service-operations
 */
export function toSdkEntity({ etag: _, ...entity }: Entity): TableEntity {
  const members = Object.entries(entity).map(([name, value]) => {
    if (typeof value !== 'number') return [name, value];
    if (!Number.isFinite(value)) throw new TypeError(`${name} is no number that a table can hold.`);
    return [name, isInt64(value) ? BigInt(value) : value];
  });
  return Object.fromEntries(members) as TableEntity;
}

/** The members of the types we write, and the ETag; what the service adds is dropped. */
export function toRow(read: unknown): Row {
  const { partitionKey, rowKey, etag, ...members } = sdkRow.parse(read);
  const row: Row = { partitionKey, rowKey, etag };
  for (const [name, value] of Object.entries(members)) {
    if (name === 'timestamp' || name.startsWith('odata.')) continue;
    if (typeof value === 'bigint') row[name] = Number(value);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') row[name] = value;
  }
  return row;
}
