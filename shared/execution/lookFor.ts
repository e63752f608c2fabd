import type { CallContext } from '../http/call.ts';
import { correlationIdsOf } from '../idempotency/correlationIds.ts';
import { contentHash } from '../idempotency/hashes.ts';
import type { OperationRecord } from '../idempotency/operationRecord.ts';
import type { Services } from '../services.ts';
import { contentOf } from './contentOf.ts';
import { CLOCK_GRAIN_IN_MS } from './isCreatedSince.ts';
import type { Candidate, FindCandidates, MoneyRequest, MoneyResponse } from './moneyOperation.ts';
import { payloadHash } from './payloadHash.ts';
import { Search } from './search.ts';

/** What a look at Partner Center found of a purchase that was sent. */
export type Look<Response> =
  | { kind: 'found'; candidates: Candidate<Response>[]; isCertain: boolean }
  /** Nothing that it could be. */
  | { kind: 'nothing' }
  /** It was placed and is not shown yet, or what is there may yet prove to be another call's. */
  | { kind: 'deferred' }
  /** What is there is nobody's of ours, or cannot be read. */
  | { kind: 'cannotTell' };

/** A call that was answered by nobody so long may still be: longer than any call lasts. Milliseconds. */
const ANSWERED_WITHIN_MS = 3 * 60_000;

/** Calls of the same content that began this much earlier may have been sent at the same time. Milliseconds. */
const BEGUN_BEFORE_IN_MS = 5 * 60_000;

/** More attempts than one operation ever sends. */
const MOST_SENDS = 8;

interface Twin {
  startedAt: Date;
  search: Search | undefined;
  /** Whether nobody waits for its answer any more, and whether its end is known. */
  isSettled: boolean;
  isEnded: boolean;
}

/** The other operations that could be taken for this one, by id, and the earlier ones of its own key and payload. */
async function othersOf(
  { clock, trail }: Services,
  record: OperationRecord,
  search: Search,
): Promise<{ twins: Map<string, Twin>; earlier: string[] }> {
  const { customerId, operation, operationId, key, startedAt, searchFrom = startedAt } = record;
  const searchedFrom = Date.parse(searchFrom);
  const starts = [Date.parse(startedAt), searchedFrom, searchedFrom - (clock.skewInMs() ?? 0)];
  const since = new Date(Math.min(...starts) - BEGUN_BEFORE_IN_MS).toISOString();
  const content = contentOf(customerId, search);
  const twins = new Map<string, Twin>();
  const earlier: string[] = [];
  for await (const { entry } of trail.read({ customerId, since })) {
    if (entry.operationId === operationId) continue;
    const twin = twins.get(entry.operationId);
    if (twin) Object.assign(twin, { isSettled: true, isEnded: entry.event === 'ended' });
    if (entry.event !== 'started' || entry.contentHash !== content) continue;
    const isKeyed = key !== undefined && entry.operation === operation && entry.detail.idempotencyKey === key;
    if (isKeyed && payloadHash(entry.detail.request as MoneyRequest) === record.payloadHash) {
      earlier.push(entry.operationId);
      continue;
    }
    twins.set(entry.operationId, {
      startedAt: new Date(entry.at),
      search: Search.safeParse(entry.detail.search).data,
      isSettled: false,
      isEnded: false,
    });
  }
  return { twins, earlier };
}

/** Spreads searches of the same content over what there is to find. */
function spread<Response>(candidates: Candidate<Response>[], operationId: string): Candidate<Response>[] {
  const place = ({ claim }: Candidate<Response>) => contentHash([operationId, claim]);
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
  candidatesOf: FindCandidates<Request, Response>,
  request: Request,
  { record, search, isOver }: Searched,
  context: CallContext,
): Promise<Look<Response>> {
  const { customerId, operationId, sentAt, searchFrom = sentAt, sends } = record;
  const since = new Date(searchFrom ?? record.startedAt);
  const { items, isComplete, named } = await candidatesOf(services, request, { search, since }, context);
  const owners = items.length > 0 ? await services.trail.owners(customerId) : new Map<string, string>();
  const own = items.filter(({ claim }) => owners.get(claim) === operationId);
  if (own.length > 0) return { kind: 'found', candidates: own, isCertain: true };
  const free = items.filter(({ claim }) => !owners.has(claim));
  const { twins, earlier } = await othersOf(services, record, search);
  const log =
    free.length > 0 || isOver() ? await services.activityLog.orderCorrelations(context, customerId, since) : undefined;

  const mine = [...correlationIdsOf(operationId, sends), ...earlier.flatMap((id) => correlationIdsOf(id, MOST_SENDS))];
  const logged = [...(named && log ? log : [])].flatMap(([id, sentBy]) =>
    sentBy.some((one) => mine.includes(one)) ? [id] : [],
  );
  const certain = [...free.filter(({ isNamed }) => isNamed), ...(named?.(logged) ?? [])];
  if (certain.length > 0) return { kind: 'found', candidates: certain, isCertain: true };
  /** It was placed, and will be shown. */
  if (logged.length > 0) return { kind: 'deferred' };

  const theirs = [...twins.keys()].flatMap((id) => correlationIdsOf(id, MOST_SENDS));
  const all = [...twins.values()];
  const sentBy = ({ orderId }: Candidate<Response>) => log?.get(orderId?.toLowerCase() ?? '') ?? [];
  const fitsBetter = (candidate: Candidate<Response>, twin: Twin) =>
    twin.search !== undefined && candidate.fit(twin.search) > candidate.fit(search);
  const isTheirs = (candidate: Candidate<Response>) =>
    sentBy(candidate).some((id) => theirs.includes(id)) ||
    all.some((twin) => twin.isEnded && fitsBetter(candidate, twin));
  const others = free.filter((candidate) => !isTheirs(candidate));
  const unlogged = others.filter((candidate) => sentBy(candidate).length === 0);

  const now = services.clock.now().getTime();
  const mayYetBeAnswered = ({ createdAt }: Candidate<Response>) =>
    all.some(
      ({ startedAt, isSettled }) =>
        !isSettled &&
        startedAt.getTime() - CLOCK_GRAIN_IN_MS <= createdAt.getTime() &&
        now - startedAt.getTime() < ANSWERED_WITHIN_MS,
    );
  /** The log comes later than the order: until then it may be anybody’s. */
  const mayYetBeLogged = ({ orderId }: Candidate<Response>) => log !== undefined && orderId !== undefined && !isOver();
  const mayBeTheirs = (candidate: Candidate<Response>) =>
    mayYetBeAnswered(candidate) || mayYetBeLogged(candidate) || all.some((twin) => fitsBetter(candidate, twin));
  const candidates = unlogged.filter((candidate) => !mayBeTheirs(candidate));
  if (candidates.length > 0) return { kind: 'found', candidates: spread(candidates, operationId), isCertain: false };
  if (unlogged.length > 0) return { kind: 'deferred' };
  return { kind: others.length > 0 || !isComplete ? 'cannotTell' : 'nothing' };
}
