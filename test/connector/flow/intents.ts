import { randomUUID } from 'node:crypto';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../../local/partnerCenter/seedIds.ts';
import type { LoggedRequest } from '../../../local/partnerCenter/requestLog.ts';
import { ADD_ON_BY_CART, LEGACY_ADD_ON, ORDER, type Purchase } from '../../functions/purchases.ts';
import { skuOf } from '../../functions/dryRunCalls.ts';
import type { Inputs } from './buildRequest.ts';
import type { Flow, Success } from './flowClient.ts';
import type { Answer } from './gateway.ts';
import type { Flows } from './startFlows.ts';

/** A purchase as a maker fills it in. */
export interface Intent {
  purchase: Purchase;
  operationId: string;
  inputs: Inputs & { body: Inputs };
}

const { legacyWithAddOns: legacy, newCommerceBase: base, resellerCustomer } = SEED;

export const INTENTS: Intent[] = [
  {
    purchase: ORDER,
    operationId: 'CreateOrder',
    inputs: {
      customerId: resellerCustomer.customerId,
      body: {
        indirectResellerId: SEED_RESELLERS.main.tenantId,
        billingCycle: 'monthly',
        lineItems: [{ offerId: skuOf(SEED_OFFERS.newCommercePlain), quantity: 5, termDuration: 'P1Y' }],
      },
    },
  },
  {
    purchase: LEGACY_ADD_ON,
    operationId: 'PurchaseAddOn',
    inputs: {
      customerId: legacy.customerId,
      subscriptionId: legacy.subscriptionId,
      body: { offerId: legacy.addOnOfferId, quantity: 2 },
    },
  },
  {
    purchase: ADD_ON_BY_CART,
    operationId: 'PurchaseAddOn',
    inputs: {
      customerId: base.customerId,
      subscriptionId: base.subscriptionId,
      body: { offerId: skuOf(SEED_OFFERS.newCommerceAddOn), quantity: 6 },
    },
  },
];

/** What a purchase may meet at Partner Center; a 500 comes after it was done, a 503 instead. */
export const PURCHASE_FAULTS: { kind: string; more?: object }[] = [
  { kind: 'serverError', more: { status: 503 } },
  { kind: 'serverError', more: { status: 500, afterCommit: true } },
  { kind: 'throttle', more: { retryAfterInSeconds: 0, count: 5 } },
  { kind: 'resetBeforeCommit' },
  { kind: 'resetAfterCommit' },
  { kind: 'accepted202', more: { visibleAfterReads: 1 } },
  { kind: 'slow', more: { delayInMs: 300 } },
];

/** Submits a purchase anew for as long as it is told that nothing was bought. */
async function submitted(flow: Flow, { operationId, inputs }: Intent, key: string): Promise<Answer> {
  const keyed = { ...inputs, body: { ...inputs.body, idempotencyKey: key } };
  for (let runs = 0; runs < 3; runs += 1) {
    const answer = await flow.run(operationId, keyed);
    if (answer.status === 200) return answer;
    if (answer.status !== 409 && answer.status !== 429) return answer;
  }
  throw new Error(`${operationId} was not bought in three runs.`);
}

/** Buys through a fault, the first answers lost, and submits the same twice more; @throws Error where the three do not get one order. */
export async function buyThrough(
  flows: Flows,
  flow: Flow,
  intent: Intent,
  { kind, more }: { kind: string; more?: object },
) {
  const key = `ticket-${randomUUID()}`;
  await flows.session.fault(intent.purchase.route, kind, more);
  flows.meanwhile(() => flows.app.partnerCenter.advance('11m'));
  flow.gateway.lose(2);
  const ids: unknown[] = [];
  for (let run = 0; run < 3; run += 1) {
    const answer = await submitted(flow, intent, key);
    if (answer.status !== 200) throw new Error(`${kind}: ${answer.status} ${JSON.stringify(answer.body)}`);
    ids.push((answer as Success<{ order: { id: string } }>).body.order.id);
  }
  flows.meanwhile();
  if (new Set(ids).size !== 1) throw new Error(`${kind}: bought as ${ids.join(', ')}`);
}

const DONE = ['resetAfterCommit', 'accepted202'];

/** The requests that took money at Partner Center. */
export function takings(requests: LoggedRequest[], { route }: Purchase): LoggedRequest[] {
  const [method = '', path = ''] = route.split(' ');
  const pattern = new RegExp(`^/v1/${path.replaceAll('*', '[^/]+')}$`);
  return requests
    .filter((request) => request.method === method && pattern.test(request.path))
    .filter(({ status = 0, fault = '' }) => (status >= 200 && status < 300) || DONE.includes(fault) || status === 500);
}

/** How many lines the customer’s orders have, by Partner Center’s own word; forgets the requests so far. */
export async function linesOf({ session }: Flows, { customerId }: Purchase): Promise<number> {
  const { items } = await session.ask('GET', `customers/${customerId}/orders`);
  return (items as { lineItems: unknown[] }[]).flatMap(({ lineItems }) => lineItems).length;
}
