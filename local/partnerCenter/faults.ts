import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const count = z.int().min(1);
const reads = z.int().min(0);

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
  }),
  slow: z.strictObject({ kind: z.literal('slow'), ...common, delayInMs: z.int().min(0) }),
  resetBeforeCommit: z.strictObject({ kind: z.literal('resetBeforeCommit'), ...common }),
  resetAfterCommit: z.strictObject({ kind: z.literal('resetAfterCommit'), ...common }),
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
  renewalInProgress: z.strictObject({ kind: z.literal('renewalInProgress'), ...common }),
  customError: z.strictObject({
    kind: z.literal('customError'),
    ...common,
    status: z.int().min(200).max(599),
    code: z.int(),
    description: z.string().max(1024),
  }),
};

export type FaultKind = keyof typeof FAULT_SCHEMAS;
export type FaultOrder = { [Kind in FaultKind]: z.infer<(typeof FAULT_SCHEMAS)[Kind]> }[FaultKind];
export type Fault = FaultOrder & { id: string };

export function newFault(order: FaultOrder): Fault {
  return { id: randomUUID(), ...order };
}

/** Kinds that only make sense of a write; a read does not use them up. */
const OF_WRITES: FaultKind[] = ['accepted202', 'lateVisibility', 'staleEtag', 'renewalInProgress'];

function matches({ kind, route }: Fault, method: string, path: string): boolean {
  if (method === 'GET' && OF_WRITES.includes(kind)) return false;
  if (!route) return true;
  const [first = '', second] = route.split(' ');
  if (second && first !== method) return false;
  const expected = (second ?? first).toLowerCase().split('/');
  const given = path.toLowerCase().split('/');
  return expected.length === given.length && expected.every((part, index) => part === '*' || part === given[index]);
}

/** Takes the first fault that waits for this request, and uses it up by one. */
export function takeFault(faults: Fault[], method: string, path: string): Fault | undefined {
  const index = faults.findIndex((waiting) => matches(waiting, method, path));
  const fault = faults[index];
  if (!fault) return undefined;
  fault.count -= 1;
  if (fault.count === 0) faults.splice(index, 1);
  return fault;
}
