import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serve, type RunningServer } from '../../../local/serve.ts';
import { AppError } from '../../../shared/errors.ts';
import type { CallContext } from '../../../shared/http/call.ts';
import { createDispatcher } from '../../../shared/http/createDispatcher.ts';
import type { RequestBudget } from '../../../shared/http/throttle.ts';
import { createPartnerCenterClient } from '../../../shared/partnerCenter/client.ts';
import { createPartnerCenterClock } from '../../../shared/partnerCenter/clockSkew.ts';

let server: RunningServer | undefined;
let asked: unknown[];
let told: unknown[];
let exchanges: unknown[];
let received: number;
beforeEach(() => {
  [asked, told, exchanges, received] = [[], [], [], 0];
});
afterEach(() => server?.close());

/** Asks a server of this behaviour, with a budget that notes what it is asked and told. */
async function ask(
  listener: RequestListener,
  { patienceInMs = 20_000, ...members }: Pick<CallContext, 'lane' | 'isBegun'> & { patienceInMs?: number } = {},
  take: RequestBudget['take'] = () => Promise.resolve(),
): Promise<unknown> {
  server = await serve((request, response) => {
    received += 1;
    listener(request, response);
  });
  const budget: RequestBudget = {
    take(...given) {
      asked.push(given);
      return take(...given);
    },
    throttled: (retryAfterInMs) => told.push(retryAfterInMs),
  };
  const dispatcher = createDispatcher({ tokens: { getToken: () => Promise.resolve('token') }, budget });
  const client = createPartnerCenterClient(server.url, dispatcher, createPartnerCenterClock());
  const context: CallContext = {
    deadline: Date.now() + patienceInMs,
    log: () => undefined,
    onExchange: (exchange) => exchanges.push(exchange),
    ...members,
  };
  return client.send(context, { method: 'GET', path: '/customers', flow: 'app' }).catch((error: unknown) => error);
}

/** Answers as these say, one after the other; null breaks the connection. */
function answering(...answers: ([status: number, headers?: Record<string, string>] | null)[]): RequestListener {
  return (request, response) => {
    const answer = answers.shift();
    if (!answer) return void request.socket.destroy();
    response.writeHead(...answer).end('{}');
  };
}

describe('the throttle', () => {
  it.each([
    [{}, ['call', expect.any(Number), undefined]],
    [{ lane: 'scan' }, ['scan', expect.any(Number), undefined]],
    [{ lane: 'scan', isBegun: true }, ['scan', expect.any(Number), true]],
  ] as const)('asks the budget before anything is sent, for a call with %j', async (members, expected) => {
    await ask(answering([200]), members);
    expect(asked).toEqual([expected]);
    expect(received).toBe(1);
  });

  it('sends nothing that the budget refuses', async () => {
    const refusal = new AppError('TooManyRequests', 'Spent.', { retryAfterInSeconds: 7 });
    expect(await ask(answering([200]), {}, () => Promise.reject(refusal))).toMatchObject({
      code: 'TooManyRequests',
      retryAfterInSeconds: 7,
    });
    expect([received, exchanges]).toEqual([0, []]);
  });

  it('asks nothing for a call that is too late anyway', async () => {
    expect(await ask(answering([200]), { patienceInMs: -1 })).toBeInstanceOf(AppError);
    expect([asked, received]).toEqual([[], 0]);
  });

  it.each([
    ['1', 1_000],
    [undefined, undefined],
    ['Fri, 20 Nov 2026 10:00:02 GMT', 2_000],
  ])('tells the budget of a 429 with Retry-After %s', async (retryAfter, expected) => {
    const headers = { date: 'Fri, 20 Nov 2026 10:00:00 GMT', ...(retryAfter && { 'retry-after': retryAfter }) };
    await ask(answering([429, headers], [200]), { patienceInMs: 6_500 });
    expect(told).toEqual([expected]);
  });
});

describe('a 429 that says to wait for an hour', () => {
  it('is told to whoever asked as it was, and asked for no more', async () => {
    const error = await ask(answering([429, { 'retry-after': '3600' }]), { lane: 'scan' });
    expect(error).toMatchObject({ detail: { status: 429 }, retryAfterInSeconds: 3_600 });
    expect([told, received]).toEqual([[3_600_000], 1]);
  });
});

describe('onExchange', () => {
  it('hears of every attempt that was sent, with its status if there was one', async () => {
    await ask(answering(null, [200]));
    expect(exchanges).toEqual([{}, { status: 200 }]);
    expect(asked).toHaveLength(2);
  });
});
