import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { serve, type RunningServer } from '../../../local/serve.ts';
import type { CallContext } from '../../../shared/http/call.ts';
import { createDispatcher } from '../../../shared/http/createDispatcher.ts';
import { noBudget } from '../http/noBudget.ts';
import { createPartnerCenterClient } from '../../../shared/partnerCenter/client.ts';
import { createPartnerCenterClock } from '../../../shared/partnerCenter/clockSkew.ts';
import { createSubscriptionsApi } from '../../../shared/partnerCenter/subscriptions.ts';

const CUSTOMER = '4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04';
const ASKED = 'aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e';

let server: RunningServer | undefined;
afterEach(() => server?.close());

async function start(listener: Parameters<typeof serve>[0]) {
  server = await serve(listener);
  const tokens = { getToken: () => Promise.resolve('token') };
  const dispatcher = createDispatcher({ tokens, budget: noBudget });
  return createPartnerCenterClient(server.url, dispatcher, createPartnerCenterClock());
}

const within = (durationInMs: number): CallContext => ({ deadline: Date.now() + durationInMs, log: () => undefined });

describe('a call to Partner Center', () => {
  it('ends at its deadline even while an answer trickles in', async () => {
    const client = await start((_request, response) => {
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    });
    const startedAt = performance.now();
    const call = client.send(within(1_000), { method: 'GET', path: '/customers', flow: 'app' });
    await expect(call).rejects.toMatchObject({ code: 'PartnerCenterUnavailable' });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('is not begun when a write would not have the time for its answer', async () => {
    let asked = 0;
    const client = await start((_request, response) => {
      asked += 1;
      response.end('{}');
    });
    const call = client.send(within(20_000), { method: 'POST', path: '/orders', flow: 'app', body: {} });
    await expect(call).rejects.toMatchObject({ code: 'PartnerCenterUnavailable' });
    await delay(50);
    expect(asked).toBe(0);
  });

  it('refuses another subscription than the one that was asked for', async () => {
    const client = await start((_request, response) => {
      response.end(JSON.stringify({ id: 'bbbb1b1b-cc2c-dd3d-ee4e-ffffff5f5f5f', status: 'active' }));
    });
    const read = createSubscriptionsApi(client).get(within(10_000), CUSTOMER, ASKED);
    await expect(read).rejects.toThrow(/another subscription/);
  });

  it('takes the same GUID in another case for the same', async () => {
    const client = await start((_request, response) => response.end(JSON.stringify({ id: ASKED.toUpperCase() })));
    const { value } = await createSubscriptionsApi(client).get(within(10_000), CUSTOMER, ASKED);
    expect(value.id).toBe(ASKED.toUpperCase());
  });

  it('stops at links that never end', async () => {
    let page = 0;
    const client = await start((_request, response) => {
      page += 1;
      const next = { uri: `/customers/x/subscriptions?page=${page}`, method: 'GET', headers: [] };
      response.end(JSON.stringify({ items: [], links: { next } }));
    });
    const list = createSubscriptionsApi(client).list(within(2_000), CUSTOMER);
    await expect(list).rejects.toMatchObject({ code: expect.stringMatching(/Unavailable|TooMany/) as string });
  });
});
