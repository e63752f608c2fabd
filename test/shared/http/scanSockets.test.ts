import type { ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { serve, type RunningServer } from '../../../local/serve.ts';
import type { CallContext } from '../../../shared/http/call.ts';
import { createDispatcher } from '../../../shared/http/createDispatcher.ts';
import { createPartnerCenterClient } from '../../../shared/partnerCenter/client.ts';
import { createPartnerCenterClock } from '../../../shared/partnerCenter/clockSkew.ts';
import { noBudget } from './noBudget.ts';

const SCANS_AT_ONCE = 128;

let server: RunningServer | undefined;
afterEach(() => server?.close());

it('a call finds a free socket while more scans than there are sockets wait for their answers', async () => {
  const held: ServerResponse[] = [];
  let isHeld = true;
  server = await serve((request, response) => {
    if (isHeld && request.url?.endsWith('/subscriptions')) held.push(response);
    else response.end('{}');
  });
  const dispatcher = createDispatcher({ tokens: { getToken: () => Promise.resolve('token') }, budget: noBudget });
  const client = createPartnerCenterClient(server.url, dispatcher, createPartnerCenterClock());
  const get = (path: string, patienceInMs: number, lane: Pick<CallContext, 'lane'> = {}) =>
    client.send(
      { deadline: Date.now() + patienceInMs, log: () => undefined, ...lane },
      { method: 'GET', path, flow: 'app' },
    );

  const scans = Array.from({ length: SCANS_AT_ONCE }, () =>
    get('/customers/1/subscriptions', 20_000, { lane: 'scan' }),
  );
  await expect.poll(() => held.length, { timeout: 5_000 }).toBeGreaterThanOrEqual(100);
  await expect(get('/customers/1', 2_000)).resolves.toMatchObject({ status: 200 });
  expect(held.length).toBeLessThan(SCANS_AT_ONCE);

  isHeld = false;
  for (const response of held) response.end('{}');
  await expect(Promise.all(scans)).resolves.toHaveLength(SCANS_AT_ONCE);
});
