import { randomBytes } from 'node:crypto';

const NONCE_LENGTH = 12;
const OPERATION_ID = /^[A-Za-z0-9_-]{55}$/;

/** A partition of an operation without a key. */
export function newPartition(): string {
  return randomBytes(32).toString('base64url');
}

/** A new operation's id: where its record is kept can be read from it. */
export function newOperationId(partitionKey: string): string {
  return `${randomBytes(9).toString('base64url')}${partitionKey}`;
}

/** Where the record of an operation is kept; undefined for what is no operation's id. */
export function locate(operationId: string): { partitionKey: string; rowKey: string } | undefined {
  if (!OPERATION_ID.test(operationId)) return undefined;
  return {
    partitionKey: operationId.slice(NONCE_LENGTH),
    rowKey: `op_${operationId.slice(0, NONCE_LENGTH)}`,
  };
}
