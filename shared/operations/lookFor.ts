import { createHash } from 'node:crypto';
import type { CallContext } from '../http/call.ts';
import { correlationIdsOf } from '../idempotency/correlationIds.ts';
import type { OperationRecord } from '../idempotency/operationRecord.ts';
import type { Services } from '../services.ts';
import { contentOf } from './contentOf.ts';
import { CLOCK_GRAIN_IN_MS } from './isCreatedSince.ts';
import type { Candidate, MoneyOperation, MoneyRequest, MoneyResponse } from './moneyOperation.ts';
import type { Search } from './search.ts';

/** What a look at Partner Center found of a purchase that was sent. */
export type Look<Response> =
  | { kind: 'found'; candidates: Candidate<Response>[]; isCertain: boolean }
  /** Nothing that it could be. */
  | { kind: 'nothing' }
  /** What is there may yet prove to be another call's. */
  | { kind: 'deferred' }
  /** What is there is nobody's of ours, or cannot be read. */
  | { kind: 'untold' };

/** A call that was answered by nobody so long may still be: longer than any call lasts. Milliseconds. */
const ANSWERED_WITHIN_MS = 3 * 60_000;

/** Calls of the same content that began this much earlier may have been sent at the same time. Milliseconds. */
const BEGUN_BEFORE_IN_MS = 5 * 60_000;

/** More attempts than one operation ever sends. */
const MOST_SENDS = 8;

interface Twin {
  startedAt: Date;
  isSettled: boolean;
}

/** The other operations that could be taken for this one, by id, and the earlier ones of its own key. */
async function othersOf(
  { trail }: Services,
  record: OperationRecord,
  search: Search,
): Promise<{ twins: Map<string, Twin>; earlier: string[] }> {
  const { customerId, operation, operationId, key, startedAt, searchFrom = startedAt } = record;
  const earliest = Math.min(Date.parse(startedAt), Date.parse(searchFrom)) - BEGUN_BEFORE_IN_MS;
  const content = contentOf(customerId, search);
  const twins = new Map<string, Twin>();
  const earlier: string[] = [];
  for await (const { entry } of trail.read({ customerId, since: new Date(earliest).toISOString() })) {
    if (entry.operationId === operationId) continue;
    const twin = twins.get(entry.operationId);
    const isOwn = key !== undefined && entry.operation === operation && entry.detail.idempotencyKey === key;
    if (isOwn) earlier.push(entry.operationId);
    else if (entry.event === 'started' && entry.contentHash === content)
      twins.set(entry.operationId, { startedAt: new Date(entry.at), isSettled: false });
    else if (twin) twin.isSettled = true;
  }
  return { twins, earlier };
}

/** Spreads searches of the same content over what there is to find. */
function spread<Response>(candidates: Candidate<Response>[], operationId: string): Candidate<Response>[] {
  const place = ({ claim }: Candidate<Response>) => createHash('sha1').update(`${operationId} ${claim}`).digest('hex');
  return candidates.toSorted((left, right) => (place(left) < place(right) ? -1 : 1));
}

/** What is looked for. */
export interface Searched {
  record: OperationRecord;
  search: Search;
  /** Whether Partner Center must show it by now. */
  isOver: () => boolean;
}

/**
 * Looks for a purchase that was sent and not answered. What is there is read before what is known of the other calls: whoever sent it
 * made it known before.
 */
export async function lookFor<Request extends MoneyRequest, Response extends MoneyResponse>(
  services: Services,
  candidatesOf: NonNullable<MoneyOperation<Request, Response>['candidates']>,
  request: Request,
  { record, search, isOver }: Searched,
  context: CallContext,
): Promise<Look<Response>> {
  const { customerId, operationId, sentAt, searchFrom = sentAt, sends } = record;
  const since = new Date(searchFrom ?? record.startedAt);
  const { items, isComplete } = await candidatesOf(services, request, { search, since }, context);
  const free: Candidate<Response>[] = [];
  for (const candidate of items) {
    const owner = await services.trail.ownerOf(customerId, candidate.claim);
    if (owner === operationId) return { kind: 'found', candidates: [candidate], isCertain: true };
    if (owner === undefined) free.push(candidate);
  }
  if (free.length === 0) return { kind: isComplete ? 'nothing' : 'untold' };

  const { twins, earlier } = await othersOf(services, record, search);
  const now = services.clock.now().getTime();
  const mayYetBeAnswered = ({ createdAt }: Candidate<Response>) =>
    [...twins.values()].some(
      ({ startedAt, isSettled }) =>
        !isSettled &&
        startedAt.getTime() - CLOCK_GRAIN_IN_MS <= createdAt.getTime() &&
        now - startedAt.getTime() < ANSWERED_WITHIN_MS,
    );
  const log = await services.activityLog.orderCorrelations(context, customerId, since);
  const sentBy = ({ orderId }: Candidate<Response>) => log?.get(orderId?.toLowerCase() ?? '') ?? [];
  const mine = [...correlationIdsOf(operationId, sends), ...earlier.flatMap((id) => correlationIdsOf(id, MOST_SENDS))];
  const theirs = [...twins.keys()].flatMap((id) => correlationIdsOf(id, MOST_SENDS));
  const certain = free.filter((candidate) => candidate.isNamed || sentBy(candidate).some((id) => mine.includes(id)));
  if (certain.length > 0) return { kind: 'found', candidates: certain, isCertain: true };

  const others = free.filter((candidate) => !sentBy(candidate).some((id) => theirs.includes(id)));
  const unlogged = others.filter((candidate) => sentBy(candidate).length === 0);
  /** The log comes later than the order: until then it may be anybody’s. */
  const mayYetBeLogged = ({ orderId }: Candidate<Response>) => log !== undefined && orderId !== undefined && !isOver();
  const candidates = unlogged.filter((candidate) => !mayYetBeAnswered(candidate) && !mayYetBeLogged(candidate));
  if (candidates.length > 0) return { kind: 'found', candidates: spread(candidates, operationId), isCertain: false };
  if (unlogged.length > 0) return { kind: 'deferred' };
  return { kind: others.length > 0 || !isComplete ? 'untold' : 'nothing' };
}
