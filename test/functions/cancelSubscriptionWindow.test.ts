import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { expectRefusal } from './expectAnswer.ts';
import { follow, stateOf } from './followOperation.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { pathOf, subscriptionCaller } from './subscriptionCaller.ts';

const PATCH_SUBSCRIPTION = 'PATCH customers/*/subscriptions/*';
const { newCommerceOpen, newCommerceClosed, newCommerceClosingSoon, marketplace } = SEED;

let app: TestApp;
let session: PartnerCenterSession;
const { cancel, expectCancelled } = subscriptionCaller(() => app);

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000', OPERATION_RETRY_DELAY: '1s' } });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(() => session.startOver());

describe('the window of cancelSubscription', () => {
  it('answers one that is cancelled already without writing', async () => {
    await expectCancelled(cancel({ ...SEED.ended, subscriptionId: SEED.ended.deletedSubscriptionId }), true);
    expect(await session.asked()).toEqual(['GET 200']);
  });

  it('turns from 200 into CancellationWindowClosed with a next step when the clock moves eight days', async () => {
    await expectCancelled(cancel(newCommerceOpen));
    await session.startOver();
    await app.partnerCenter.advance('8d');
    const { message, nextStep = '' } = expectRefusal(await cancel(newCommerceOpen), 'CancellationWindowClosed');
    expect(nextStep).toMatch(/term end/);
    expect(message).toContain(nextStep);
    expect(await session.writes()).toEqual([]);
    expect(await session.ask('GET', pathOf(newCommerceOpen))).toMatchObject({ status: 'active' });
  });

  it('cancels 61 seconds before the cutoff by Partner Center’s clock', async () => {
    await app.partnerCenter.advance('4h58m59s');
    await expectCancelled(cancel(newCommerceClosingSoon));
  });

  it('refuses 61 seconds after it', async () => {
    await app.partnerCenter.advance('5h1m1s');
    expectRefusal(await cancel(newCommerceClosingSoon), 'CancellationWindowClosed');
    expect(await session.writes()).toEqual([]);
  });

  it('leaves the decision to Partner Center within a minute of a stated cutoff, and refuses by itself after', async () => {
    await session.fault(PATCH_SUBSCRIPTION, 'lateVisibility', { minutes: 600 });
    const before = await session.ask('GET', pathOf(newCommerceClosingSoon));
    await session.ask('PATCH', pathOf(newCommerceClosingSoon), { ...before, friendlyName: 'Renamed' });
    await app.partnerCenter.advance('5h30s');
    const asked = expectRefusal(await cancel(newCommerceClosingSoon), 'CancellationWindowClosed');
    expect(asked.innererror?.partnerCenter).toMatchObject({ status: 400, code: '900213' });
    expect(await session.asked()).toEqual(['GET 200', 'PATCH 400']);

    await app.partnerCenter.advance('1m');
    await session.forgetRequests();
    const refused = expectRefusal(await cancel(newCommerceClosingSoon), 'CancellationWindowClosed');
    const until = new Date(String(before.cancellationAllowedUntilDate)).toISOString();
    expect(refused.message).toContain(until);
    expect(refused).not.toHaveProperty('innererror');
    expect(await session.asked()).toEqual(['GET 200']);
  });

  it('takes null on new commerce for closed', async () => {
    expect(await session.ask('GET', pathOf(newCommerceClosed))).toMatchObject({ cancellationAllowedUntilDate: null });
    expectRefusal(await cancel(newCommerceClosed), 'CancellationWindowClosed');
    expect(await session.asked()).toEqual(['GET 200']);
  });

  it('asks Partner Center where the date is absent: refund options are no cutoff', async () => {
    const resource = await session.ask('GET', pathOf(marketplace));
    expect(resource).not.toHaveProperty('cancellationAllowedUntilDate');
    expect(resource.refundOptions).toHaveLength(1);
    await app.partnerCenter.advance('2d');
    await expectCancelled(cancel(marketplace));
    expect(await session.asked()).toEqual(['GET 200', 'PATCH 200']);
  });

  it('cancels a marketplace subscription inside its refund window with two calls', async () => {
    await expectCancelled(cancel(marketplace));
    expect(await session.asked()).toEqual(['GET 200', 'PATCH 200']);
  });

  it('says so when a late marketplace cancel is refused, or taken without ending the subscription', async () => {
    await app.partnerCenter.advance('2d');
    await session.switches({ lateMarketplaceCancel: 'refuse' });
    expectRefusal(await cancel(marketplace), 'CancellationWindowClosed');
    await session.switches({ lateMarketplaceCancel: 'atTermEnd' });
    expect(expectRefusal(await cancel(marketplace), 'CancellationWindowClosed').nextStep).toMatch(/term/);
  });

  it('cancels one that is suspended inside its window', async () => {
    await expectCancelled(cancel(SEED.newCommerceSuspended));
  });

  it('cancels one in the new window that a renewal opened', async () => {
    await expectCancelled(cancel(SEED.newCommerceJustRenewed));
  });

  it('cancels by itself once the renewal is through: 202 while it is in progress, then 200', async () => {
    await session.switches({ renewalInMinutes: 120 });
    const { commitmentEndDateTime } = await session.ask('GET', pathOf(newCommerceClosed));
    const toTermEnd = Math.ceil((Date.parse(String(commitmentEndDateTime)) - Date.now()) / 1000);
    await app.partnerCenter.advance(`${toTermEnd + 3600}s`);
    const renewing = await cancel(newCommerceClosed);
    expect(renewing).toMatchObject({ status: 202, body: { state: 'running' } });
    expect(await stateOf(app, renewing)).toBe('running');
    await app.partnerCenter.advance('90m');
    await expectCancelled(follow(app, renewing));
    const statuses = (await session.writes()).map(({ status }) => status);
    expect(statuses.at(-1)).toBe(200);
    expect(new Set(statuses.slice(0, -1))).toEqual(new Set([409]));
  });
});
