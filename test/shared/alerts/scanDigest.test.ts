import { describe, expect, it } from 'vitest';
import { OpenDeadlines } from '../../../shared/alerts/scanDigest.ts';
import type { WebhookFilter } from '../../../shared/schemas/webhook.ts';
import { standardMessage } from '../../../shared/alerts/standardMessage.ts';
import { ScanDigest } from '../../../shared/schemas/alertEvents.ts';
import type { Deadline } from '../../../shared/schemas/deadline.ts';
import type { ScanView } from '../../../shared/schemas/getScan.ts';
import { MAX_LONG_TEXT } from '../../../shared/storage/longText.ts';
import { hoursFromNow, NOW, someDeadline } from './someDeadline.ts';

const MAX_BYTES = 20_000;
const LONG_NAMES: Partial<Deadline> = {
  customerName: 'Ü'.repeat(256),
  subscriptionName: '"'.repeat(256),
  productName: 'x'.repeat(256),
  resellerName: 'x'.repeat(256),
};

function scan(changes: Partial<ScanView> = {}): ScanView {
  return {
    scanId: '20261128T023000000Z-0a1b2c3d',
    scope: 'all',
    trigger: 'timer',
    state: 'completed',
    complete: true,
    startedAt: '2026-11-28T02:30:00.000Z',
    endedAt: '2026-11-28T03:41:12.000Z',
    customers: { expected: 1_204, seen: 1_200, skipped: 3, failed: 1, left: 0 },
    percent: 100,
    subscriptions: 9_000,
    deadlines: 400,
    requests: 9_900,
    throttled: 12,
    requestsPerMinute: 140,
    skipped: [],
    failed: [],
    problems: [],
    warnings: [],
    ...changes,
  };
}

/** What is open, by the hours that are left. */
function openAt(...hours: number[]): OpenDeadlines {
  const open = new OpenDeadlines();
  for (const [index, left] of hours.entries()) open.add(someDeadline(index, { cutoff: hoursFromNow(left) }), NOW);
  return open;
}

const failed = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    customerId: someDeadline(index).customerId,
    customerName: 'Arbeitsgemeinschaft der Wasserversorger am Oberrhein e. V.',
    code: 'PartnerCenterForbidden',
    message: 'Partner Center refuses access to this customer: there is no relationship with it.',
  }));

const counts = (open: OpenDeadlines) =>
  open.digest(scan(), {}, NOW).open.map(({ within, count }) => `${within}: ${count}`);

describe('what is open for one webhook', () => {
  it('is nothing at first', () => {
    const digest = openAt().digest(scan(), {}, NOW);
    expect(digest).toMatchObject({ deadlines: [], more: 0 });
    expect(counts(openAt())).toEqual(['24h: 0', '72h: 0', '7d: 0', 'later: 0']);
  });

  it('is counted once, by the time that is left', () => {
    const open = openAt(0.001, 24, 24.001, 72, 72.001, 168, 168.001, 5_000);
    expect(counts(open)).toEqual(['24h: 2', '72h: 2', '7d: 2', 'later: 2']);
  });

  it.each([
    [59, 59, 0],
    [60, 60, 0],
    [61, 60, 1],
    [400, 60, 340],
  ])('of %i lists the %i soonest and says that there are %i more', (count, listed, more) => {
    const digest = openAt(...Array.from({ length: count }, (_, index) => index + 1)).digest(scan(), {}, NOW);
    expect(digest.deadlines.map(({ secondsLeft }) => secondsLeft / 3_600)).toEqual(
      Array.from({ length: listed }, (_, index) => index + 1),
    );
    expect(digest.more).toBe(more);
    expect(digest.open.reduce((total, { count: some }) => total + some, 0)).toBe(count);
  });

  it('is of one webhook only', () => {
    const [one, other] = [openAt(1, 2), openAt(1)];
    expect([one, other].map((open) => open.digest(scan(), {}, NOW).deadlines.length)).toEqual([2, 1]);
  });
});

describe('the digest', () => {
  it('says what the scan covered, as the schema says', () => {
    const digest = openAt(1, 30, 100, 1_000).digest(scan({ complete: false, failed: failed(1) }), {}, NOW);
    expect(ScanDigest.parse(digest)).toStrictEqual(digest);
    expect(digest).toMatchObject({
      scanId: '20261128T023000000Z-0a1b2c3d',
      complete: false,
      startedAt: '2026-11-28T02:30:00.000Z',
      endedAt: '2026-11-28T03:41:12.000Z',
      customers: { expected: 1_204, seen: 1_200, skipped: 3, failed: 1 },
      failed: failed(1),
    });
  });

  it('counts the seconds from when it is written', () => {
    const open = openAt(2);
    expect(open.digest(scan(), {}, new Date(hoursFromNow(1))).deadlines[0]?.secondsLeft).toBe(3_600);
  });

  it('names the first ten customers that failed', () => {
    expect(openAt(1).digest(scan({ failed: failed(30) }), {}, NOW).failed).toEqual(failed(10));
  });

  it('names of the customers that failed those of the filter; none where whose they are is not known', () => {
    const all = failed(3);
    const named = (filter: WebhookFilter) => openAt(1).digest(scan({ failed: all }), filter, NOW).failed;
    expect(named({ customerIds: [all[1]?.customerId ?? ''] })).toEqual([all[1]]);
    expect(named({ resellers: ['4847383'] })).toEqual([]);
    expect(named({ terms: ['P1Y'], minQuantity: 5 })).toEqual(all);
  });

  it('fits in its row with 5000 deadlines and 30 customers that failed, however long their names are', () => {
    const open = new OpenDeadlines();
    for (let index = 0; index < 5_000; index += 1) open.add(someDeadline(index, LONG_NAMES), NOW);
    const long = failed(30).map((customer) => ({ ...customer, message: '"'.repeat(2_000) }));
    expect(JSON.stringify(open.digest(scan({ failed: long }), {}, NOW)).length).toBeLessThan(MAX_LONG_TEXT);
  });
});

describe('the message of a digest', () => {
  const sentOf = (count: number, changes: Partial<Deadline> = {}, failures = 0) => {
    const open = new OpenDeadlines();
    for (let index = 0; index < count; index += 1) {
      open.add(someDeadline(index, { cutoff: hoursFromNow(1 + index), ...changes }), NOW);
    }
    const data = open.digest(scan({ failed: failed(failures) }), {}, NOW);
    const body = standardMessage({ type: 'scan.completed', data }, NOW.toISOString());
    return { data, body, sent: JSON.parse(body) as { type: string; timestamp: string; data: ScanDigest } };
  };

  it('is the whole digest where that is small', () => {
    const { data, sent } = sentOf(5, {}, 1);
    expect(sent).toEqual({ type: 'scan.completed', timestamp: NOW.toISOString(), data });
  });

  it.each<[string, number, Partial<Deadline>]>([
    ['60 deadlines', 60, {}],
    ['5000 deadlines', 5_000, {}],
    ['5000 deadlines with long names', 5_000, LONG_NAMES],
  ])(
    'of %s and 30 customers that failed names as many as fit into 20 kB, and counts the others',
    (_, count, changes) => {
      const { data, body, sent } = sentOf(count, changes, 30);
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_BYTES);
      const { deadlines, more } = ScanDigest.parse(sent.data);
      expect(sent.data).toEqual({ ...data, deadlines: data.deadlines.slice(0, deadlines.length), more });
      expect(deadlines.length).toBeGreaterThan(0);
      expect(deadlines.length + more).toBe(count);
      const next = JSON.stringify(data.deadlines[deadlines.length]);
      expect(Buffer.byteLength(body) + Buffer.byteLength(next)).toBeGreaterThan(MAX_BYTES - 10);
    },
  );

  it('names no deadline where there is no room for one', () => {
    const { data, sent } = sentOf(3, { customerName: 'x'.repeat(MAX_BYTES) });
    expect(sent.data).toEqual({ ...data, deadlines: [], more: 3 });
  });
});

it('a message about anything else is as it is, and says when it was raised', () => {
  const data = { webhookId: 'webhook', message: 'x'.repeat(2 * MAX_BYTES) };
  const body = standardMessage({ type: 'webhook.test', data }, '2026-11-01T00:00:00.000Z');
  expect(JSON.parse(body)).toEqual({ type: 'webhook.test', timestamp: '2026-11-01T00:00:00.000Z', data });
});
