import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AlertEvent } from '../../../shared/schemas/alertEvents.ts';
import { DeliverAlertMessage } from '../../../shared/schemas/deliverAlert.ts';
import { type DeliveryAttempt } from '../../../shared/schemas/delivery.ts';
import { createQueue } from '../../../shared/storage/queues.ts';
import {
  createDeliveries,
  DELIVERY_LEASE_MS,
  type Deliveries,
  type HeldDelivery,
} from '../../../shared/webhooks/deliveries.ts';
import type { DeliveryRecord } from '../../../shared/webhooks/deliveryRecord.ts';
import { openStorage } from '../storage/openStorage.ts';
import { someAlerts, startAlertProcesses, type AlertProcesses } from './startAlerting.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 1_440 * MINUTE;
const CUTOFF = 'subscription.cutoff_approaching';
const WEBHOOK = 'webhook';
const TEST: AlertEvent = { type: 'webhook.test', data: { webhookId: WEBHOOK, message: 'Hello' } };
const ATTEMPT: DeliveryAttempt = {
  at: '2026-11-28T08:00:00.000Z',
  status: 500,
  problem: 'The callback answered 500.',
  tookMs: 12,
};

let storage: Awaited<ReturnType<typeof openStorage>>;
let processes: AlertProcesses;
let deliveries: Deliveries;
let other: Deliveries;

beforeAll(async () => {
  storage = await openStorage();
});
afterAll(() => storage.close());
beforeEach(() => {
  processes = startAlertProcesses(storage.clients);
  deliveries = processes.startDeliveries();
  other = processes.startDeliveries();
});

/** Deliveries that wait, the first raised first. */
async function entered(size = 1, webhookId = WEBHOOK): Promise<string[]> {
  const made: string[] = [];
  for (let number = 0; number < size; number += 1) {
    processes.advance(1);
    made.push(...(await processes.startLedger().enterEach(webhookId, CUTOFF, someAlerts(1, number))));
  }
  return made;
}

async function enteredOne(): Promise<string> {
  const [deliveryId = ''] = await entered();
  return deliveryId;
}

async function taken(deliveryId: string): Promise<HeldDelivery> {
  const held = await deliveries.take(WEBHOOK, deliveryId);
  if (!held) throw new Error('It was not taken.');
  return held;
}

async function read(deliveryId: string): Promise<DeliveryRecord> {
  const record = await deliveries.read(WEBHOOK, deliveryId);
  if (!record) throw new Error('It is not there.');
  return record;
}

const messageOf = (deliveryId: string, visibleAfterInMs = 0) => ({
  message: { webhookId: WEBHOOK, deliveryId },
  visibleAfterInMs,
});

describe('taking a delivery', () => {
  it('holds it for two minutes', async () => {
    const deliveryId = await enteredOne();
    const { record } = await taken(deliveryId);
    expect(record).toMatchObject({ state: 'waiting', takes: 1, tries: 0, leaseUntil: processes.now() + 2 * MINUTE });
    expect(await read(deliveryId)).toEqual(record);
  });

  it('is done by exactly one of many at the same time', async () => {
    const deliveryId = await enteredOne();
    const held = await Promise.all(
      Array.from({ length: 6 }, (_, index) => (index % 2 ? deliveries : other).take(WEBHOOK, deliveryId)),
    );
    expect(held.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await read(deliveryId)).toMatchObject({ takes: 1 });
  });

  it('is another’s once the first gives no sign of life, and then it alone says what became of it', async () => {
    const deliveryId = await enteredOne();
    const first = await taken(deliveryId);
    processes.advance(DELIVERY_LEASE_MS - 1);
    expect(await other.take(WEBHOOK, deliveryId)).toBeUndefined();
    processes.advance(1);
    const second = await other.take(WEBHOOK, deliveryId);
    expect(second?.record).toMatchObject({ takes: 2 });
    expect(second?.record.holder).not.toBe(first.record.holder);
    await deliveries.leave(first, { state: 'failed', reason: 'too slow' });
    expect(await read(deliveryId)).toEqual(second?.record);
    await other.leave(second as HeldDelivery, { state: 'delivered' });
    expect(await read(deliveryId)).toMatchObject({ state: 'delivered' });
  });

  it('does nothing before it is due, but for two seconds by which clocks may differ', async () => {
    const deliveryId = await enteredOne();
    await deliveries.later(await taken(deliveryId), {}, 5 * MINUTE);
    processes.advance(5 * MINUTE - 2 * SECOND - 1);
    expect(await deliveries.take(WEBHOOK, deliveryId)).toBeUndefined();
    processes.advance(1);
    expect(await deliveries.take(WEBHOOK, deliveryId)).toBeDefined();
  });

  it.each(['delivered', 'failed', 'dropped', 'gathering'] as const)('does nothing where it is %s', async (state) => {
    const deliveryId = await enteredOne();
    await deliveries.leave(await taken(deliveryId), { state });
    expect(await deliveries.take(WEBHOOK, deliveryId)).toBeUndefined();
    expect(await read(deliveryId)).toMatchObject({ state, takes: 0 });
  });

  it('does nothing where there is none', async () => {
    const deliveryId = await enteredOne();
    expect(await deliveries.take('another', deliveryId)).toBeUndefined();
    expect(await deliveries.take(WEBHOOK, `${deliveryId}0`)).toBeUndefined();
    expect(await deliveries.read(WEBHOOK, `${deliveryId}0`)).toBeUndefined();
  });

  it('is given up after a hundred times: one that ends its process is not taken for ever', async () => {
    const deliveryId = await enteredOne();
    await deliveries.leave(await taken(deliveryId), { takes: 99 });
    expect((await taken(deliveryId)).record.takes).toBe(100);
    processes.advance(DELIVERY_LEASE_MS);
    await expect(deliveries.take(WEBHOOK, deliveryId)).rejects.toThrow('again and again');
    expect(await deliveries.take(WEBHOOK, deliveryId)).toBeUndefined();
    expect(await read(deliveryId)).toMatchObject({
      state: 'failed',
      reason: 'It could not be attempted, again and again: the log of deliverAlert says why.',
    });
    await deliveries.again(WEBHOOK, deliveryId);
    expect((await taken(deliveryId)).record.takes).toBe(1);
  });

  it('counts only those that were not left in order', async () => {
    const deliveryId = await enteredOne();
    for (let attempt = 1; attempt <= 3; attempt += 1) await deliveries.leave(await taken(deliveryId), {});
    expect((await taken(deliveryId)).record.takes).toBe(1);
    processes.advance(DELIVERY_LEASE_MS);
    expect((await taken(deliveryId)).record.takes).toBe(2);
  });
});

describe('leaving a delivery', () => {
  it('says what became of it, and keeps the rest', async () => {
    const deliveryId = await enteredOne();
    const held = await taken(deliveryId);
    const members = { state: 'failed' as const, reason: 'refused', tries: 1, attempts: [ATTEMPT] };
    const left = await deliveries.leave(held, members);
    expect(left).toEqual({ ...held.record, ...members, takes: 0, leaseUntil: 0 });
    expect(await read(deliveryId)).toEqual(left);
  });

  it('without a word lets another take it at once', async () => {
    const deliveryId = await enteredOne();
    await deliveries.leave(await taken(deliveryId), {});
    expect(await other.take(WEBHOOK, deliveryId)).toBeDefined();
  });

  it('keeps as many attempts and alerts as there are', async () => {
    const ledger = processes.startLedger();
    const [deliveryId = ''] = await ledger.enterTogether(WEBHOOK, CUTOFF, someAlerts(400));
    const attempts = Array.from({ length: 50 }, () => ATTEMPT);
    await deliveries.leave(await taken(deliveryId), { attempts });
    expect(await read(deliveryId)).toMatchObject({ attempts, alerts: someAlerts(400) });
    await deliveries.leave(await taken(deliveryId), { alerts: someAlerts(1), claimed: 1 });
    expect(await read(deliveryId)).toMatchObject({ attempts, alerts: someAlerts(1), claimed: 1 });
  });
});

describe('a later attempt', () => {
  it('is written before it is sent, and sent once', async () => {
    const deliveryId = await enteredOne();
    const held = await taken(deliveryId);
    const dueAt = processes.now() + 90 * SECOND;
    const seen: DeliveryRecord[] = [];
    processes.whenSent(async () => void seen.push(await read(deliveryId)));
    const left = await deliveries.later(held, { tries: 1, attempts: [ATTEMPT] }, 90 * SECOND);
    expect(left).toMatchObject({ state: 'waiting', tries: 1, attempts: [ATTEMPT], dueAt, leaseUntil: 0 });
    expect(seen).toEqual([left]);
    expect(processes.sent).toEqual([messageOf(deliveryId, 90 * SECOND)]);
  });

  it('is not lost where its message could not be sent', async () => {
    const deliveryId = await enteredOne();
    processes.whenSent(() => Promise.reject(new Error('no queue')));
    await expect(deliveries.later(await taken(deliveryId), {}, 90 * SECOND)).rejects.toThrow('no queue');
    processes.whenSent(() => Promise.resolve());
    processes.advance(90 * SECOND + 4 * MINUTE + 1);
    expect(await other.resume(WEBHOOK)).toBe(1);
    expect(await other.take(WEBHOOK, deliveryId)).toBeDefined();
  });

  it('of one that another process has taken over changes nothing of it', async () => {
    const deliveryId = await enteredOne();
    const held = await taken(deliveryId);
    processes.advance(DELIVERY_LEASE_MS);
    await other.leave((await other.take(WEBHOOK, deliveryId)) as HeldDelivery, { state: 'delivered' });
    await deliveries.later(held, { tries: 1 }, SECOND);
    expect(await read(deliveryId)).toMatchObject({ state: 'delivered', tries: 0 });
  });

  it('arrives in the queue as its trigger reads it', async () => {
    const queue = createQueue(storage.clients, 'alerts');
    const sending = createDeliveries(processes.table, queue, processes.now);
    const deliveryId = await enteredOne();
    await sending.later(await taken(deliveryId), {}, 0);
    const { receivedMessageItems } = await (await storage.clients.queue('alerts')).receiveMessages();
    const [{ messageText } = { messageText: '' }] = receivedMessageItems;
    expect(DeliverAlertMessage.parse(JSON.parse(Buffer.from(messageText, 'base64').toString()))).toEqual({
      webhookId: WEBHOOK,
      deliveryId,
    });
  });
});

describe('sending again', () => {
  it('is the same delivery from the start, with what was tried before', async () => {
    const deliveryId = await enteredOne();
    const failed = { state: 'failed' as const, reason: 'refused', tries: 7, attempts: [ATTEMPT] };
    const before = await deliveries.leave(await taken(deliveryId), failed);
    processes.advance(DAY);
    const record = await deliveries.again(WEBHOOK, deliveryId);
    const { reason: _, ...kept } = before;
    expect(before.again).toBe(false);
    expect(record).toEqual({ ...kept, state: 'waiting', again: true, tries: 0, takes: 0, dueAt: processes.now() });
    expect(await read(deliveryId)).toEqual(record);
    expect(processes.sent).toEqual([messageOf(deliveryId)]);
    expect((await taken(deliveryId)).record.attempts).toEqual([ATTEMPT]);
  });

  it.each(['delivered', 'dropped'] as const)('is possible where it is %s', async (state) => {
    const deliveryId = await enteredOne();
    await deliveries.leave(await taken(deliveryId), { state });
    expect(await deliveries.again(WEBHOOK, deliveryId)).toMatchObject({ state: 'waiting' });
  });

  it('is not possible while somebody is at it, nor where there is none', async () => {
    const deliveryId = await enteredOne();
    await taken(deliveryId);
    expect(await deliveries.again(WEBHOOK, deliveryId)).toBeUndefined();
    expect(await deliveries.again('another', deliveryId)).toBeUndefined();
    expect(processes.sent).toEqual([]);
    processes.advance(DELIVERY_LEASE_MS);
    expect(await deliveries.again(WEBHOOK, deliveryId)).toBeDefined();
  });

  it('asked for by many at once is done by those who are told so', async () => {
    const deliveryId = await enteredOne();
    await deliveries.leave(await taken(deliveryId), { state: 'failed', reason: 'refused' });
    const records = await Promise.all([deliveries, other, deliveries].map((one) => one.again(WEBHOOK, deliveryId)));
    const done = records.filter((record) => record !== undefined);
    expect(done.length).toBeGreaterThan(0);
    expect(processes.sent).toEqual(done.map(() => messageOf(deliveryId)));
    const held = await Promise.all(processes.sent.map(() => other.take(WEBHOOK, deliveryId)));
    expect(held.filter((one) => one !== undefined)).toHaveLength(1);
  });
});

describe('a page', () => {
  const idsOf = ({ records }: { records: DeliveryRecord[] }) => records.map(({ deliveryId }) => deliveryId);

  it('comes latest first, the next one behind the last', async () => {
    const ids = (await entered(7)).toReversed();
    const seen: string[] = [];
    let more: boolean;
    do {
      const page = await deliveries.page(WEBHOOK, { size: 3, after: seen.at(-1) });
      seen.push(...idsOf(page));
      ({ more } = page);
      expect(more).toBe(seen.length < 7);
    } while (more);
    expect(seen).toEqual(ids);
    expect(await deliveries.page(WEBHOOK, { size: 7 })).toMatchObject({ more: false });
  });

  it('is not moved by what is raised meanwhile', async () => {
    const [first, second] = await entered(2);
    const page = await deliveries.page(WEBHOOK, { size: 1 });
    expect(idsOf(page)).toEqual([second]);
    processes.advance(1);
    await processes.startLedger().enterEvent({ webhookId: WEBHOOK, format: 'standard' }, TEST, 'newer');
    expect(idsOf(await deliveries.page(WEBHOOK, { size: 1, after: second }))).toEqual([first]);
  });

  it('holds the deliveries of one webhook and nothing else', async () => {
    await entered(2, 'another');
    const ids = await entered(2);
    await deliveries.pause(WEBHOOK, MINUTE);
    await processes.startLedger().unreadSince(WEBHOOK, {
      customerId: 'c',
      cutoff: '2026-11-30T00:00:00Z',
      subscriptionId: 's',
      kind: 'cancel',
      stageInMs: 1,
    });
    expect(idsOf(await deliveries.page(WEBHOOK, { size: 100 }))).toEqual(ids.toReversed());
    expect(await deliveries.page('third', { size: 100 })).toEqual({ records: [], more: false });
  });

  it('may hold those in one state; what is still being gathered waits', async () => {
    const [waiting = '', gathering = '', failed = '', delivered = '', dropped = ''] = await entered(5);
    for (const [deliveryId, state] of [
      [gathering, 'gathering'],
      [failed, 'failed'],
      [delivered, 'delivered'],
      [dropped, 'dropped'],
    ] as const) {
      await deliveries.leave(await taken(deliveryId), { state });
    }
    const inState = async (state: DeliveryRecord['state'], size = 100) => deliveries.page(WEBHOOK, { state, size });
    expect(idsOf(await inState('waiting'))).toEqual([gathering, waiting]);
    expect(idsOf(await inState('failed'))).toEqual([failed]);
    expect(idsOf(await inState('delivered'))).toEqual([delivered]);
    expect(idsOf(await inState('dropped'))).toEqual([dropped]);
    expect(await inState('waiting', 1)).toMatchObject({ more: true });
  });
});

describe('resuming', () => {
  it('sends what was lost, four minutes after it was due', async () => {
    const deliveryId = await enteredOne();
    processes.advance(4 * MINUTE);
    expect(await deliveries.resume(WEBHOOK)).toBe(0);
    processes.advance(1);
    expect(await deliveries.resume(WEBHOOK)).toBe(1);
    expect(processes.sent).toEqual([messageOf(deliveryId)]);
    expect(await deliveries.take(WEBHOOK, deliveryId)).toBeDefined();
  });

  it('sends neither what somebody holds, nor what comes later, nor what has ended, nor what is another’s', async () => {
    const [leased = '', later = '', ended = ''] = await entered(3);
    await entered(1, 'another');
    await deliveries.later(await taken(later), {}, 20 * MINUTE);
    await deliveries.leave(await taken(ended), { state: 'delivered' });
    processes.sent.length = 0;
    processes.advance(5 * MINUTE);
    await taken(leased);
    expect(await deliveries.resume(WEBHOOK)).toBe(0);
    processes.advance(DELIVERY_LEASE_MS + 4 * MINUTE + 1);
    expect(await deliveries.resume(WEBHOOK)).toBe(1);
    processes.advance(20 * MINUTE);
    expect(await deliveries.resume(WEBHOOK)).toBe(2);
    expect(processes.sent).toEqual([messageOf(leased), messageOf(later), messageOf(leased)]);
  });

  it('sends at most 200 at once', async () => {
    await processes.startLedger().enterEach(WEBHOOK, CUTOFF, someAlerts(203));
    processes.advance(5 * MINUTE);
    expect(await deliveries.resume(WEBHOOK)).toBe(200);
    expect(new Set(processes.sent.map(({ message }) => JSON.stringify(message))).size).toBe(200);
  });
});

describe('a webhook that does not answer', () => {
  it('is paused for a while, alone', async () => {
    expect(await deliveries.pausedUntil(WEBHOOK)).toBe(0);
    await deliveries.pause(WEBHOOK, 30 * SECOND);
    expect(await other.pausedUntil(WEBHOOK)).toBe(processes.now() + 30 * SECOND);
    processes.advance(10 * SECOND);
    await other.pause(WEBHOOK, 30 * SECOND);
    expect(await deliveries.pausedUntil(WEBHOOK)).toBe(processes.now() + 30 * SECOND);
    expect(await deliveries.pausedUntil('another')).toBe(0);
  });

  it('has its failures of late counted', async () => {
    const [first = '', second = '', third = ''] = await entered(3);
    for (const deliveryId of [first, third]) await deliveries.leave(await taken(deliveryId), { state: 'failed' });
    await deliveries.leave(await taken(second), { state: 'delivered' });
    expect(await deliveries.failedSince(WEBHOOK, processes.now() - DAY)).toBe(2);
    expect(await deliveries.failedSince(WEBHOOK, processes.now() - 1)).toBe(1);
    expect(await deliveries.failedSince('another', 0)).toBe(0);
  });
});

it('deliveries that were raised long ago are forgotten, of every webhook, and what was sent stays known', async () => {
  await entered(2);
  await entered(1, 'another');
  processes.advance(31 * DAY);
  const [recent] = await processes.startLedger().enterEach(WEBHOOK, CUTOFF, someAlerts(1, 50));
  expect(await deliveries.forget(processes.now() - 30 * DAY)).toBe(3);
  expect((await deliveries.page(WEBHOOK, { size: 10 })).records.map(({ deliveryId }) => deliveryId)).toEqual([recent]);
  expect(await processes.startLedger().enterEach(WEBHOOK, CUTOFF, someAlerts(2))).toEqual([]);
  expect(await processes.startLedger().enterEach('another', CUTOFF, someAlerts(1))).toEqual([]);
});
