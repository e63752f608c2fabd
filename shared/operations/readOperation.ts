import { AppError } from '../errors.ts';
import type { OperationRecord } from '../idempotency/operationRecord.ts';
import type { GetOperationRequest } from '../schemas/getOperation.ts';
import type { CallerContext, Services } from '../services.ts';
import { isSameHash } from './isSameHash.ts';

/**
 * Reads the record of an operation for whoever has a token of it, or the function key that started it.
 * @throws AppError `OperationNotFound` for everybody else.
 */
export async function readOperation(
  { operations }: Services,
  { path, query }: GetOperationRequest,
  { caller }: CallerContext,
): Promise<OperationRecord> {
  const record = await operations.read(path.operationId);
  const isAllowed =
    record &&
    ((query.token !== undefined && (await operations.isToken(record, query.token))) ||
      isSameHash(caller.keyHash, record.callerKeyHash));
  if (isAllowed) return record;
  throw new AppError(
    'OperationNotFound',
    'There is no such operation, or it is not yours to read. Use the address that was given out with it, or the function key that started it.',
  );
}
