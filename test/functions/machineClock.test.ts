import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED, SEED_OFFERS } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { expectRefusal } from './expectAnswer.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { pathOf, subscriptionCaller } from './subscriptionCaller.ts';

const PRELOAD = pathToFileURL(path.join(import.meta.dirname, '../fixtures/shiftedClock.mjs')).href;
const HOUR_IN_MS = 60 * 60_000;
const { newCommerceClosingSoon, newCommerceOpen } = SEED;

describe.each([
  ['two hours ahead of', 2 * HOUR_IN_MS],
  ['two hours behind', -2 * HOUR_IN_MS],
])('a machine whose clock is %s Partner Center’s', (_, shiftInMs) => {
  let app: TestApp;
  let session: PartnerCenterSession;
  const { cancel, expectCancelled } = subscriptionCaller(() => app);

  /** Moves Partner Center's clock to so many seconds after the cutoff. */
  async function moveToCutoff(seconds: number): Promise<void> {
    const { cancellationAllowedUntilDate } = await session.ask('GET', pathOf(newCommerceClosingSoon));
    const left = Math.round((Date.parse(String(cancellationAllowedUntilDate)) - Date.now()) / 1000);
    await app.partnerCenter.advance(`${left + seconds}s`);
  }

  beforeAll(async () => {
    app = await startTestApp({
      settings: {
        NODE_OPTIONS: `--import=${PRELOAD}`,
        CLOCK_SHIFT_IN_MS: String(shiftInMs),
        OPERATION_RETRY_DELAY: '1s',
      },
    });
    session = partnerCenterSession(app);
  });
  afterAll(() => app.close());
  beforeEach(() => session.startOver());

  it('has its clock off, as doctor says', async () => {
    const { checks } = (await app.api('GET', 'doctor')).body as { checks: { name: string; message: string }[] };
    const seconds = Number(/is (-?\d+) seconds/.exec(checks.find(({ name }) => name === 'clock')?.message ?? '')?.[1]);
    expect(Math.abs(seconds + shiftInMs / 1000)).toBeLessThan(5);
  });

  describe.each([false, true])('with MS-RequestIds replayed: %s', (requestIdReplay) => {
    beforeEach(() => session.switches({ requestIdReplay }));

    it('cancels 61 seconds before the cutoff', async () => {
      await moveToCutoff(-61);
      await expectCancelled(cancel(newCommerceClosingSoon));
    });

    it('cancels within the last minute', async () => {
      await moveToCutoff(-30);
      await expectCancelled(cancel(newCommerceClosingSoon));
    });

    it('says that it is closed within the minute after it', async () => {
      await moveToCutoff(30);
      expectRefusal(await cancel(newCommerceClosingSoon), 'CancellationWindowClosed');
    });

    it('refuses 61 seconds after it by itself', async () => {
      await moveToCutoff(61);
      expectRefusal(await cancel(newCommerceClosingSoon), 'CancellationWindowClosed');
      expect(await session.writes()).toEqual([]);
    });
  });

  it('finds a purchase whose answer was lost', async () => {
    await session.switches({ requestIdReplay: false });
    await session.fault('POST customers/*/orders', 'resetAfterCommit');
    const line = { offerId: SEED_OFFERS.legacyPlain, quantity: 3 };
    const body = { direct: true, lineItems: [line] };
    const answer = await app.buy(`customers/${newCommerceOpen.customerId}/orders`, body);
    expect(answer).toMatchObject({ status: 200, body: { order: { lineItems: [line] } } });
    expect(await session.writes()).toMatchObject([{ fault: 'resetAfterCommit' }]);
  });
});
