import { afterEach, describe, expect, it, vi } from 'vitest';
import { forkHost } from '../../../local/forkHost.ts';
import { startTestApp, type TestApp } from '../../stack.ts';
import { expectRefusal } from '../../functions/expectAnswer.ts';
import { follow, stateOf } from '../../functions/followOperation.ts';
import { attempts, boughtLines, ORDER } from '../../functions/purchases.ts';

const SETTINGS = { OPERATION_RETRY_DELAY: '1s', PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' };
const QUEUE_OFF = 'AzureWebJobs.continueOperation.Disabled';

let app: TestApp;

/** An app that has asked Partner Center for nothing yet, whose clock differs from the machine's. */
async function startFresh(difference: string, settings: Record<string, string> = {}): Promise<void> {
  app = await startTestApp({ settings: { ...SETTINGS, ...settings } });
  await app.partnerCenter.advance(difference);
}

const loseAnswer = (kind: string, more: object = {}) =>
  app.partnerCenter.faults({ kind, route: 'POST /v1/customers/*/orders', ...more });

/** Waits until the customer's orders were listed so many times from now on. */
async function untilLooked(times: number): Promise<void> {
  const { length: before } = await app.partnerCenter.requests();
  await vi.waitFor(
    async () => {
      const later = (await app.partnerCenter.requests()).slice(before);
      const looks = later.filter(({ method, path, status }) =>
        `${method} ${status} ${path}`.match(/^GET 200 .*orders$/),
      );
      expect(looks.length).toBeGreaterThanOrEqual(times);
    },
    { timeout: 15_000, interval: 100 },
  );
}

afterEach(() => app.close());

describe.each(['2h', '-2h'])('a fresh process at a Partner Center whose clock differs by %s', (difference) => {
  it('finds an order whose answer was lost', async () => {
    await startFresh(difference);
    await loseAnswer('resetAfterCommit');
    expect((await app.buy(ORDER.path, ORDER.body)).status).toBe(200);
    expect(await attempts(app, ORDER)).toMatchObject([{ fault: 'resetAfterCommit' }]);
    expect(await boughtLines(app, ORDER)).toBe(1);
  });

  it('looks for one that was not made for 20 minutes, neither more nor less', async () => {
    await startFresh(difference);
    await loseAnswer('resetBeforeCommit');
    const answer = await app.buy(ORDER.path, ORDER.body);
    expect(await attempts(app, ORDER)).toMatchObject([{ fault: 'resetBeforeCommit' }]);
    await app.partnerCenter.advance('19m');
    await untilLooked(2);
    expect(await stateOf(app, answer)).toBe('reconciling');
    await app.partnerCenter.advance('70s');
    expectRefusal(await follow(app, answer), 'NotPlaced');
  });

  it('does not give up what another process has sent', async () => {
    await startFresh(difference, { [QUEUE_OFF]: 'true' });
    await loseAnswer('resetAfterCommit', { minutes: 15 });
    const answer = await app.buy(ORDER.path, ORDER.body);
    expect(answer.status).toBe(202);
    expect(await attempts(app, ORDER)).toMatchObject([{ fault: 'resetAfterCommit' }]);
    const successor = forkHost({ port: 0, settings: { ...app.settings, [QUEUE_OFF]: 'false' }, output: 'pipe' });
    try {
      await successor.ready;
      await untilLooked(2);
      expect(await stateOf(app, answer)).toBe('reconciling');
      await app.partnerCenter.advance('16m');
      expect((await follow(app, answer)).status).toBe(200);
    } finally {
      await successor.stop();
    }
  });
});
