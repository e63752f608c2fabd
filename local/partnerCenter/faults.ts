import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const count = z.int().min(1);
const reads = z.int().min(0);
/** The write is done and only its answer says otherwise. */
const afterCommit = z.boolean().default(false);

const common = {
  // A method, optional, and a path in which * is one segment. Every request when absent.
  route: z
    .string()
    .regex(/^([A-Z]+ )?\/\S*$/, 'must be like "PATCH /v1/customers/*/orders/*" or "/v1/customers"')
    .optional(),
  count: count.default(1),
};

/** What can go wrong on demand, with the members each kind takes. */
export const FAULT_SCHEMAS = {
  throttle: z.strictObject({ kind: z.literal('throttle'), ...common, retryAfterInSeconds: z.int().min(0).default(57) }),
  serverError: z.strictObject({
    kind: z.literal('serverError'),
    ...common,
    status: z.union([z.literal(500), z.literal(503)]).default(500),
    afterCommit,
  }),
  slow: z.strictObject({ kind: z.literal('slow'), ...common, delayInMs: z.int().min(0) }),
  resetBeforeCommit: z.strictObject({ kind: z.literal('resetBeforeCommit'), ...common }),
  resetAfterCommit: z.strictObject({
    kind: z.literal('resetAfterCommit'),
    ...common,
    minutes: z.number().min(0).optional(),
  }),
  bom: z.strictObject({ kind: z.literal('bom'), ...common }),
  truncated: z.strictObject({ kind: z.literal('truncated'), ...common, closeConnection: z.boolean().default(false) }),
  empty401: z.strictObject({ kind: z.literal('empty401'), ...common }),
  tokenExpired: z.strictObject({ kind: z.literal('tokenExpired'), ...common }),
  accepted202: z.strictObject({ kind: z.literal('accepted202'), ...common, visibleAfterReads: reads.default(0) }),
  lateVisibility: z.strictObject({
    kind: z.literal('lateVisibility'),
    ...common,
    reads: reads.optional(),
    minutes: z.number().min(0).optional(),
  }),
  staleEtag: z.strictObject({ kind: z.literal('staleEtag'), ...common }),
  renewalInProgress: z.strictObject({
    kind: z.literal('renewalInProgress'),
    ...common,
    minutes: z.number().positive().optional(),
  }),
  customError: z.strictObject({
    kind: z.literal('customError'),
    ...common,
    status: z.int().min(200).max(599),
    code: z.int(),
    description: z.string().max(1024),
    afterCommit,
  }),
};

export type FaultKind = keyof typeof FAULT_SCHEMAS;
export type FaultOrder = { [Kind in FaultKind]: z.infer<(typeof FAULT_SCHEMAS)[Kind]> }[FaultKind];
export type Fault = FaultOrder & {
  id: string;
  /** Whether its route and kind are those of a request with that path, its segments in lower case. */
  matches: (method: string, segments: string[]) => boolean;
  /** When a fault that lasts for minutes ends, in milliseconds since the epoch; set by the first request it meets. */
  until?: number;
};

/** Kinds that only make sense of a write; a read does not use them up. */
const OF_WRITES: FaultKind[] = ['accepted202', 'lateVisibility', 'staleEtag', 'renewalInProgress'];

function segmentsOf(path: string): string[] {
  return path.toLowerCase().split('/');
}

function matcherOf({ kind, route = '' }: FaultOrder): Fault['matches'] {
  const [first = '', second] = route.split(' ');
  const expected = segmentsOf(second ?? first);
  return (method, given) => {
    if (method === 'GET' && OF_WRITES.includes(kind)) return false;
    if (!route) return true;
    if (second && first !== method) return false;
    return expected.length === given.length && expected.every((part, index) => part === '*' || part === given[index]);
  };
}

export function newFault(order: FaultOrder): Fault {
  return { id: randomUUID(), ...order, matches: matcherOf(order) };
}

/** Whether the minutes of a fault have passed; it then acts no more. */
export function isOver({ until = Number.POSITIVE_INFINITY }: Fault, now: number): boolean {
  return until <= now;
}

/** Takes the first fault that waits for this request, and uses it up by one unless it lasts for minutes of the emulator's clock. */
export function takeFault(faults: Fault[], method: string, path: string, now: number): Fault | undefined {
  if (faults.length === 0) return undefined;
  const segments = segmentsOf(path);
  const index = faults.findIndex((waiting) => !isOver(waiting, now) && waiting.matches(method, segments));
  const fault = faults[index];
  if (!fault) return undefined;
  if (fault.kind === 'renewalInProgress' && fault.minutes !== undefined) {
    fault.until ??= now + fault.minutes * 60_000;
    return fault;
  }
  fault.count -= 1;
  if (fault.count === 0) faults.splice(index, 1);
  return fault;
}

/**
 * Until when renewals in progress keep the subscription of that path in its old term: not at all is 0, and for ever as long as no
 * write has met the fault.
 */
export function renewalHeldUntil(faults: Fault[], path: string): number {
  const segments = segmentsOf(path);
  const ends = faults
    .filter((fault) => fault.kind === 'renewalInProgress' && fault.minutes !== undefined)
    .filter((fault) => fault.matches('PATCH', segments))
    .map(({ until = Number.POSITIVE_INFINITY }) => until);
  return Math.max(0, ...ends);
}
