import { describe, expect, it } from 'vitest';
import type { BatchSummary } from '../../../shared/scans/batchRecord.ts';
import type { ScanRecord } from '../../../shared/scans/scanRecord.ts';
import { isComplete, scanView } from '../../../shared/scans/scanView.ts';
import { ScanView } from '../../../shared/schemas/getScan.ts';

const STARTED = Date.parse('2026-11-28T02:30:00.000Z');
const PLANNED = STARTED + 60_000;

function scanOf(members: Partial<ScanRecord> = {}): ScanRecord {
  return {
    scanId: '20261128T023000000Z-00000000',
    scope: 'all',
    trigger: 'timer',
    state: 'running',
    startedAt: new Date(STARTED).toISOString(),
    plannedAt: new Date(PLANNED).toISOString(),
    plan: 1,
    expected: 8,
    unreadable: 0,
    requests: 5,
    throttled: 1,
    warnings: [],
    sent: true,
    holder: '',
    leaseUntil: 0,
    attempts: 0,
    dueAt: 0,
    ...members,
  };
}

function batchOf(progress: string, members: Partial<BatchSummary> = {}): BatchSummary {
  const state = progress.includes('.') ? 'waiting' : 'finished';
  const counts = { subscriptions: 0, deadlines: 0, requests: 0, throttled: 0 };
  return { batch: 0, state, progress, notable: [], ...counts, ...members };
}

const notable = (index: number, customerId: string, code: string) => {
  return { index, customerId, code, message: `${code}.`, tries: 1 };
};

const ENDED = { state: 'completed', endedAt: new Date(PLANNED + 60_000).toISOString() } as const;

describe('scanView', () => {
  it('sums up batches and planning', () => {
    const counts = { subscriptions: 10, deadlines: 3, requests: 20, throttled: 2 };
    const batches = [batchOf('ssfk', counts), batchOf('s.f.', counts)];
    const view = scanView(scanOf(), batches, PLANNED + 60_000);
    expect(view).toMatchObject({
      complete: false,
      customers: { expected: 8, seen: 3, skipped: 1, failed: 2, left: 2 },
      percent: 75,
      subscriptions: 20,
      deadlines: 6,
      requests: 45,
      throttled: 5,
      requestsPerMinute: 22.5,
    });
    expect(ScanView.parse(view)).toEqual(view);
  });

  it('names the failed and the skipped, but not who is to be tried again', () => {
    const first = batchOf('f.s', { notable: [notable(0, 'a', 'CustomerNotFound'), notable(1, 'b', 'Passing')] });
    const second = batchOf('kf', { notable: [notable(0, 'c', 'NotReseller'), notable(1, 'd', 'Odd')] });
    const { failed, skipped } = scanView(scanOf(), [first, second], PLANNED);
    expect(failed).toEqual([
      { customerId: 'a', code: 'CustomerNotFound', message: 'CustomerNotFound.' },
      { customerId: 'd', code: 'Odd', message: 'Odd.' },
    ]);
    expect(skipped).toEqual([{ customerId: 'c', code: 'NotReseller', message: 'NotReseller.' }]);
  });

  it('names each problem once, the planning’s first', () => {
    const [planning, storage] = ['CredentialProblem', 'StorageUnavailable'].map((code) => ({ code, message: code }));
    const batches = [storage, undefined, planning, storage].map((problem) => batchOf('.', problem && { problem }));
    const { problems } = scanView(scanOf(planning && { problem: planning }), batches, PLANNED);
    expect(problems).toEqual([planning, storage]);
  });

  it.each<[string, string, number, number | undefined]>([
    ['as long as the pace tells', 'ss......', 30_000, 90],
    ['counting who failed as done', 'sf......', 30_000, 90],
    ['not counting who was skipped', 'skkk....', 30_000, 120],
    ['rounded up', 'sssssss.', 10_000, 2],
    ['as unknown where nobody is done', '........', 30_000, undefined],
    ['as unknown where nobody is left', 'ssssssss', 30_000, undefined],
  ])('tells how long it still takes %s', (_how, progress, runningInMs, expected) => {
    expect(scanView(scanOf(), [batchOf(progress)], PLANNED + runningInMs).remainingSeconds).toBe(expected);
  });

  it.each([
    ['........', 0],
    ['s.......', 12.5],
    ['ssk.....', 37.5],
    ['sssssssf', 100],
  ])('of %s is done how much', (progress, percent) => {
    expect(scanView(scanOf(), [batchOf(progress)], PLANNED).percent).toBe(percent);
  });

  it('never rounds up to the end', () => {
    const view = scanView(scanOf({ expected: 10_000 }), [batchOf(`${'s'.repeat(9_999)}.`)], PLANNED);
    expect(view.percent).toBe(99.9);
  });

  it('knows nothing of the customers while it is planned, whatever an earlier attempt has left', () => {
    const planning = scanOf({ state: 'planning', expected: 0, sent: false, plannedAt: undefined });
    const view = scanView(planning, [batchOf('ss..')], STARTED);
    expect(view).toMatchObject({
      complete: false,
      percent: 0,
      requests: 5,
      customers: { expected: 0, seen: 0, skipped: 0, failed: 0, left: 0 },
    });
    expect(view).not.toHaveProperty('remainingSeconds');
  });

  it('that has ended stands still', () => {
    const batches = [batchOf('ssssssss', { requests: 25 })];
    const view = scanView(scanOf(ENDED), batches, PLANNED + 60_000);
    expect(view).toMatchObject({ complete: true, percent: 100, requestsPerMinute: 15 });
    expect(view).not.toHaveProperty('remainingSeconds');
    expect(scanView(scanOf(ENDED), batches, PLANNED + 86_400_000)).toEqual(view);
  });

  it('of nobody is done once it has ended', () => {
    expect(scanView(scanOf({ expected: 0 }), [], PLANNED).percent).toBe(0);
    expect(scanView(scanOf({ ...ENDED, expected: 0 }), [], PLANNED)).toMatchObject({ complete: true, percent: 100 });
    const unplanned = scanOf({ ...ENDED, expected: 0, sent: false });
    expect(scanView(unplanned, [], PLANNED)).toMatchObject({ complete: false, percent: 0 });
  });

  it('is not complete before it has ended, though everybody was seen', () => {
    expect(scanView(scanOf(), [batchOf('ssssssss')], PLANNED).complete).toBe(false);
  });
});

describe('isComplete', () => {
  it.each<[string, Partial<ScanRecord>, string, boolean]>([
    ['everybody was seen', {}, 'ssssssss', true],
    ['the others are skipped', {}, 'sssskkss', true],
    ['one failed', {}, 'sssssssf', false],
    ['one is left', {}, 'sssssss.', false],
    ['a batch is missing', {}, 'ssss', false],
    ['not every batch had its message', { sent: false }, 'ssssssss', false],
    ['the list had customers that could not be read', { unreadable: 1 }, 'ssssssss', false],
    ['nobody was listed', { warnings: [{ code: 'NoCustomers', message: 'None.' }] }, 'ssssssss', false],
    ['the list was much shorter', { warnings: [{ code: 'FewerCustomers', message: '8, not 80.' }] }, 'ssssssss', false],
    ['something else is to be said', { warnings: [{ code: 'ResellersUnknown', message: '' }] }, 'ssssssss', true],
  ])('where %s', (_what, members, progress, expected) => {
    expect(isComplete(scanOf(members), [batchOf(progress)])).toBe(expected);
  });
});
