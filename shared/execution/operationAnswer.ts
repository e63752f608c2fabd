import { ERROR_STATUS } from '../errors.ts';
import type { OperationRecord, Outcome } from '../idempotency/operationRecord.ts';
import type { PublicState } from '../schemas/getOperation.ts';
import type { Services } from '../services.ts';

/** An answer with a status of its own. */
export interface OperationAnswer {
  status: number;
  headers?: Record<string, string>;
  body: object;
}

/** How soon a caller should ask again, in seconds. */
const ASK_AGAIN = { atLeast: 2, atMost: 120 };

/** The answer of an operation that has ended, in the first call and in every repeat. */
export function outcomeAnswer({ status, body }: Outcome, headers: Record<string, string> = {}): OperationAnswer {
  const { code } = (body.error ?? {}) as { code?: string };
  const isOurs = code !== undefined && Object.hasOwn(ERROR_STATUS, code);
  return { status, headers: { ...headers, ...(isOurs && { 'x-ms-error-code': code }) }, body };
}

/** The state as callers see it. */
export function publicState({ state, search }: Pick<OperationRecord, 'state' | 'search'>): PublicState {
  if (state === 'waiting') return search === undefined ? 'running' : 'reconciling';
  return state === 'preparing' || state === 'sending' ? 'running' : state;
}

/** Seconds until asking again makes sense; `now` in epoch milliseconds. */
export function retryAfterOf({ nextAt }: Pick<OperationRecord, 'nextAt'>, now: number): number {
  const left = Math.ceil(((nextAt ?? now) - now) / 1000);
  return Math.min(Math.max(left, ASK_AGAIN.atLeast), ASK_AGAIN.atMost);
}

/**
 * The answer of an operation that is under way: `Location` answers 202 until it has ended, `Operation-Location` always 200. Whoever has
 * the token of these addresses can read them without a function key.
 * https://learn.microsoft.com/azure/architecture/patterns/async-request-reply
 */
export function underWayAnswer(
  { publicUrl = '' }: Services['config'],
  record: OperationRecord,
  token: string | undefined,
): OperationAnswer {
  const { operationId } = record;
  const address = `${publicUrl}/api/operations/${operationId}`;
  const query = token === undefined ? '' : `?token=${encodeURIComponent(token)}`;
  return {
    status: 202,
    headers: {
      Location: `${address}/result${query}`,
      'Operation-Location': `${address}${query}`,
      'Retry-After': String(retryAfterOf(record, Date.now())),
    },
    body: { operationId, state: publicState(record) },
  };
}

/** The answer of a call whose operation is under way, with a token of its own. */
export async function acceptedAnswer(
  { config, operations }: Services,
  record: OperationRecord,
): Promise<OperationAnswer> {
  return underWayAnswer(config, record, await operations.issueToken(record));
}
