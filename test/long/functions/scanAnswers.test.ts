import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../../local/partnerCenter/seedIds.ts';
import type { ScanView } from '../../../shared/schemas/getScan.ts';
import { arrived, makeWebhook, messageOf, raise, untilQuiet } from '../../functions/alertClient.ts';
import { partnerCenterSession } from '../../functions/partnerCenterSession.ts';
import { list, scan, UNLIMITED } from '../../functions/scanClient.ts';
import { removeRows } from '../../functions/storedRows.ts';
import { startMangledApp, type Mangle, type MangledApp, type Told } from '../../functions/startMangledApp.ts';

const FORMER = SEED.relationshipRemoved.customerId;
const OPEN = SEED.newCommerceOpen;
const BASE = SEED.newCommerceBase;

type Json = Record<string, unknown>;

let mangled: MangledApp;

beforeAll(async () => {
  mangled = await startMangledApp({ AzureFunctionsJobHost__extensions__queues__visibilityTimeout: '00:00:01' });
});
afterAll(() => mangled.close());
beforeEach(async () => {
  mangled.mangle();
  await mangled.app.partnerCenter.reset();
  await mangled.app.partnerCenter.post('/_emulator/switches', UNLIMITED);
});

function itemsOf({ body }: Told): Json[] {
  return (body as { items: Json[] }).items;
}

const isCustomers = ({ path, status }: Told): boolean => status === 200 && /^\/v1\/customers\?/.test(path);
const isListOf = ({ method, path, status }: Told, customerId: string): boolean =>
  method === 'GET' && status === 200 && path.endsWith(`/customers/${customerId}/subscriptions`);

/** Changes the list of customers, in which Former Customer, who fails every scan, is missing. */
function customers(change: (items: Json[]) => Json[] = (items) => items): Mangle {
  return (told) => {
    if (!isCustomers(told)) return undefined;
    const items = change(itemsOf(told).filter(({ id }) => id !== FORMER));
    return { body: { ...(told.body as Json), items, totalCount: items.length } };
  };
}

/** Changes one customer’s subscriptions, in lists and by id. */
function subscriptions(customerId: string, change: (subscription: Json) => Json): Mangle {
  const whole = customers();
  return (told) => {
    if (isListOf(told, customerId)) return { body: { ...(told.body as Json), items: itemsOf(told).map(change) } };
    const isOne =
      told.method === 'GET' && told.status === 200 && told.path.includes(`/customers/${customerId}/subscriptions/`);
    return isOne ? { body: change(told.body as Json) } : whole(told);
  };
}

const codes = ({ warnings }: ScanView): string[] => warnings.map(({ code }) => code);
const reasons = ({ failed }: ScanView): string[] => failed.map(({ customerId, code }) => `${customerId} ${code}`);
const openOf = async ({ customerId }: { customerId: string }, query = '') =>
  (await list(mangled.app, `?customerId=${customerId}${query}`)).items;

describe('a list of customers that is much shorter than the last one', () => {
  beforeEach(async () => {
    mangled.mangle(customers());
    expect(await scan(mangled.app)).toMatchObject({ complete: true });
  });

  it('does not count as complete, and is believed when it comes again', async () => {
    mangled.mangle(customers((items) => items.slice(0, 5)));
    const first = await scan(mangled.app);
    expect(first).toMatchObject({ complete: false, customers: { expected: 5, seen: 5, failed: 0 } });
    expect(codes(first)).toEqual(['FewerCustomers']);
    expect((await list(mangled.app)).warnings.map(({ code }) => code)).toEqual(['ScanIncomplete']);
    expect((await openOf(OPEN)).length).toBeGreaterThan(0);
    expect(await scan(mangled.app)).toMatchObject({ complete: true, warnings: [] });
  });

  it('is not believed where the next one is short in another way', async () => {
    mangled.mangle(customers((items) => items.slice(0, 5)));
    expect(codes(await scan(mangled.app))).toEqual(['FewerCustomers']);
    mangled.mangle(customers((items) => items.slice(0, 9)));
    const second = await scan(mangled.app);
    expect(second.complete).toBe(false);
    expect(codes(second)).toEqual(['FewerCustomers']);
  });

  it('is told of from three customers on', async () => {
    mangled.mangle(customers((items) => items.slice(0, -2)));
    expect(await scan(mangled.app)).toMatchObject({ complete: true, warnings: [] });
    mangled.mangle(customers((items) => items.slice(0, -5)));
    expect(codes(await scan(mangled.app))).toEqual(['FewerCustomers']);
  });

  it('is never believed where it is empty', async () => {
    mangled.mangle(customers(() => []));
    const views = [await scan(mangled.app), await scan(mangled.app)];
    expect(views).toMatchObject(views.map(() => ({ complete: false, customers: { expected: 0 } })));
    expect(views.map(codes)).toEqual([['FewerCustomers'], ['FewerCustomers']]);
  });
});

describe('an answer that cannot be read whole', () => {
  beforeEach(async () => {
    mangled.mangle(customers());
    expect(await scan(mangled.app)).toMatchObject({ complete: true });
    expect(await openOf(OPEN)).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['with a blank too many is read', '2026-12-01T11:00:00 +01:00'],
    ['with a blank before its zone is read', '2026-12-01T10:00:00 Z'],
  ])('a cutoff %s', async (_what, stated) => {
    await mangled.app.partnerCenter.post('/_emulator/clock', { now: '2026-11-28T00:00:00Z' });
    mangled.mangle(subscriptions(OPEN.customerId, (one) => ({ ...one, cancellationAllowedUntilDate: stated })));
    expect(await scan(mangled.app)).toMatchObject({ complete: true });
    expect((await openOf(OPEN)).map(({ cutoff }) => cutoff)).toContain('2026-12-01T10:00:00.000Z');
  });

  it.each<[string, unknown]>([
    ['a text', 'soon'],
    ['a number', 1764583200],
    ['an object', { date: '2026-12-01' }],
  ])('as a cutoff that is %s fails its customer by name, and what was known stays', async (_what, stated) => {
    mangled.mangle(subscriptions(OPEN.customerId, (one) => ({ ...one, cancellationAllowedUntilDate: stated })));
    const view = await scan(mangled.app);
    expect(view.complete).toBe(false);
    expect(reasons(view)).toEqual([`${OPEN.customerId} UnreadableSubscriptions`]);
    expect(await openOf(OPEN)).toHaveLength(1);
  });

  it('as a list that counts more than it has fails its customer by name, and what was known stays', async () => {
    const whole = customers();
    mangled.mangle((told) => (isListOf(told, OPEN.customerId) ? { body: { items: [], totalCount: 5 } } : whole(told)));
    const view = await scan(mangled.app);
    expect(view.complete).toBe(false);
    expect(reasons(view)).toEqual([`${OPEN.customerId} UnreadableSubscriptions`]);
    expect(await openOf(OPEN)).toHaveLength(1);
  });

  it('as a list of customers that counts more than it has does not count as complete', async () => {
    mangled.mangle((told) => {
      if (!isCustomers(told)) return undefined;
      const items = itemsOf(told).filter(({ id }) => id !== FORMER);
      return { body: { ...(told.body as Json), items: items.slice(1), totalCount: items.length } };
    });
    const view = await scan(mangled.app);
    expect(view).toMatchObject({ complete: false, customers: { failed: 0 } });
    expect(codes(view)).toEqual(['UnreadableCustomers']);
  });

  it.each<[string, object]>([
    ['leads back to itself', { uri: `/customers/${OPEN.customerId}/subscriptions`, method: 'GET', headers: [] }],
    ['cannot be read', { href: '/more' }],
  ])('as a list whose next page %s fails its customer by name, and what was known stays', async (_what, next) => {
    const whole = customers();
    mangled.mangle((told) =>
      isListOf(told, OPEN.customerId) ? { body: { items: [], totalCount: 0, links: { next } } } : whole(told),
    );
    const view = await scan(mangled.app);
    expect(reasons(view)).toEqual([`${OPEN.customerId} PartnerCenterUnavailable`]);
    expect(await openOf(OPEN)).toHaveLength(1);
  });

  it('as a list of customers whose next page cannot be read is no whole list', async () => {
    const whole = customers();
    let isBroken = true;
    mangled.mangle((told) => {
      if (!isCustomers(told) || !isBroken) return whole(told);
      isBroken = false;
      return { body: { ...(told.body as Json), links: { next: { Uri: '/customers?page=2' } } } };
    });
    const { customers: seen, complete } = await scan(mangled.app);
    expect({ complete, left: seen.left }).toEqual({ complete: true, left: 0 });
    expect(seen.seen).toBeGreaterThan(10);
  });
});

describe('what one customer is told', () => {
  it.each<[string, Json]>([
    ['a date that is ten thousand years away', { commitmentEndDateTime: '9999-12-31T23:59:59.9999999-08:00' }],
    ['a name of forty thousand characters', { friendlyName: '🛒'.repeat(20_000) }],
    ['dates of no month and no day', { commitmentEndDateTime: '0000-00-00T00:00:00Z' }],
  ])('hides nobody: %s', async (_what, members) => {
    mangled.mangle(subscriptions(OPEN.customerId, (one) => ({ ...one, ...members })));
    expect(await scan(mangled.app)).toMatchObject({ complete: true, problems: [] });
    expect(await openOf(OPEN)).toHaveLength(1);
    expect((await list(mangled.app)).items.length).toBeGreaterThan(8);
    const csv = await mangled.app.api('GET', 'deadlines?format=csv');
    expect(csv.status).toBe(200);
  });

  it('finds what was bought today though no end of the cancel is stated', async () => {
    mangled.mangle(subscriptions(OPEN.customerId, ({ cancellationAllowedUntilDate: _stated, ...one }) => one));
    expect(await scan(mangled.app)).toMatchObject({ complete: true });
    const found = await openOf(OPEN);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ inferred, kind }) => inferred || kind === 'seats')).toBe(true);
  });
});

describe('an activity log', () => {
  const path = `customers/${BASE.customerId}/subscriptions/${BASE.subscriptionId}`;

  beforeEach(async () => {
    const session = partnerCenterSession(mangled.app);
    await session.ask('PATCH', path, { ...(await session.ask('GET', path)), quantity: 22 });
  });

  it.each<[string, Mangle]>([
    [
      'whose records name no customer',
      (told) => {
        if (!told.path.startsWith('/v1/auditrecords') || told.status !== 200) return undefined;
        const items = itemsOf(told).map(({ customerId: _none, ...record }) => record);
        return { body: { ...(told.body as Json), items } };
      },
    ],
    ['that fails all night', ({ path: asked }) => (asked.startsWith('/v1/auditrecords') ? { status: 500 } : undefined)],
  ])('%s only costs requests: seats that were added are found', async (_what, mangle) => {
    mangled.mangle(mangle);
    const view = await scan(mangled.app);
    expect(codes(view)).toEqual(['ActivityLogUnreadable']);
    expect(await openOf(BASE, '&kind=seats')).toHaveLength(1);
  });
});

it('an alert whose cutoff cannot be read again is not taken for one that is closed', async () => {
  const { app } = mangled;
  const { customerId } = SEED.newCommerceClosingSoon;
  await scan(app);
  const filter = { customerIds: [customerId] };
  const webhook = await makeWebhook(app, 'odd', { events: ['subscription.cutoff_approaching'], filter });
  mangled.mangle(subscriptions(customerId, (one) => ({ ...one, cancellationAllowedUntilDate: 'soon' })));
  await app.partnerCenter.advance('4h');
  expect((await app.api('GET', 'customers')).status).toBe(200);
  await raise(app);
  await untilQuiet(app, webhook.webhookId);
  const [told, ...others] = await arrived(app, 'odd');
  expect(others).toEqual([]);
  expect(told && messageOf(told).data).toMatchObject({ customer: { id: customerId }, verified: false });
});

it('does not take a list of no customers for complete, even on the first night', async () => {
  await removeRows(mangled.app, 'scans');
  mangled.mangle(customers(() => []));
  const view = await scan(mangled.app);
  expect(view).toMatchObject({ complete: false, customers: { expected: 0 } });
  expect(codes(view)).toEqual(['NoCustomers']);
});
