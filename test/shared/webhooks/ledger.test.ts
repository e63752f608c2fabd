import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AlertEvent } from '../../../shared/schemas/alertEvents.ts';
import type { DeliveryRecord, DueAlert } from '../../../shared/webhooks/deliveryRecord.ts';
import { alertRowKey, isSameCutoff, type AlertKey, type Ledger } from '../../../shared/webhooks/ledger.ts';
import { hoursFromNow, NOW, someDeadline } from '../alerts/someDeadline.ts';
import { dyingTable } from '../storage/dyingTable.ts';
import { openStorage } from '../storage/openStorage.ts';
import { someAlerts, startAlertProcesses, type AlertProcesses } from './startAlerting.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CUTOFF = 'subscription.cutoff_approaching';
const WEBHOOK = 'webhook';

let storage: Awaited<ReturnType<typeof openStorage>>;
let processes: AlertProcesses;
let ledger: Ledger;
let other: Ledger;

beforeAll(async () => {
  storage = await openStorage();
});
afterAll(() => storage.close());
beforeEach(() => {
  processes = startAlertProcesses(storage.clients);
  ledger = processes.startLedger();
  other = processes.startLedger();
});

const to = (webhookId: string, format: DeliveryRecord['format'] = 'standard') => ({ webhookId, format });
const keyOf = ({ deadline, stageInMs }: DueAlert): AlertKey => ({ ...deadline, stageInMs });
const keysOf = (alerts: readonly DueAlert[]) => alerts.map((alert) => alertRowKey(keyOf(alert)));

/** The rows of the ledger by their keys, and what they say. */
async function entries(): Promise<Map<string, { deliveryId: string; webhookId: string }>> {
  const rows = (await processes.rows()).filter(({ rowKey }) => /^[le]_/.test(rowKey));
  return new Map(
    rows.map(({ rowKey, partitionKey, deliveryId }) => [
      rowKey,
      { deliveryId: String(deliveryId), webhookId: partitionKey },
    ]),
  );
}

async function deliveries(webhookId = WEBHOOK): Promise<DeliveryRecord[]> {
  return (await processes.startDeliveries().page(webhookId, { size: 1_000 })).records;
}

/** Each alert is in the ledger under a delivery that counts it, and no delivery counts an alert of another. */
async function expectWholeAndOnce(alerts: readonly DueAlert[]): Promise<void> {
  const entered = await entries();
  expect([...entered.keys()].sort()).toEqual(keysOf(alerts).sort());
  const made = await deliveries();
  const claims = new Map(made.map(({ deliveryId }) => [deliveryId, [] as string[]]));
  for (const [key, { deliveryId }] of entered) claims.get(deliveryId)?.push(key);
  for (const { deliveryId, claimed, alerts: carried } of made) {
    const own = claims.get(deliveryId) ?? [];
    expect(own).toHaveLength(claimed);
    expect(own).toEqual(expect.arrayContaining(keysOf(carried.slice(0, claimed))));
  }
}

/** What is due still, as a run sees it. */
async function left(alerts: readonly DueAlert[]): Promise<DueAlert[]> {
  const sent = await ledger.sent(WEBHOOK, NOW, new Date(NOW.getTime() + 3 * DAY));
  return alerts.filter((alert) => !sent.has(alertRowKey(keyOf(alert))));
}

describe('alerts with a delivery each', () => {
  it('are entered with what is to be delivered', async () => {
    const [alert] = someAlerts(1);
    const [deliveryId] = await ledger.enterEach(WEBHOOK, CUTOFF, [alert as DueAlert]);
    expect(await deliveries()).toEqual([
      {
        webhookId: WEBHOOK,
        deliveryId,
        type: CUTOFF,
        format: 'standard',
        state: 'waiting',
        createdAt: NOW.toISOString(),
        dueAt: NOW.getTime(),
        tries: 0,
        again: false,
        takes: 0,
        leaseUntil: 0,
        holder: expect.any(String) as string,
        attempts: [],
        alerts: [alert],
        claimed: 1,
      },
    ]);
  });

  it('are entered once, however often', async () => {
    const alerts = someAlerts(3);
    expect(await ledger.enterEach(WEBHOOK, CUTOFF, alerts)).toHaveLength(3);
    expect(await other.enterEach(WEBHOOK, CUTOFF, alerts)).toEqual([]);
    await expectWholeAndOnce(alerts);
  });

  it('are entered beside those that were before', async () => {
    await ledger.enterEach(WEBHOOK, CUTOFF, someAlerts(45));
    const entered = await other.enterEach(WEBHOOK, CUTOFF, someAlerts(50, 40));
    expect(entered).toHaveLength(45);
    await expectWholeAndOnce(someAlerts(90));
  });

  it('are entered by exactly one of two at the same time', async () => {
    const alerts = someAlerts(50);
    const entered = await Promise.all([ledger, other].map((one) => one.enterEach(WEBHOOK, CUTOFF, alerts)));
    expect(entered.flat()).toHaveLength(50);
    expect(new Set(entered.flat())).toEqual(new Set((await deliveries()).map(({ deliveryId }) => deliveryId)));
    await expectWholeAndOnce(alerts);
  });

  it('are another’s for each webhook, kind and stage', async () => {
    const alerts = someAlerts(1);
    await ledger.enterEach(WEBHOOK, CUTOFF, alerts);
    const urgent = alerts.map((alert) => ({ ...alert, stageInMs: 6 * HOUR }));
    expect(await ledger.enterEach('another', CUTOFF, alerts)).toHaveLength(1);
    const seats = alerts.map((alert) => ({ ...alert, deadline: { ...alert.deadline, kind: 'seats' as const } }));
    expect(await ledger.enterEach(WEBHOOK, CUTOFF, seats)).toHaveLength(1);
    expect(await ledger.enterEach(WEBHOOK, CUTOFF, urgent)).toHaveLength(1);
    expect(await deliveries()).toHaveLength(3);
    expect(await deliveries('another')).toHaveLength(1);
  });

  it('are due still where a run was cut off before them, and delivered where it was not', async () => {
    const alerts = someAlerts(90);
    const dying = processes.startLedger(dyingTable(processes.table, 1));
    await expect(dying.enterEach(WEBHOOK, CUTOFF, alerts)).rejects.toThrow('killed');
    await expectWholeAndOnce(alerts.slice(0, 40));
    expect(await left(alerts)).toEqual(alerts.slice(40));
    processes.advance(5 * MINUTE);
    expect(await processes.startDeliveries().resume(WEBHOOK)).toBe(40);
    expect(await ledger.enterEach(WEBHOOK, CUTOFF, await left(alerts))).toHaveLength(50);
    await expectWholeAndOnce(alerts);
  });
});

describe('alerts with one delivery for all', () => {
  it.each([1, 98, 99, 250, 400])('are entered together where there are %i', async (size) => {
    const alerts = someAlerts(size);
    const [deliveryId] = await ledger.enterTogether(WEBHOOK, CUTOFF, alerts);
    expect(await deliveries()).toMatchObject([
      { deliveryId, state: 'waiting', type: CUTOFF, format: 'teams', claimed: size, alerts },
    ]);
    await expectWholeAndOnce(alerts);
    expect(await left(alerts)).toEqual([]);
  });

  it('that one row has no room for have further deliveries: too many, or with names that are too long', async () => {
    const alerts = someAlerts(410);
    const ids = await ledger.enterTogether(WEBHOOK, CUTOFF, alerts);
    expect((await deliveries()).map(({ deliveryId, claimed }) => [deliveryId, claimed]).sort()).toEqual(
      ids.map((id, index) => [id, [400, 10][index]]).sort(),
    );
    await expectWholeAndOnce(alerts);

    const long = someAlerts(200, 500).map((alert) => ({
      ...alert,
      deadline: { ...alert.deadline, subscriptionName: 'x'.repeat(4_000) },
    }));
    expect((await ledger.enterTogether('another', CUTOFF, long)).length).toBeGreaterThan(2);
    const claimed = (await deliveries('another')).map((delivery) => delivery.claimed);
    expect(claimed.reduce((sum, count) => sum + count, 0)).toBe(200);
  });

  it('that are none make no delivery', async () => {
    expect(await ledger.enterTogether(WEBHOOK, CUTOFF, [])).toEqual([]);
    expect(await processes.rows()).toEqual([]);
  });

  it('are entered once', async () => {
    const alerts = someAlerts(120);
    const [first] = await ledger.enterTogether(WEBHOOK, CUTOFF, alerts);
    expect(await other.enterTogether(WEBHOOK, CUTOFF, alerts)).toEqual([]);
    expect(await deliveries()).toMatchObject([{ deliveryId: first }]);
  });

  it('end where another run was faster, with what they had until there', async () => {
    const alerts = someAlerts(250);
    await other.enterTogether(WEBHOOK, CUTOFF, alerts.slice(150, 152));
    const [deliveryId] = await ledger.enterTogether(WEBHOOK, CUTOFF, alerts);
    expect(await deliveries()).toContainEqual(
      expect.objectContaining({ deliveryId, state: 'waiting', claimed: 98 }) as DeliveryRecord,
    );
    await expectWholeAndOnce([...alerts.slice(0, 98), ...alerts.slice(150, 152)]);
    expect(await left(alerts)).toEqual([...alerts.slice(98, 150), ...alerts.slice(152)]);
  });

  it.each([
    ['the same', 0],
    ['overlapping', 60],
    ['overlapping in the second transaction', 150],
  ])('of two runs at once that find %s alerts are in the ledger once, each under one delivery', async (_, from) => {
    const all = someAlerts(200 + from);
    const found = [all.slice(0, 200), all.slice(from)];
    const runs = [ledger, other].map((one, index) => one.enterTogether(WEBHOOK, CUTOFF, found[index] ?? []));
    const made = (await Promise.all(runs)).flat();
    expect(made.length).toBeGreaterThan(0);
    const then = await left(all);
    await expectWholeAndOnce(all.filter((alert) => !then.includes(alert)));
    made.push(...(await ledger.enterTogether(WEBHOOK, CUTOFF, then)));
    await expectWholeAndOnce(all);
    expect((await deliveries()).map(({ deliveryId, state }) => [deliveryId, state]).sort()).toEqual(
      made.map((deliveryId) => [deliveryId, 'waiting']).sort(),
    );
  });

  it('of a run that was cut off are due still, and what it had entered is delivered after ten minutes', async () => {
    const alerts = someAlerts(250);
    const dying = processes.startLedger(dyingTable(processes.table, 2));
    await expect(dying.enterTogether(WEBHOOK, CUTOFF, alerts)).rejects.toThrow('killed');
    expect(await deliveries()).toMatchObject([{ state: 'gathering', claimed: 196 }]);
    const [{ deliveryId } = { deliveryId: '' }] = await deliveries();
    expect(await left(alerts)).toEqual(alerts.slice(196));

    const resuming = processes.startDeliveries();
    processes.advance(10 * MINUTE - 1);
    expect(await resuming.resume(WEBHOOK)).toBe(0);
    expect(await resuming.take(WEBHOOK, deliveryId)).toBeUndefined();
    expect(await resuming.again(WEBHOOK, deliveryId)).toBeUndefined();
    processes.advance(1);
    expect(await resuming.resume(WEBHOOK)).toBe(1);
    expect(processes.sent).toEqual([{ message: { webhookId: WEBHOOK, deliveryId }, visibleAfterInMs: 0 }]);
    expect((await resuming.take(WEBHOOK, deliveryId))?.record).toMatchObject({
      state: 'waiting',
      claimed: 196,
      alerts: alerts,
    });
    const [next] = await ledger.enterTogether(WEBHOOK, CUTOFF, await left(alerts));
    expect(await deliveries()).toContainEqual(
      expect.objectContaining({ deliveryId: next, claimed: 54 }) as DeliveryRecord,
    );
    await expectWholeAndOnce(alerts);
  });

  it('of a run that was cut off carry more than were entered, and only those count', async () => {
    const alerts = someAlerts(99);
    const dying = processes.startLedger(dyingTable(processes.table, 1));
    await expect(dying.enterTogether(WEBHOOK, CUTOFF, alerts)).rejects.toThrow('killed');
    processes.advance(11 * MINUTE);
    await processes.startDeliveries().resume(WEBHOOK);
    expect(await deliveries()).toMatchObject([{ state: 'waiting', claimed: 98 }]);
    expect(await left(alerts)).toEqual(alerts.slice(98));
  });

  it('that another run goes on to gather while it is slow end as that run closed them', async () => {
    const alerts = someAlerts(150);
    let transactions = 0;
    const slow = new Proxy(processes.table, {
      get(target, name, receiver) {
        if (name !== 'transact') return Reflect.get(target, name, receiver) as unknown;
        return async (...given: Parameters<typeof target.transact>) => {
          transactions += 1;
          if (transactions === 2) {
            processes.advance(11 * MINUTE);
            await processes.startDeliveries().resume(WEBHOOK);
          }
          return target.transact(...given);
        };
      },
    });
    const [deliveryId] = await processes.startLedger(slow).enterTogether(WEBHOOK, CUTOFF, alerts);
    expect(await deliveries()).toMatchObject([{ deliveryId, state: 'waiting', claimed: 98 }]);
    await expectWholeAndOnce(alerts.slice(0, 98));
  });
});

describe('the same cutoff', () => {
  const WRITTEN = [
    '2026-11-29T23:59:00.000Z',
    '2026-11-29T23:59:59.000Z',
    '2026-11-29T23:59:59.999Z',
    '2026-11-30T00:00:00.000Z',
  ];
  const alertAt = (cutoff: string): DueAlert => ({
    ...(someAlerts(1)[0] as DueAlert),
    deadline: someDeadline(0, { cutoff }),
  });

  it('is one key, in whatever way it is written', async () => {
    const alerts = WRITTEN.map(alertAt);
    expect(new Set(keysOf(alerts)).size).toBe(1);
    for (const alert of alerts) await ledger.enterEach(WEBHOOK, CUTOFF, [alert]);
    for (const alert of alerts) await ledger.enterTogether(WEBHOOK, CUTOFF, [alert]);
    expect(await deliveries()).toHaveLength(1);
    for (const one of WRITTEN) for (const written of WRITTEN) expect(isSameCutoff(one, written)).toBe(true);
  });

  it.each([
    ['the day before', '2026-11-28T23:59:59.000Z'],
    ['an hour earlier', '2026-11-29T23:00:00.000Z'],
    ['a minute earlier', '2026-11-29T23:58:59.000Z'],
    ['two minutes later', '2026-11-30T00:02:00.000Z'],
    ['the year after', '2027-11-29T23:59:59.000Z'],
  ])('is not %s', (_, cutoff) => {
    for (const written of WRITTEN) {
      expect(isSameCutoff(written, cutoff)).toBe(false);
      expect(keysOf([alertAt(cutoff)])).not.toEqual(keysOf([alertAt(written)]));
    }
  });

  it('is found among what was sent, from before it to after it', async () => {
    const others = ['2026-11-29T12:00:00.000Z', '2026-11-29T12:03:59.999Z', '2026-11-29T12:04:00.000Z'];
    for (const [index, cutoff] of [...WRITTEN, ...others].entries()) {
      const alert = { ...alertAt(cutoff), deadline: someDeadline(index, { cutoff }) };
      await ledger.enterEach(WEBHOOK, CUTOFF, [alert]);
      for (const aheadInMs of [1, MINUTE, 5 * MINUTE, 3 * DAY]) {
        const from = new Date(Date.parse(cutoff) - aheadInMs);
        const sent = await ledger.sent(WEBHOOK, from, new Date(from.getTime() + aheadInMs + 2 * MINUTE));
        expect(sent).toContain(keysOf([alert])[0]);
      }
    }
  });
});

describe('what was sent', () => {
  it('is that of one webhook, about cutoffs between two instants', async () => {
    const alerts = [2, 24, 47, 80].map((hours, index) => ({
      ...(someAlerts(1)[0] as DueAlert),
      deadline: someDeadline(index, { cutoff: hoursFromNow(hours) }),
    }));
    await ledger.enterEach(WEBHOOK, CUTOFF, alerts);
    await ledger.enterEach('another', CUTOFF, someAlerts(1, 9));
    await ledger.enterEvent(to(WEBHOOK), { type: 'webhook.test', data: { webhookId: WEBHOOK, message: '' } }, 'key');
    await ledger.unreadSince(WEBHOOK, keyOf(someAlerts(1, 10)[0] as DueAlert));
    const sent = (from: number, until: number) =>
      ledger.sent(WEBHOOK, new Date(hoursFromNow(from)), new Date(hoursFromNow(until)));
    expect(await sent(0, 100)).toEqual(new Set(keysOf(alerts)));
    expect(await sent(12, 48)).toEqual(new Set(keysOf(alerts.slice(1, 3))));
    expect(await sent(48, 72)).toEqual(new Set());
  });
});

describe('an event', () => {
  const OVERDUE: AlertEvent = { type: 'scan.overdue', data: { lastScanId: 'scan', hours: 26 } };

  it('is entered once for a key', async () => {
    expect(await ledger.hasEvent(WEBHOOK, 'scan.overdue', 'scan_0')).toBe(false);
    const deliveryId = await ledger.enterEvent(to(WEBHOOK), OVERDUE, 'scan_0');
    expect(await other.enterEvent(to(WEBHOOK), OVERDUE, 'scan_0')).toBeUndefined();
    expect(await other.hasEvent(WEBHOOK, 'scan.overdue', 'scan_0')).toBe(true);
    expect(await deliveries()).toMatchObject([
      { deliveryId, state: 'waiting', type: 'scan.overdue', event: OVERDUE, alerts: [], claimed: 0 },
    ]);
  });

  it('is entered by one of two at the same time', async () => {
    const entered = await Promise.all(
      [ledger, other, ledger, other].map((one) => one.enterEvent(to(WEBHOOK), OVERDUE, 'scan_0')),
    );
    expect(entered.filter((deliveryId) => deliveryId !== undefined)).toHaveLength(1);
    expect(await deliveries()).toHaveLength(1);
  });

  it('is another’s for each webhook, type and key', async () => {
    const ended: AlertEvent = { type: 'webhook.test', data: { webhookId: WEBHOOK, message: 'Hello' } };
    await ledger.enterEvent(to(WEBHOOK), OVERDUE, 'key');
    expect(await ledger.enterEvent(to(WEBHOOK), OVERDUE, 'another')).toBeDefined();
    expect(await ledger.enterEvent(to(WEBHOOK), ended, 'key')).toBeDefined();
    expect(await ledger.enterEvent(to('another'), OVERDUE, 'key')).toBeDefined();
    expect(await ledger.hasEvent('third', 'scan.overdue', 'key')).toBe(false);
  });

  it('that is a test is known to no ledger, and held by whoever makes it', async () => {
    const event: AlertEvent = { type: 'webhook.test', data: { webhookId: WEBHOOK, message: 'Hello' } };
    const until = processes.now() + 2 * MINUTE;
    const { record, etag } = await ledger.enterTest(to(WEBHOOK), event, until);
    const again = await ledger.enterTest(to(WEBHOOK), event, until);
    expect(again.record.deliveryId).not.toBe(record.deliveryId);
    expect((await entries()).size).toBe(0);
    const resuming = processes.startDeliveries();
    expect(await resuming.take(WEBHOOK, record.deliveryId)).toBeUndefined();
    await resuming.leave({ record, etag }, { state: 'delivered' });
    expect(await resuming.read(WEBHOOK, record.deliveryId)).toMatchObject({ state: 'delivered', leaseUntil: 0, event });
  });
});

describe('an alert that cannot be read again', () => {
  const [ALERT] = someAlerts(1).map((alert) => keyOf(alert)) as [AlertKey];

  it('waits since the first time, whoever asks', async () => {
    const first = processes.now();
    expect(await ledger.unreadSince(WEBHOOK, ALERT)).toBe(first);
    processes.advance(17 * MINUTE);
    expect(await other.unreadSince(WEBHOOK, ALERT)).toBe(first);
    expect(await ledger.unreadSince(WEBHOOK, ALERT)).toBe(first);
  });

  it('waits for itself: each webhook, kind, stage, subscription and cutoff', async () => {
    await ledger.unreadSince(WEBHOOK, ALERT);
    processes.advance(MINUTE);
    const now = processes.now();
    expect(await ledger.unreadSince('another', ALERT)).toBe(now);
    for (const changes of [
      { kind: 'seats' },
      { stageInMs: 1 },
      { subscriptionId: 'another' },
      { cutoff: hoursFromNow(25) },
      { customerId: 'another' },
    ]) {
      expect(await ledger.unreadSince(WEBHOOK, { ...ALERT, ...changes })).toBe(now);
    }
  });

  it('is no alert that was sent', async () => {
    await ledger.unreadSince(WEBHOOK, ALERT);
    expect(await ledger.sent(WEBHOOK, NOW, new Date(hoursFromNow(100)))).toEqual(new Set());
    expect(await ledger.enterEach(WEBHOOK, CUTOFF, someAlerts(1))).toHaveLength(1);
  });
});

describe('what is long past', () => {
  it('is forgotten: alerts by their cutoff, events by when they were entered', async () => {
    const old = someAlerts(1)[0] as DueAlert;
    const long = { ...old, deadline: someDeadline(1, { cutoff: hoursFromNow(200 * 24) }) };
    await ledger.enterEach(WEBHOOK, CUTOFF, [old, long]);
    await ledger.enterEvent(to(WEBHOOK), { type: 'scan.overdue', data: { hours: 26 } }, 'old');
    await ledger.unreadSince(WEBHOOK, keyOf(old));
    processes.advance(130 * DAY);
    await ledger.enterEvent(to(WEBHOOK), { type: 'scan.overdue', data: { hours: 26 } }, 'new');
    await ledger.unreadSince(WEBHOOK, keyOf(long));

    await ledger.forget(new Date(processes.now() - 120 * DAY));
    const kept = (await processes.rows()).map(({ rowKey }) => rowKey);
    expect(kept.filter((rowKey) => !rowKey.startsWith('d_'))).toEqual([
      'e_scan.overdue_new',
      ...keysOf([long]),
      `u_${(keysOf([long])[0] ?? '').slice(2)}`,
    ]);
    expect(kept.filter((rowKey) => rowKey.startsWith('d_'))).toHaveLength(4);
  });

  it('is not forgotten while its cutoff is near, nor soon after', async () => {
    await ledger.enterEach(WEBHOOK, CUTOFF, someAlerts(2));
    await ledger.forget(NOW);
    processes.advance(119 * DAY);
    await ledger.forget(new Date(processes.now() - 120 * DAY));
    expect((await entries()).size).toBe(2);
  });
});
