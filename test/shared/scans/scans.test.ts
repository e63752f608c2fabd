import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LeaseLostError } from '../../../shared/scans/lease.ts';
import { scanRowKey } from '../../../shared/scans/scanId.ts';
import { SCANS, type ScanRecord } from '../../../shared/scans/scanRecord.ts';
import type { Scans } from '../../../shared/scans/scans.ts';
import { openStorage } from '../storage/openStorage.ts';
import { batchOf, heldOf, startScanProcesses, type ScanProcesses } from './startScans.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

let storage: Awaited<ReturnType<typeof openStorage>>;
let processes: ScanProcesses;
let scans: Scans;
let other: Scans;

beforeAll(async () => {
  storage = await openStorage();
});
afterAll(() => storage.close());
beforeEach(() => {
  processes = startScanProcesses(storage.clients);
  scans = processes.start();
  other = processes.start();
});

/** A scan with its batches planned and sent. */
async function planned(batches: number): Promise<ScanRecord> {
  const { scan } = await scans.start({ trigger: 'call' });
  const held = heldOf(await scans.takePlan(scan.scanId));
  await scans.writeBatches(Array.from({ length: batches }, (_, batch) => batchOf(held.record(), batch)));
  const plannedAt = new Date(processes.now()).toISOString();
  await held.change({ state: 'running', plan: held.record().attempts, plannedAt, expected: 2 * batches });
  await scans.sendBatches(held.record());
  await held.leave({ sent: true });
  return held.record();
}

describe('starting', () => {
  it('of all customers at once from two processes is one scan', async () => {
    const started = await Promise.all(
      Array.from({ length: 6 }, (_, index) => (index % 2 ? scans : other).start({ trigger: 'timer' })),
    );
    expect(new Set(started.map(({ scan }) => scan.scanId)).size).toBe(1);
    expect(started.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(processes.plans).toHaveLength(1);
  });

  it('begins a new one once the last has ended', async () => {
    const first = await planned(1);
    await heldOf(await scans.takeBatch(first, 0)).leave({ state: 'finished' });
    expect(await scans.completeIfDone(first)).toBe(true);
    processes.advance(1_000);
    const second = await scans.start({ trigger: 'call' });
    expect(second.isNew).toBe(true);
    expect(await scans.latest()).toMatchObject({ scanId: second.scan.scanId });
    expect(await scans.latest({ completed: true })).toMatchObject({ scanId: first.scanId });
    expect(await scans.latest({ trigger: 'call' })).toMatchObject({ scanId: second.scan.scanId });
    expect(await scans.latest({ trigger: 'timer' })).toBeUndefined();
    const listing = [];
    for await (const { scanId } of scans.listing()) listing.push(scanId);
    expect(listing).toEqual([first.scanId]);
    processes.advance(1_000);
    await scans.start({ trigger: 'call', customerIds: ['one'] });
    expect(await scans.latest()).toMatchObject({ scanId: second.scan.scanId });
  });

  it('of some customers goes beside the scan of all', async () => {
    const all = await scans.start({ trigger: 'timer' });
    const some = await scans.start({ trigger: 'call', customerIds: ['one'] });
    expect(some).toMatchObject({ isNew: true, scan: { scope: 'customers', customerIds: ['one'] } });
    expect(some.scan.scanId).not.toBe(all.scan.scanId);
  });
});

describe('a scan that cannot be read, as of a later version', () => {
  it('hides none of the others, and the next begins', async () => {
    const first = await planned(1);
    const held = heldOf(await scans.takeBatch(first, 0));
    await held.leave({ progress: 'ss', state: 'finished' });
    await scans.completeIfDone(first);
    processes.advance(1_000);
    const { scan: odd } = await scans.start({ trigger: 'call' });
    const rowKey = scanRowKey(odd.scanId) ?? '';
    const row = await processes.table.get(SCANS, rowKey);
    await processes.table.replace({ ...row, partitionKey: SCANS, rowKey, trigger: 'retry' }, row?.etag ?? '');
    expect(await scans.latest()).toMatchObject({ scanId: first.scanId });
    processes.advance(1_000);
    const next = await scans.start({ trigger: 'timer' });
    expect(next).toMatchObject({ isNew: true });
    processes.advance(MINUTE + 1);
    expect(await scans.resume()).toBe(1);
    expect(await scans.latest()).toMatchObject({ scanId: next.scan.scanId });
  });
});

describe('planning', () => {
  it('is one process’s at a time, and another’s when that gives no sign of life', async () => {
    const { scan } = await scans.start({ trigger: 'call' });
    const held = heldOf(await scans.takePlan(scan.scanId));
    held.release();
    expect(await other.takePlan(scan.scanId)).toEqual({ kind: 'leased' });
    processes.advance(MINUTE + 1);
    const later = heldOf(await other.takePlan(scan.scanId));
    await expect(held.change({ state: 'running' })).rejects.toBeInstanceOf(LeaseLostError);
    await later.leave({ state: 'running', sent: true, plan: later.record().attempts });
  });

  it('counts the last attempt only: batches of one that was overtaken disturb nobody', async () => {
    const { scan } = await scans.start({ trigger: 'call' });
    const slow = heldOf(await scans.takePlan(scan.scanId));
    slow.release();
    processes.advance(MINUTE + 1);
    const quick = heldOf(await other.takePlan(scan.scanId));
    await other.writeBatches([batchOf(quick.record(), 0)]);
    await quick.change({ state: 'running', plan: quick.record().attempts });
    await scans.writeBatches([0, 1, 2].map((batch) => batchOf(slow.record(), batch)));
    await other.sendBatches(quick.record());
    await quick.leave({ sent: true });
    expect(await scans.summaries(quick.record())).toHaveLength(1);
    expect(processes.batches.map(({ message }) => message)).toEqual([{ scanId: scan.scanId, plan: 2, batch: 0 }]);
  });

  it('is not done again once every batch has its message', async () => {
    const { scanId } = await planned(1);
    expect(await scans.takePlan(scanId)).toEqual({ kind: 'ended' });
    expect(await scans.takePlan('20200101T000000000Z-00000000')).toEqual({ kind: 'void' });
    expect(await scans.takePlan('nonsense')).toEqual({ kind: 'void' });
  });
});

describe('a batch', () => {
  it('is worked on once at a time, and kept by who renews', async () => {
    const scan = await planned(1);
    const held = heldOf(await scans.takeBatch(scan, 0));
    expect(await other.takeBatch(scan, 0)).toEqual({ kind: 'leased' });
    processes.advance(MINUTE / 2);
    await held.change({ progress: 's.' });
    processes.advance(MINUTE - 1);
    expect(await other.takeBatch(scan, 0)).toEqual({ kind: 'leased' });
    await held.leave({ progress: 'ss', state: 'finished' });
    expect(await other.takeBatch(scan, 0)).toEqual({ kind: 'ended' });
    expect(await other.takeBatch(scan, 1)).toEqual({ kind: 'void' });
  });

  it('that is handed over goes on where it was, with its attempts forgotten', async () => {
    const scan = await planned(1);
    const held = heldOf(await scans.takeBatch(scan, 0));
    processes.batches.length = 0;
    await scans.handOver(held, { progress: 's.' }, 5_000);
    expect(processes.batches).toEqual([
      { message: { scanId: scan.scanId, plan: scan.plan, batch: 0 }, visibleAfterInMs: 5_000 },
    ]);
    const again = heldOf(await other.takeBatch(scan, 0));
    expect(again.record()).toMatchObject({ progress: 's.', rounds: 1, attempts: 1 });
    again.release();
  });

  it('that was the last ends the scan, once', async () => {
    const scan = await planned(2);
    await heldOf(await scans.takeBatch(scan, 0)).leave({ state: 'finished', progress: 'ss' });
    expect(await scans.completeIfDone(scan)).toBe(false);
    await heldOf(await scans.takeBatch(scan, 1)).leave({ state: 'finished', progress: 'sf' });
    const ended = await Promise.all([scans, other, scans].map((each) => each.completeIfDone(scan)));
    expect(ended.filter(Boolean)).toHaveLength(1);
    expect(await scans.read(scan.scanId)).toMatchObject({ state: 'completed', complete: false });
  });
});

describe('resuming', () => {
  it('leaves alone what waits for its turn or is worked on', async () => {
    const scan = await planned(3);
    processes.batches.length = 0;
    const held = heldOf(await scans.takeBatch(scan, 0));
    held.release();
    processes.advance(MINUTE / 2);
    expect(await scans.resume()).toBe(0);
    expect(processes.batches).toEqual([]);
  });

  it('sends the message again of a batch whose process gave no sign of life', async () => {
    const scan = await planned(2);
    heldOf(await scans.takeBatch(scan, 1)).release();
    processes.batches.length = 0;
    processes.advance(MINUTE + 1);
    expect(await scans.resume()).toBe(1);
    expect(processes.batches.map(({ message }) => message)).toEqual([
      { scanId: scan.scanId, plan: scan.plan, batch: 1 },
    ]);
  });

  it('sends the messages again of batches that were never taken once nothing has moved for long', async () => {
    await planned(2);
    processes.batches.length = 0;
    processes.advance(4 * MINUTE);
    expect(await scans.resume()).toBe(0);
    processes.advance(2 * MINUTE);
    expect(await scans.resume()).toBe(2);
  });

  it('does not send them again each time it looks', async () => {
    await planned(2);
    processes.advance(6 * MINUTE);
    expect(await scans.resume()).toBe(2);
    processes.advance(MINUTE);
    expect(await scans.resume()).toBe(0);
    processes.advance(5 * MINUTE);
    expect(await scans.resume()).toBe(2);
  });

  it('sends the message again of a batch that was handed over, however long others move on', async () => {
    const scan = await planned(2);
    await scans.handOver(heldOf(await scans.takeBatch(scan, 0)), {}, 0);
    processes.batches.length = 0;
    for (let minutes = 0; minutes <= 33; minutes += 3) {
      await scans.handOver(heldOf(await scans.takeBatch(scan, 1)), {}, 0);
      await scans.resume();
      processes.advance(3 * MINUTE);
    }
    const again = processes.batches.filter(({ message }) => 'batch' in message && message.batch === 0);
    expect(again).toHaveLength(1);
  });

  it('has a scan planned whose message was lost', async () => {
    const { scan } = await scans.start({ trigger: 'timer' });
    processes.plans.length = 0;
    expect(await scans.resume()).toBe(0);
    processes.advance(MINUTE + 1);
    expect(await scans.resume()).toBe(1);
    expect(processes.plans.map(({ message }) => message)).toEqual([{ scanId: scan.scanId }]);
  });

  it('ends a scan whose last process died between its last batch and the end', async () => {
    const scan = await planned(1);
    await heldOf(await scans.takeBatch(scan, 0)).leave({ state: 'finished', progress: 'ss' });
    expect(await scans.resume()).toBe(0);
    expect(await scans.read(scan.scanId)).toMatchObject({ state: 'completed', complete: true });
  });
});

describe('a scan that takes longer than a night', () => {
  it('ends with what it has, names who is left, and lets the next begin', async () => {
    const scan = await planned(2);
    await heldOf(await scans.takeBatch(scan, 0)).leave({ state: 'finished', progress: 'ss' });
    processes.advance(19 * HOUR);
    await scans.resume();
    expect(await scans.read(scan.scanId)).toMatchObject({ state: 'running' });
    processes.advance(2 * HOUR);
    await scans.resume();
    expect(await scans.read(scan.scanId)).toMatchObject({ state: 'completed', complete: false });
    const [, given] = await scans.summaries(scan);
    expect(given).toMatchObject({
      progress: 'ff',
      notable: [{ customerId: 'customer-1-0' }, { customerId: 'customer-1-1' }],
    });
    expect((await scans.start({ trigger: 'timer' })).isNew).toBe(true);
  });

  it('ends also where it could not be planned', async () => {
    const { scan } = await scans.start({ trigger: 'timer' });
    processes.advance(21 * HOUR);
    await scans.resume();
    expect(await scans.read(scan.scanId)).toMatchObject({ state: 'completed', complete: false });
  });
});

describe('a scan that takes longer than a night while it is planned', () => {
  it('is not brought back by its planner', async () => {
    const { scan } = await scans.start({ trigger: 'timer' });
    const held = heldOf(await scans.takePlan(scan.scanId));
    held.release();
    processes.advance(21 * HOUR);
    await other.resume();
    await expect(held.change({ state: 'running' })).rejects.toBeInstanceOf(LeaseLostError);
    expect(await scans.read(scan.scanId)).toMatchObject({ state: 'completed', complete: false });
  });

  it('names its customers where they were known already', async () => {
    const { scan } = await scans.start({ trigger: 'timer' });
    const held = heldOf(await scans.takePlan(scan.scanId));
    await scans.writeBatches([batchOf(held.record(), 0)]);
    await held.change({ state: 'running', plan: held.record().attempts, expected: 2 });
    held.release();
    processes.advance(21 * HOUR);
    await other.resume();
    const ended = await scans.read(scan.scanId);
    expect(ended).toMatchObject({ state: 'completed', complete: false });
    expect(await scans.summaries(ended ?? scan)).toMatchObject([{ state: 'finished', progress: 'ff' }]);
    expect(await scans.takeBatch({ scanId: scan.scanId, plan: 1 }, 0)).toEqual({ kind: 'ended' });
  });
});

describe('a batch of which much is to be told', () => {
  it('is summed up whole, however long its names and messages are', async () => {
    const { scan } = await scans.start({ trigger: 'call' });
    const held = heldOf(await scans.takePlan(scan.scanId));
    const name = '"'.repeat(256);
    const notable = Array.from({ length: 100 }, (_, index) => {
      const entry = { index, customerId: `customer-${index}`, customerName: name, code: 'X', tries: 1 };
      return { ...entry, message: '"'.repeat(300) };
    });
    await scans.writeBatches([{ ...batchOf(held.record(), 0, 100), notable }]);
    held.release();
    const [summary] = await scans.summaries({ scanId: scan.scanId, plan: held.record().attempts });
    expect(summary?.notable).toEqual(notable);
  });
});

describe('forgetting', () => {
  it('takes the scans of before an instant with all that belongs to them', async () => {
    const old = await planned(2);
    await scans.keepResellers(old, [{ partnerId: '1', id: 'reseller' }]);
    await heldOf(await scans.takeBatch(old, 0)).leave({ state: 'finished' });
    await heldOf(await scans.takeBatch(old, 1)).leave({ state: 'finished' });
    await scans.completeIfDone(old);
    processes.advance(90 * DAY);
    const young = await planned(1);
    expect(await scans.forget(processes.now() - DAY)).toBe(1);
    expect(await scans.read(old.scanId)).toBeUndefined();
    expect(await scans.summaries(old)).toEqual([]);
    expect(await processes.start().resellers(old)).toEqual(new Map());
    expect(await scans.summaries(young)).toHaveLength(1);
  });
});
