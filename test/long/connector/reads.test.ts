import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED } from '../../../local/partnerCenter/seedIds.ts';
import type { Inputs } from '../../connector/flow/buildRequest.ts';
import { idsOf, startFlows, type Flows } from '../../connector/flow/startFlows.ts';

let flows: Flows;

beforeAll(async () => {
  flows = await startFlows();
  await flows.startOver();
});
afterAll(() => flows.close());

describe('a read', () => {
  const READS: [string, string, Inputs][] = [
    ['ListCustomers', 'GET customers', { search: 'Con' }],
    ['ListResellers', 'GET relationships', {}],
    ['ListOrders', 'GET customers/*/orders', { customerId: SEED.twoLineSoftware.customerId }],
    ['ListSubscriptions', 'GET customers/*/subscriptions', { customerId: SEED.newCommerceClosed.customerId }],
    ['GetSubscription', 'GET customers/*/subscriptions/*', { ...idsOf(SEED.newCommerceClosingSoon), include: 'raw' }],
    ['ListAddOnOffers', 'GET offers/*/addons', idsOf(SEED.legacySuspended)],
  ];

  it.each<[string, object]>([
    ['serverError', { status: 503, count: 5 }],
    ['throttle', { retryAfterInSeconds: 0, count: 5 }],
    ['resetBeforeCommit', { count: 5 }],
    ['slow', { delayInMs: 300, count: 5 }],
  ])('is answered as the definition says though Partner Center fails: %s', async (kind, more) => {
    for (const [, route] of READS) await flows.session.fault(route, kind, more);
    const { retries } = flows.flow.counts;
    const answers = await Promise.all(READS.map(([operationId, , inputs]) => flows.flow.act(operationId, inputs)));
    for (const { body } of answers) expect('items' in body ? body.items : [body.subscription]).not.toEqual([]);
    expect(flows.flow.counts.retries > retries).toBe(kind !== 'slow');
  });
});
