import { z } from 'zod';
import type { TrailEntry } from '../idempotency/trail.ts';
import type { CallContext } from '../http/call.ts';
import { AppError } from '../errors.ts';
import { Warning } from '../schemas/answers.ts';
import type { AuditedOperation, ListOperationsRequest, ListOperationsResponse } from '../schemas/listOperations.ts';
import type { Services } from '../services.ts';
import { compact } from '../schemas/compact.ts';

/** How far the trail is read back where nobody says since when. Milliseconds. */
const LAST_30_DAYS_IN_MS = 30 * 24 * 60 * 60_000;

/** What callers were answered. */
const Body = z.looseObject({
  error: z.looseObject({ code: z.string(), message: z.string() }).optional(),
  order: z.looseObject({ id: z.string() }).optional(),
  subscription: z.looseObject({}).optional(),
  alreadyCancelled: z.boolean().optional(),
  warnings: z.array(Warning).default([]),
});

const Detail = z.looseObject({
  caller: z.record(z.string(), z.unknown()).catch({}),
  idempotencyKey: z.string().optional(),
  request: z.looseObject({ path: z.unknown(), body: z.unknown() }).optional(),
  before: z.unknown().optional(),
  state: z.string().optional(),
  outcome: z.object({ status: z.int(), body: Body }).optional(),
  correlationIds: z.array(z.string()).optional(),
  claims: z.array(z.string()).optional(),
});

const After = z.tuple([z.guid(), z.string().regex(/^[\x20-\x7e]+$/)]);

function readAfter(after: string): { customerId: string; rowKey: string } {
  try {
    const [customerId, rowKey] = After.parse(JSON.parse(Buffer.from(after, 'base64url').toString()));
    return { customerId, rowKey };
  } catch (cause) {
    throw new AppError('InvalidRequest', 'after must be taken from a nextLink.', { cause, target: 'after' });
  }
}

/** Behind everything of the operation that a row belongs to, also what is added to it between two pages. */
function behind({ customerId, rowKey }: { customerId: string; rowKey: string }): string {
  const end = rowKey.replace(/_[^_]*$/, '_~');
  return Buffer.from(JSON.stringify([customerId, end])).toString('base64url');
}

function outcomeOf({ state, outcome }: z.infer<typeof Detail>): AuditedOperation['outcome'] {
  if (state === undefined || outcome === undefined) return undefined;
  const { error, alreadyCancelled, warnings } = outcome.body;
  return compact({
    state,
    status: outcome.status,
    code: error?.code,
    message: error?.message,
    alreadyCancelled: alreadyCancelled || undefined,
    warnings: warnings.length > 0 ? warnings : undefined,
  });
}

/** What happened when. Partner Center's clock is known to the second only: no event is shown before the one it followed. */
function eventsOf(entries: TrailEntry[]): AuditedOperation['events'] {
  let latest = '';
  return entries.map(({ event, at }) => {
    latest = at > latest ? at : latest;
    return { event, at: latest };
  });
}

/** The entries of one operation as one. */
function audited(entries: TrailEntry[]): AuditedOperation {
  const details = entries.map(({ detail }) => Detail.parse(detail));
  const [first] = entries;
  if (!first) throw new TypeError('An operation has at least one entry.');
  const { operationId, operation, customerId, startedAt } = first;
  const ended = details.find(({ outcome }) => outcome !== undefined);
  const { order, subscription } = ended?.outcome?.body ?? {};
  const { path, body: asked } = details[0]?.request ?? {};
  return compact({
    operationId,
    operation,
    customerId,
    startedAt,
    actor: details[0]?.caller ?? {},
    idempotencyKey: details[0]?.idempotencyKey,
    request: { path, body: asked },
    events: eventsOf(entries),
    before: details.find(({ before }) => before !== undefined)?.before,
    after: order ?? subscription,
    outcome: ended && outcomeOf(ended),
    partnerCenter: compact({
      correlationIds: [...new Set(details.flatMap(({ correlationIds = [] }) => correlationIds))],
      orderId: order?.id,
    }),
  });
}

/** An operation that was taken over before anything was sent began a second time, and has entries for each. */
function isSameRun(left: TrailEntry, right: TrailEntry): boolean {
  return left.operationId === right.operationId && left.startedAt === right.startedAt;
}

/** Lists what was done and asked: the audit trail, one item for each operation. */
export async function listOperations(
  { config, trail }: Services,
  { query }: ListOperationsRequest,
  _context: CallContext,
): Promise<ListOperationsResponse> {
  const { customerId, size, after } = query;
  const since = new Date(query.since ?? Date.now() - LAST_30_DAYS_IN_MS).toISOString();
  const groups: TrailEntry[][] = [];
  let last: { customerId: string; rowKey: string } | undefined;
  for await (const { entry, rowKey } of trail.read({
    customerId,
    since,
    ...(after !== undefined && { after: readAfter(after) }),
  })) {
    const group = groups.at(-1);
    if (group?.[0] && isSameRun(group[0], entry)) group.push(entry);
    else if (last && groups.length === size) {
      const next = new URLSearchParams({
        ...(customerId && { customerId }),
        since,
        size: String(size),
        after: behind(last),
      });
      const nextLink = `${config.publicUrl ?? ''}/api/operations?${next.toString()}`;
      return { items: groups.map(audited), nextLink };
    } else groups.push([entry]);
    last = { customerId: entry.customerId, rowKey };
  }
  return { items: groups.map(audited) };
}
