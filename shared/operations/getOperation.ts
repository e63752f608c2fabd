import { isEnded } from '../idempotency/operationRecord.ts';
import type { GetOperationRequest, GetOperationResponse } from '../schemas/getOperation.ts';
import type { CallerContext, Services } from '../services.ts';
import { compact } from '../schemas/compact.ts';
import { publicState, retryAfterOf, type OperationAnswer } from '../execution/operationAnswer.ts';
import { readOperation } from './readOperation.ts';

/** Tells where an operation stands. It sends nothing. */
export async function getOperation(
  services: Services,
  request: GetOperationRequest,
  context: CallerContext,
): Promise<OperationAnswer> {
  const record = await readOperation(services, request, context);
  const { operationId, operation, customerId, startedAt, endedAt, outcome } = record;
  const { status, body } = outcome ?? {};
  const isSuccess = record.state === 'succeeded';
  const state: GetOperationResponse = compact({
    operationId,
    operation,
    customerId,
    state: publicState(record),
    startedAt,
    endedAt,
    status,
    result: isSuccess ? body : undefined,
    error: isSuccess ? undefined : body?.error,
  });
  const headers = isEnded(record) ? {} : { 'Retry-After': String(retryAfterOf(record, Date.now())) };
  return { status: 200, headers, body: state };
}
