import { afterEach, describe, expect, test } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type Answer, type TestApp } from '../stack.ts';

const { customerId, subscriptionId } = SEED.newCommerceOpen;
const PATH = `customers/${customerId}/subscriptions/${subscriptionId}`;

let app: TestApp | undefined;
afterEach(() => app?.close());

async function start(requestsPerMinute: number): Promise<TestApp> {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: String(requestsPerMinute) } });
  await app.partnerCenter.post('/_emulator/switches', { rateLimitPerMinute: 0, rateLimitPerMinutePerCustomer: 0 });
  return app;
}

const atOnce = ({ api }: TestApp, calls: number): Promise<Answer[]> =>
  Promise.all(Array.from({ length: calls }, () => api('GET', PATH)));

function countBy<T>(items: T[], keyOf: (item: T) => string | number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of items.map(keyOf)) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

describe('a thousand calls at once', () => {
  test('are all answered with one token and at most one read per secret', async () => {
    const started = await start(1_000_000);
    const answers = await atOnce(started, 1000);
    expect(countBy(answers, ({ status }) => status)).toEqual({ 200: 1000 });
    const asked = await started.partnerCenter.requests();
    expect(asked.filter(({ path }) => path.endsWith(PATH))).toHaveLength(1000);

    const { items: tokens } = (await started.identity.get('/_emulator/requests')).body as {
      items: { service: string; path: string; grantType?: string }[];
    };
    expect(tokens.filter(({ grantType }) => grantType !== undefined)).toHaveLength(1);

    const { items: reads } = (await started.keyVault.get('/_emulator/requests')).body as {
      items: { path: string; status: number }[];
    };
    const successful = reads.filter(({ status }) => status === 200);
    expect(Object.values(countBy(successful, ({ path }) => path)).every((count) => count === 1)).toBe(true);
    expect(successful.length).toBeGreaterThanOrEqual(1);
  });
});

describe('the budget of requests', () => {
  test('sends nothing beyond it, and says when to come back', async () => {
    const started = await start(1);
    const answers = await atOnce(started, 50);
    expect(countBy(answers, ({ status }) => status)).toEqual({ 200: 1, 429: 49 });
    for (const { status, headers, body } of answers) {
      if (status === 200) continue;
      expect(body).toMatchObject({ error: { code: 'TooManyRequests' } });
      const seconds = Number(headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(30);
      expect(seconds).toBeLessThanOrEqual(60);
    }
    const asked = await started.partnerCenter.requests();
    expect(asked.filter(({ path }) => path.endsWith(PATH))).toHaveLength(1);
  });

  test('lets a call wait that is a little early', async () => {
    const started = await start(120);
    const startedAt = Date.now();
    const answers = await atOnce(started, 14);
    expect(countBy(answers, ({ status }) => status)).toEqual({ 200: 14 });
    expect(Date.now() - startedAt).toBeGreaterThan(500);
  });

  test('refuses a purchase before anything is sent, so that it may be repeated', async () => {
    const started = await start(1);
    await started.api('GET', PATH);
    const lineItems = [{ offerId: '195416C1-3447-423A-B37B-EE59A99A19C4', quantity: 1 }];
    const answer = await started.buy(`customers/${customerId}/orders`, { direct: true, lineItems });
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'TooManyRequests' } } });
    expect(await started.partnerCenter.requests()).toHaveLength(1);
  });
});
