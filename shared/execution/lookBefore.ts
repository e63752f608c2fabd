import type { CallContext } from '../http/call.ts';
import type { OperationRun } from '../idempotency/operationRun.ts';
import { unavailable } from '../partnerCenter/readReply.ts';
import type { Services } from '../services.ts';
import { lookFor } from './lookFor.ts';
import type { FindCandidates, MoneyRequest, MoneyResponse } from './moneyOperation.ts';
import type { Progress } from './progress.ts';
import { outcomeUnknown, wayOf } from './reconcile.ts';
import type { Search } from './search.ts';

/**
 * Looks once more, before anything is sent, for what an earlier call with the key sent without its outcome ever being known: it may have
 * come to light since. Undefined where nothing stands against sending.
 */
export async function lookBefore<Request extends MoneyRequest, Response extends MoneyResponse>(
  services: Services,
  candidatesOf: FindCandidates<Request, Response>,
  request: Request,
  { run, search }: { run: OperationRun; search: Search | undefined },
  context: CallContext,
): Promise<Progress | undefined> {
  const record = run.record();
  if (record.searchFrom === undefined || search === undefined) return undefined;
  const look = await lookFor(services, candidatesOf, request, { record, search, isOver: () => true }, context);
  switch (look.kind) {
    case 'found':
      return { kind: 'succeeded', ways: look.candidates.map((candidate) => wayOf(candidate, look.isCertain)) };
    case 'cannotTell':
      return { kind: 'needsAttention', error: outcomeUnknown() };
    case 'deferred':
      throw unavailable('An earlier purchase with this key, or another one of the same content, is not settled yet.');
    case 'nothing':
      return undefined;
  }
}
