import type { OperationRecord } from '../idempotency/operationRecord.ts';
import { correlationIdsOf } from '../idempotency/correlationIds.ts';
import type { TrailEntry } from '../idempotency/trail.ts';
import type { Services } from '../services.ts';

/** An entry of the audit trail: who asked for what, and what is known at this event. */
export function trailEntry(
  { clock }: Pick<Services, 'clock'>,
  record: OperationRecord,
  event: TrailEntry['event'],
  { contentHash, ...known }: { contentHash?: string; [member: string]: unknown } = {},
): TrailEntry {
  const { operationId, operation, customerId, startedAt, caller, key, request, sends } = record;
  return {
    operationId,
    operation,
    customerId,
    startedAt,
    event,
    at: clock.now().toISOString(),
    ...(contentHash !== undefined && { contentHash }),
    detail: {
      caller,
      ...(key !== undefined && { idempotencyKey: key }),
      request,
      ...(sends > 0 && { correlationIds: correlationIdsOf(operationId, sends) }),
      ...known,
    },
  };
}
