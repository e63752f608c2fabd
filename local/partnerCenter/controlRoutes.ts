import { z } from 'zod';
import { addCustomers, seedEmulator } from './createEmulator.ts';
import { durationInMs } from './duration.ts';
import { FAULT_SCHEMAS, isOver, newFault, type FaultKind } from './faults.ts';
import { orderKey } from './ids.ts';
import { ControlError, strictly } from './controlInput.ts';
import { customersView } from './customersView.ts';
import { deadlinesView } from './deadlinesView.ts';
import { generateCustomers } from './seed/generateCustomers.ts';
import { seedHistory } from './seed/history/seedHistory.ts';
import { nowOf, type Emulator } from './state.ts';
import { switchesSchema, type Switches } from './switches.ts';
import type { CustomerRecord, JsonObject, Kept } from './types.ts';

export interface ControlCall {
  body: unknown;
  query: URLSearchParams;
  /** The last segment of the address, where it names something. */
  id: string;
  emulator: Emulator;
  /** The environment the emulator was started with. */
  environment: Switches['environment'];
}

const clockSchema = z.strictObject({
  advance: z.string().refine((text) => durationInMs(text) !== undefined, 'must be like "6d", "1h30m" or "-45s"'),
});
const seedSchema = z.strictObject({
  customers: z.int().min(0).max(100_000),
  subscriptionsPerCustomer: z.int().min(0).max(50).default(3),
  bought: z.enum(['windows', 'year']).default('windows'),
  /** Takes all other customers away first. */
  alone: z.boolean().default(false),
});
const historySchema = z.strictObject({
  history: z.strictObject({ seed: z.int(), customers: z.int().min(1).max(1000) }),
});

function clockView({ clock }: Emulator): JsonObject {
  return { now: clock.now().toISOString() };
}

function addFault({ body, emulator }: ControlCall): JsonObject {
  const kind = typeof body === 'object' && body !== null && 'kind' in body ? String(body.kind) : '';
  if (!(kind in FAULT_SCHEMAS)) {
    throw new ControlError(`kind: unknown, "${kind}"`, Object.keys(FAULT_SCHEMAS));
  }
  const fault = newFault(strictly(FAULT_SCHEMAS[kind as FaultKind], body));
  emulator.faults.push(fault);
  return { id: fault.id };
}

/** Sets members of every record of that id; `customerId` tells apart ids that several customers have. */
function change<R extends JsonObject>(
  { body, query, emulator }: ControlCall,
  find: (customer: CustomerRecord) => Kept<R> | undefined,
): JsonObject {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ControlError('A JSON object is expected.');
  const wanted = query.get('customerId')?.toLowerCase();
  const customers = [...emulator.customers.values()].filter(({ id }) => !wanted || id.toLowerCase() === wanted);
  const found = customers.map(find).filter((record) => record !== undefined);
  const [record, another] = found;
  if (!record) throw new ControlError('Nothing has that id.', undefined, 404);
  if (another) throw new ControlError('Several customers have that id: add ?customerId=.');
  const { activeAzureSubscriptions, ...members } = body as JsonObject;
  Object.assign(record.resource, members);
  const now = nowOf(emulator);
  const beside = {
    version: record.version + 1,
    ...('status' in members && 'statusSince' in record && { statusSince: now }),
  };
  Object.assign(record, beside, activeAzureSubscriptions === undefined ? {} : { activeAzureSubscriptions });
  return record.resource;
}

function reset({ emulator, environment }: ControlCall): JsonObject {
  emulator.clock.reset();
  seedEmulator(emulator, environment);
  return clockView(emulator);
}

function seed({ body, emulator }: ControlCall): JsonObject {
  if (typeof body === 'object' && body !== null && 'history' in body) {
    seedHistory(strictly(historySchema, body).history, emulator);
    return { customers: emulator.customers.size };
  }
  const { alone, ...order } = strictly(seedSchema, body);
  if (alone) emulator.customers.clear();
  const from = emulator.generatedCustomers;
  addCustomers(emulator, generateCustomers({ ...order, from }, nowOf(emulator)));
  emulator.generatedCustomers += order.customers;
  return { customers: emulator.customers.size };
}

function setSwitches({ body, emulator }: ControlCall): JsonObject {
  Object.assign(emulator.switches, strictly(switchesSchema.partial(), body));
  return emulator.switches;
}

/** The control API by method and address; `*` is the id. */
export const CONTROL_ROUTES: Record<string, (call: ControlCall) => JsonObject> = {
  'GET clock': ({ emulator }) => clockView(emulator),
  'POST clock': ({ body, emulator }) => {
    emulator.clock.advance(durationInMs(strictly(clockSchema, body).advance) ?? 0);
    return clockView(emulator);
  },
  'GET faults': ({ emulator }) => ({ items: emulator.faults.filter((fault) => !isOver(fault, nowOf(emulator))) }),
  'POST faults': addFault,
  'DELETE faults': ({ emulator }) => {
    emulator.faults = [];
    return { items: [] };
  },
  'GET switches': ({ emulator }) => emulator.switches,
  'POST switches': setSwitches,
  'GET requests': ({ query, emulator }) => ({ items: emulator.requests.since(Number(query.get('since') ?? 0)) }),
  'GET requests/summary': ({ emulator }) => ({ ...emulator.requests.summary }),
  'DELETE requests': ({ emulator }) => {
    emulator.requests.clear();
    return { items: [] };
  },
  'POST reset': reset,
  'POST seed': seed,
  'POST rotate': ({ emulator }) => ({ rotation: ++emulator.rotation }),
  'GET deadlines': ({ emulator }) => deadlinesView(emulator),
  'GET customers': ({ query, emulator }) => customersView(emulator, query.get('all') === 'true'),
  'POST subscriptions/*': (call) => change(call, ({ subscriptions }) => subscriptions.get(call.id.toLowerCase())),
  'POST orders/*': (call) => change(call, ({ orders }) => orders.get(orderKey(call.id))),
};
