import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { ScanView } from '../../shared/schemas/getScan.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { partnerCenterSession } from './partnerCenterSession.ts';
import { runTimer } from './runTimer.ts';
import { compared, list, scan, SCAN_SETTINGS, UNLIMITED, untilEnded, viewOf } from './scanClient.ts';
import { asked, listed, listOf } from './upstream.ts';

const FORMER = SEED.relationshipRemoved.customerId;
const OPEN = SEED.newCommerceOpen.customerId;
const CLOSING = SEED.newCommerceClosingSoon.customerId;
const SUSPENDED = SEED.newCommerceSuspended.customerId;
const UNKNOWN = '11111111-1111-4111-8111-111111111111';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ settings: SCAN_SETTINGS });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.partnerCenter.reset();
  await app.partnerCenter.post('/_emulator/switches', UNLIMITED);
});

async function customers(): Promise<number> {
  return ((await app.partnerCenter.get('/_emulator/customers?all=true')).body as { items: unknown[] }).items.length;
}

describe('a scan of all customers', () => {
  it('answers where to look, sees every customer, and says which it could not see', async () => {
    const started = await app.api('POST', 'scans');
    const { scanId, state, complete } = viewOf(started, 201);
    expect(started.headers.get('location')).toBe(`${app.url}/api/scans/${scanId}`);
    expect({ state, complete }).toEqual({ state: 'planning', complete: false });

    const ended = await untilEnded(app, scanId);
    const expected = await customers();
    expect(ended).toMatchObject({
      scope: 'all',
      trigger: 'call',
      state: 'completed',
      complete: false,
      percent: 100,
      customers: { expected, seen: expected - 1, skipped: 0, failed: 1, left: 0 },
      throttled: 0,
      skipped: [],
      problems: [],
      warnings: [],
    });
    expect(ended.failed).toEqual([
      expect.objectContaining({ customerId: FORMER, customerName: 'Former Customer', code: 'CustomerNotFound' }),
    ]);
    expect(ended.requests).toBe((await app.partnerCenter.requests()).length);
    expect(expectAnswer(await app.api('GET', 'scans/latest'), ScanView)).toEqual(ended);
    const same = await compared(app);
    expect(same.listed).toEqual(same.known);
    expect(same.listed.length).toBeGreaterThan(5);
  });

  it('asks each customer once, and reads by id only what was changed', async () => {
    const { customerId, subscriptionId } = SEED.newCommerceOpen;
    const path = `customers/${customerId}/subscriptions/${subscriptionId}`;
    const byId = async () => (await asked(app)).filter((request) => /subscriptions\/[^/]+$/.test(request));
    await scan(app);
    expect(await listed(app, OPEN)).toBe(1);
    expect(await byId()).toEqual([]);

    await app.partnerCenter.advance('1d');
    const session = partnerCenterSession(app);
    await session.ask('PATCH', path, { ...(await session.ask('GET', path)), quantity: 14 });
    await scan(app);
    expect(await byId()).toEqual([`GET /v1/${path}`]);
    const seats = await list(app, `?kind=seats&customerId=${customerId}`);
    expect(seats.items).toMatchObject([{ subscriptionId, refundableQuantity: 4, quantity: 14, refund: 'partial' }]);
  });

  it('reads again by id what has seats with a cutoff of their own, whatever the log says', async () => {
    const { customerId, subscriptionId } = SEED.newCommerceBase;
    const path = `customers/${customerId}/subscriptions/${subscriptionId}`;
    const session = partnerCenterSession(app);
    await session.ask('PATCH', path, { ...(await session.ask('GET', path)), quantity: 22 });
    await scan(app, { customerId });
    expect((await list(app, `?kind=seats&customerId=${customerId}`)).items).toHaveLength(1);
    await app.partnerCenter.post('/_emulator/switches', { activityLogLagInMinutes: 60 });
    await scan(app);
    expect((await list(app, `?kind=seats&customerId=${customerId}`)).items).toMatchObject([{ subscriptionId }]);
  });

  it('is planned again where the activity log cannot be read for a while only', async () => {
    await app.partnerCenter.faults({ kind: 'serverError', status: 503, route: 'GET /v1/auditrecords', count: 2 });
    expect((await scan(app)).warnings).toEqual([]);
  });

  it('without an activity log reads all that may have added seats, and says so', async () => {
    await app.partnerCenter.post('/_emulator/switches', { activityLog: false });
    const { warnings } = await scan(app);
    expect(warnings.map(({ code }) => code)).toEqual(['ActivityLogUnreadable']);
    expect((await asked(app)).filter((request) => /subscriptions\/[^/]+$/.test(request)).length).toBeGreaterThan(5);
  });

  it('keeps what it found within seconds, however long one customer takes', async () => {
    await app.partnerCenter.faults({ kind: 'slow', route: listOf(OPEN), delayInMs: 7_000, count: 1 });
    const { scanId } = viewOf(await app.api('POST', 'scans'), 201);
    const seen = async () => viewOf(await app.api('GET', `scans/${scanId}`)).customers.seen;
    await expect.poll(seen, { timeout: 6_000 }).toBeGreaterThan(10);
    expect(viewOf(await app.api('GET', `scans/${scanId}`)).state).toBe('running');
    await untilEnded(app, scanId);
  });

  it('runs once at a time: who asks meanwhile gets the one that runs', async () => {
    await app.partnerCenter.faults({ kind: 'slow', route: 'GET /v1/customers', delayInMs: 1_500 });
    const started = await Promise.all([1, 2, 3].map(() => app.api('POST', 'scans')));
    expect(started.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    const ids = started.map(({ body }) => ScanView.parse(body).scanId);
    expect(new Set(ids).size).toBe(1);
    await untilEnded(app, ids[0] ?? '');
    expect(await listed(app, OPEN)).toBe(1);
  });

  it('that the timer starts twice is one', async () => {
    await app.partnerCenter.faults({ kind: 'slow', route: 'GET /v1/customers', delayInMs: 1_500 });
    const before = viewOf(await app.api('GET', 'scans/latest')).scanId;
    await Promise.all([runTimer(app, 'startNightlyScan'), runTimer(app, 'startNightlyScan')]);
    await expect.poll(async () => viewOf(await app.api('GET', 'scans/latest')).scanId).not.toBe(before);
    const { scanId, trigger } = viewOf(await app.api('GET', 'scans/latest'));
    expect(trigger).toBe('timer');
    await untilEnded(app, scanId);
    expect(await listed(app, OPEN)).toBe(1);
  });

  it('reads on where a page of customers says so', async () => {
    await app.partnerCenter.post('/_emulator/switches', { maxPageSize: 4 });
    expect((await scan(app)).customers.expected).toBe(await customers());
  });

  it('goes on when the token has expired in between', async () => {
    await app.partnerCenter.faults({ kind: 'tokenExpired', route: listOf(OPEN), count: 1 });
    expect((await scan(app)).failed.map(({ customerId }) => customerId)).toEqual([FORMER]);
  });

  it('says what could not be read of the resellers, and goes on', async () => {
    const fault = { kind: 'customError', status: 403, code: 1002, description: 'No.', count: 10 };
    await app.partnerCenter.faults({ ...fault, route: 'GET /v1/relationships' });
    const { warnings, customers: seen } = await scan(app);
    expect(warnings.map(({ code }) => code)).toEqual(['ResellersUnknown']);
    expect(seen.failed).toBe(1);
    const [item] = (await list(app, `?customerId=${OPEN}`)).items;
    expect(item).toMatchObject({ partnerIdOnRecord: '4847383' });
    expect(item).not.toHaveProperty('resellerName');
  });
});

describe('a scan of some customers', () => {
  it('asks these and no others', async () => {
    const ended = await scan(app, { customerIds: [OPEN.toUpperCase(), CLOSING, OPEN] });
    expect(ended).toMatchObject({ scope: 'customers', complete: true, customers: { expected: 2, seen: 2 } });
    const lists = (await asked(app)).filter((request) => request.endsWith('/subscriptions'));
    expect(lists.sort()).toEqual([listOf(OPEN), listOf(CLOSING)].sort());
    const [item] = (await list(app, `?customerId=${OPEN}`)).items;
    expect(item).toMatchObject({ customerName: 'Contoso', scanId: ended.scanId });
  });

  it('names the one that Partner Center does not know', async () => {
    const ended = await scan(app, { customerId: UNKNOWN });
    expect(ended).toMatchObject({ complete: false, customers: { expected: 1, failed: 1 } });
    expect(ended.failed).toMatchObject([{ customerId: UNKNOWN, code: 'CustomerNotFound' }]);
  });

  it('sees what has changed since', async () => {
    await scan(app);
    const before = (await list(app, `?customerId=${SUSPENDED}`)).items.length;
    expect(before).toBeGreaterThan(0);
    const cancelled = await app.api(
      'POST',
      `customers/${SUSPENDED}/subscriptions/${SEED.newCommerceSuspended.subscriptionId}/cancel`,
    );
    expect(cancelled.status).toBe(200);
    await scan(app, { customerId: SUSPENDED });
    expect((await list(app, `?customerId=${SUSPENDED}`)).items).toEqual([]);
  });

  it.each<[object, string]>([
    [{ customerId: 'Contoso' }, 'customerId'],
    [{ customerIds: [] }, 'customerIds'],
    [{ customerIds: [OPEN, 'x'] }, 'customerIds[1]'],
    [{ customerId: OPEN, customerIds: [OPEN] }, 'customerIds'],
    [{ customers: [OPEN] }, 'customers'],
  ])('is refused for %j', async (body, target) => {
    expect(expectRefusal(await app.api('POST', 'scans', body), 'InvalidRequest').target).toBe(target);
  });
});

describe('GET scans', () => {
  it('refuses what is no id, and says so where there is no such scan', async () => {
    expect(expectRefusal(await app.api('GET', 'scans/newest'), 'InvalidRequest').target).toBe('scanId');
    expectRefusal(await app.api('GET', 'scans/20260101T000000000Z-00000000'), 'ScanNotFound');
  });
});
