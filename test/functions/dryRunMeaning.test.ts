import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { CALLS, dryRunner, skuOf } from './dryRunCalls.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { pathOf, type SubscriptionIds } from './subscriptionCaller.ts';

const PRICE = 'What it costs is not known here: Partner Center’s price lists tell.';
const { customerId, ...planned } = SEED.plannedTermEnds;
const base = SEED.newCommerceBase;

let app: TestApp;
let session: PartnerCenterSession;
const { dryRun } = dryRunner(() => app);

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(() => session.startOver());

const dryCancel = (ids: SubscriptionIds) => dryRun({ path: `${pathOf(ids)}/cancel`, body: {} });
const realCancel = async (ids: SubscriptionIds) =>
  (await app.api('POST', `${pathOf(ids)}/cancel`)).body as { warnings: { code: string; message: string }[] };
const codes = (warnings: { code: string }[]) => warnings.map(({ code }) => code);

describe('a dry run of a cancel', () => {
  it('tells a full refund and how long the window is open', async () => {
    const ids = SEED.newCommerceJustRenewed;
    const resource = await session.ask('GET', pathOf(ids));
    const until = new Date(String(resource.cancellationAllowedUntilDate)).toISOString();
    const said = await dryCancel(ids);
    expect(said).toMatchObject({ refund: 'full', cancellableUntil: until, leavesBehind: [], drops: [], warnings: [] });
    const what = `Cancels ${String(resource.friendlyName)} (quantity 10) at once and for good.`;
    expect(said.effect).toBe(`${what} The refund is full. A cancel is accepted until ${until}.`);
  });

  it('tells a partial refund a day later', async () => {
    const said = await dryCancel(SEED.newCommerceOpen);
    expect(said).toMatchObject({ refund: 'partial' });
    expect(said.effect).toContain('The refund is partial.');
  });

  it('says so where only Partner Center can tell', async () => {
    const said = await dryCancel(SEED.marketplace);
    expect(said).toMatchObject({ refund: 'full' });
    expect(said).not.toHaveProperty('cancellableUntil');
    expect(said.effect).toContain('Only Partner Center can tell whether it is still accepted.');
    await app.partnerCenter.advance('2d');
    expect((await dryCancel(SEED.marketplace)).effect).toContain('does not tell what is refunded');
  });

  it('of an order names its lines, and what is left of it', async () => {
    const { orderId, ...ids } = SEED.twoLineSoftware;
    const path = `customers/${ids.customerId}/orders/${orderId}/cancel`;
    const end = 'at once and for good. The order does not tell what is refunded.';
    const whole = await dryRun({ path, body: {} });
    expect(whole.effect).toMatch(new RegExp(`^Cancels the whole order ${orderId} \\(2 × .+, 3 × .+\\) ${end}$`));
    const body = { lineItems: [{ lineItemNumber: 1 }] };
    const some = await dryRun({ path, body });
    expect(some.effect).toMatch(new RegExp(`^Cancels 3 × .+ of order ${orderId} ${end}$`));
    expect((await app.api('POST', path, body)).status).toBe(200);
    const rest = await dryRun({ path, body: {} });
    expect(rest.effect).toContain('(2 × ');
    expect(rest.effect).not.toContain('0 ×');
  });

  it('names the add-ons that would run on', async () => {
    const bought = await app.buy(CALLS.newCommerceAddOn.path, CALLS.newCommerceAddOn.body);
    const { order } = bought.body as { order: { lineItems: { subscriptionId: string; friendlyName?: string }[] } };
    const subscriptionId = order.lineItems[0]?.subscriptionId ?? '';
    await session.change(`subscriptions/${base.subscriptionId}`, {
      cancellationAllowedUntilDate: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const addOn = await session.ask('GET', pathOf({ ...base, subscriptionId }));
    const name = String(addOn.friendlyName);
    const said = await dryCancel(base);
    expect(said.leavesBehind).toEqual([{ subscriptionId, name, quantity: 6 }]);
    expect(said.effect).toContain(`Its add-ons run on and are billed on until they are cancelled too: 6 × ${name}.`);
    expect((await dryCancel({ ...base, subscriptionId })).leavesBehind).toEqual([]);
  });

  it('names no add-on whose base the customer still has', async () => {
    expect((await app.buy(CALLS.newCommerceAddOn.path, CALLS.newCommerceAddOn.body)).status).toBe(200);
    const lineItems = [{ offerId: skuOf(SEED_OFFERS.newCommerceBase), quantity: 1, termDuration: 'P1Y' }];
    const order = { direct: true, billingCycle: 'annual', lineItems };
    expect((await app.buy(`customers/${base.customerId}/orders`, order)).status).toBe(200);
    await session.change(`subscriptions/${base.subscriptionId}`, {
      cancellationAllowedUntilDate: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect((await dryCancel(base)).leavesBehind).toEqual([]);
  });

  it('says so where the add-ons cannot be read', async () => {
    await session.fault('GET customers/*/subscriptions', 'serverError', { status: 500, count: 5 });
    const said = await dryCancel(SEED.newCommerceOpen);
    expect(said.leavesBehind).toEqual([]);
    expect(codes(said.warnings)).toEqual(['AddOnsNotRead']);
  });
});

describe('what is scheduled for the end of the term', () => {
  it.each([
    ['ScheduledCancelDropped', planned.scheduledCancelSubscriptionId, 'the scheduled cancel'],
    ['ScheduledChangeDropped', planned.scheduledChangeSubscriptionId, expect.stringContaining('quantity 2')],
  ])('goes with a cancel, as both answers say: %s', async (code, subscriptionId, dropped) => {
    const said = await dryCancel({ customerId, subscriptionId });
    expect(said.drops).toEqual([dropped]);
    expect(said.effect).toContain(`What is scheduled is dropped: ${said.drops?.join('; ')}.`);
    expect(codes(said.warnings)).toEqual([code]);
    expect((await realCancel({ customerId, subscriptionId })).warnings).toEqual(said.warnings);
  });

  it('is dropped by a legacy add-on, as both answers say', async () => {
    const ids = SEED.legacyWithAddOns;
    await session.change(`subscriptions/${ids.subscriptionId}?customerId=${ids.customerId}`, {
      scheduledActions: [{ scheduleType: 'TermEnd', actionType: 'Cancel' }],
    });
    const { warnings } = await dryRun(CALLS.legacyAddOn);
    expect(codes(warnings)).toEqual(['NoResellerOfRecord', 'ScheduledCancelDropped']);
    const real = await app.buy(CALLS.legacyAddOn.path, CALLS.legacyAddOn.body);
    expect(real.body).toMatchObject({ warnings });
  });

  it('may be a paid extension that nobody wants, as both answers say', async () => {
    await session.change(`subscriptions/${base.subscriptionId}`, { autoRenewEnabled: false });
    const { warnings } = await dryRun(CALLS.newCommerceAddOn);
    expect(codes(warnings)).toEqual(['ExtendedTermRisk']);
    const real = await app.buy(CALLS.newCommerceAddOn.path, CALLS.newCommerceAddOn.body);
    expect(real.body).toMatchObject({ warnings });
  });
});

describe('a dry run of a purchase', () => {
  const { main } = SEED_RESELLERS;

  it('names what is ordered, for whom and with which reseller', async () => {
    const { effect, refund, drops } = await dryRun(CALLS.createOrder);
    const offer = new RegExp(`^Places an order of 5 × ${skuOf(SEED_OFFERS.newCommercePlain)}:\\w+ for the customer\\.`);
    expect(effect).toMatch(offer);
    expect(effect).toContain(`PartnerID ${main.mpnId} is recorded as the reseller. ${PRICE}`);
    expect({ refund, drops }).toEqual({ refund: undefined, drops: undefined });
    const direct = { ...CALLS.createOrder.body, indirectResellerId: undefined, direct: true };
    expect((await dryRun({ ...CALLS.createOrder, body: direct })).effect).toContain(
      'No indirect reseller is recorded.',
    );
  });

  it('names the add-on and what it belongs to', async () => {
    const legacy = await dryRun(CALLS.legacyAddOn);
    expect(legacy.effect).toContain(
      `Adds 2 × ${SEED.legacyWithAddOns.addOnOfferId} to the order of new offer purchase`,
    );
    expect(legacy.effect).toContain(PRICE);
    const modern = await dryRun(CALLS.newCommerceAddOn);
    expect(modern.effect).toMatch(/^Buys 6 × \S+ for P1Y, a subscription of its own beside .+\./);
    expect(modern.effect).toContain(PRICE);
  });
});
