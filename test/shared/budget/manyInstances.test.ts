import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRequestBudget } from '../../../shared/budget/requestBudget.ts';
import type { Lane, RequestBudget } from '../../../shared/http/throttle.ts';
import { createMemoryTable } from './memoryTable.ts';
import { mostWithin } from './mostWithin.ts';

const HOUR_IN_MS = 3_600_000;

beforeEach(() => void vi.useFakeTimers({ now: 1_795_198_242_639 }));
afterEach(() => void vi.useRealTimers());

interface Left {
  at: number;
  waitedInMs: number;
}

const later = (durationInMs: number) => new Promise((resolve) => setTimeout(resolve, durationInMs));

/** Instances over one table, each with a clock that goes ahead by so much. */
function startInstances(limit: number, clocksAheadInMs: number[], latencyInMs = () => 2 + Math.random() * 8) {
  const { table, asked } = createMemoryTable(latencyInMs);
  const startedAt = Date.now();
  const left: Record<Lane, Left[]> = { call: [], scan: [] };
  const refused: unknown[] = [];
  const budgets = clocksAheadInMs.map((aheadInMs) => {
    const now = () => Date.now() + aheadInMs;
    const budget = createRequestBudget({ table, tenantId: 'tenant', log: () => undefined, limit, now });
    return { ...budget, take: (lane: Lane, deadline: number) => budget.take(lane, deadline + aheadInMs) };
  });

  async function take(budget: RequestBudget, lane: Lane, patienceInMs = HOUR_IN_MS): Promise<void> {
    const askedAt = Date.now();
    await budget
      .take(lane, askedAt + patienceInMs)
      .then(() => left[lane].push({ at: Date.now(), waitedInMs: Date.now() - askedAt }))
      .catch((error: unknown) => refused.push(error));
  }

  /** So many at once keep asking, each again after its answer from Partner Center. */
  function keepAsking(budget: RequestBudget, lane: Lane, workers: number, answerInMs: number): void {
    const work = async (): Promise<void> => {
      for (;;) {
        await take(budget, lane);
        await later(answerInMs);
      }
    };
    for (let worker = 0; worker < workers; worker++) void work();
  }

  const all = () => [...left.call, ...left.scan].map(({ at }) => at);
  /** Share of what the limit allows that left since then. */
  const share = (since = startedAt) =>
    (all().filter((at) => at >= since).length * 60_000) / (Date.now() - since) / limit;
  return { budgets, asked, left, refused, take, keepAsking, all, share };
}

const most = (limit: number) => limit * (1 + 1 / 10 + 1 / 60);

describe('scans of several instances', () => {
  it.each([
    [1, 8, 2_000],
    [1, 40, 200],
    [4, 20, 200],
    [4, 1, 0],
  ])('of %i instances with %i at once use the whole rate and no more', async (instances, workers, answerInMs) => {
    const limit = answerInMs === 2_000 ? 240 : 10_000;
    const started = startInstances(limit, Array<number>(instances).fill(0));
    for (const budget of started.budgets) started.keepAsking(budget, 'scan', workers, answerInMs);
    await vi.advanceTimersByTimeAsync(2_000);
    const underWayAt = Date.now();
    await vi.advanceTimersByTimeAsync(18_000);
    expect(started.share(underWayAt)).toBeGreaterThan(0.98);
    expect(mostWithin(10_000, started.all())).toBeLessThanOrEqual(limit / 6 + limit / 60 + 1);
    expect(started.asked.length).toBeLessThan(400);
  });

  it('let calls of any instance pass, which hardly wait', async () => {
    const started = startInstances(450, [0, 0, 0, 0]);
    for (const budget of started.budgets) started.keepAsking(budget, 'scan', 20, 100);
    for (const budget of started.budgets) started.keepAsking(budget, 'call', 1, 2_000);
    await vi.advanceTimersByTimeAsync(180_000);
    expect(started.refused).toEqual([]);
    expect(Math.max(...started.left.call.map(({ waitedInMs }) => waitedInMs))).toBeLessThan(500);
    expect(mostWithin(60_000, started.all())).toBeLessThanOrEqual(most(450));
    expect(started.share()).toBeGreaterThan(0.9);
  });

  it('stand back where calls need everything', async () => {
    const started = startInstances(450, [0, 0]);
    for (const budget of started.budgets) started.keepAsking(budget, 'scan', 20, 100);
    for (const budget of started.budgets) started.keepAsking(budget, 'call', 30, 50);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(started.left.scan.length).toBeLessThan(40);
    expect(mostWithin(60_000, started.all())).toBeLessThanOrEqual(most(450));
  });

  it('end at their deadline with TooManyRequests, and leave their slot to the next', async () => {
    const { budgets, take, left, refused } = startInstances(60, [0]);
    const [budget] = budgets;
    if (!budget) throw new Error('No budget.');
    const impatient = Array.from({ length: 10 }, () => take(budget, 'scan', 2_500));
    const patient = Array.from({ length: 2 }, () => take(budget, 'scan'));
    await vi.advanceTimersByTimeAsync(20_000);
    await Promise.all([...impatient, ...patient]);
    expect(left.scan).toHaveLength(5);
    expect(left.scan.at(-1)?.waitedInMs).toBeLessThan(5_500);
    expect(refused).toHaveLength(7);
    expect(refused[0]).toMatchObject({ code: 'TooManyRequests', retryAfterInSeconds: expect.any(Number) as number });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('calls of several instances', () => {
  it('share one burst and one rate, and are told when to come back', async () => {
    const { budgets, take, all, left, refused } = startInstances(450, [0, 0, 0, 0]);
    for (const budget of budgets) for (let count = 0; count < 200; count++) void take(budget, 'call');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left.call.length).toBeGreaterThanOrEqual(45);
    expect(left.call.length).toBeLessThanOrEqual(45 + 8 + 4);
    expect(refused.length).toBeGreaterThan(500);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(left.call.length).toBeGreaterThanOrEqual(45 + 30 * 7.5 - 4);
    expect(left.call.length + refused.length).toBe(800);
    expect(mostWithin(60_000, all())).toBeLessThanOrEqual(most(450));
    for (const error of refused) expect(error).toMatchObject({ code: 'TooManyRequests' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('cost an idle tenant one round trip, and one write each afterwards', async () => {
    const { budgets, take, left, asked } = startInstances(450, [0], () => 50);
    const [budget] = budgets;
    if (!budget) throw new Error('No budget.');
    for (let count = 0; count < 4; count++) {
      void take(budget, 'call');
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(left.call.map(({ waitedInMs }) => waitedInMs)).toEqual([100, 100, 100, 100]);
    expect(asked).toEqual(['get', 'insert', 'replace', 'replace', 'replace']);
  });

  it('need fewer writes where they follow each other', async () => {
    const { budgets, keepAsking, left, asked } = startInstances(450, [0]);
    for (const budget of budgets) keepAsking(budget, 'call', 1, 200);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(left.call.length).toBeGreaterThan(40);
    expect(asked.length).toBeLessThan(left.call.length / 2);
  });

  it('are not sent late and all at once by a process that stood still', async () => {
    const { budgets, take, left } = startInstances(60, [0]);
    const [budget] = budgets;
    if (!budget) throw new Error('No budget.');
    for (let count = 0; count < 30; count++) void take(budget, 'scan');
    for (let count = 0; count < 15; count++) void take(budget, 'call');
    await vi.advanceTimersByTimeAsync(1_000);
    const before = left.call.length + left.scan.length;
    vi.setSystemTime(Date.now() + 20_000);
    await vi.advanceTimersByTimeAsync(60);
    expect(left.scan.length + left.call.length - before).toBeLessThanOrEqual(6 + 1);
  });
});

describe('instances whose clocks differ', () => {
  it('all go on, within the rate', async () => {
    const started = startInstances(600, [3_000, 0, -4_000]);
    for (const budget of started.budgets) started.keepAsking(budget, 'scan', 10, 100);
    for (const budget of started.budgets) started.keepAsking(budget, 'call', 1, 3_000);
    await vi.advanceTimersByTimeAsync(10_000);
    const settledAt = Date.now();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(started.refused).toEqual([]);
    expect(Math.max(...started.left.call.map(({ waitedInMs }) => waitedInMs))).toBeLessThan(1_000);
    expect(started.share(settledAt)).toBeGreaterThan(0.9);
    const settled = started.all().filter((at) => at >= settledAt);
    expect(mostWithin(60_000, settled)).toBeLessThanOrEqual(most(600));
    expect(mostWithin(60_000, started.all())).toBeLessThanOrEqual(most(600) + 7 * 10);
  });

  it('are not held up by one that was far ahead and is gone', async () => {
    const { budgets, take, left } = startInstances(450, [86_400_000, 0]);
    const [ahead, behind] = budgets;
    if (!ahead || !behind) throw new Error('No budgets.');
    void take(ahead, 'scan');
    await vi.advanceTimersByTimeAsync(1_000);
    void take(behind, 'call');
    void take(behind, 'scan');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left).toMatchObject({ scan: [{}, {}], call: [{}] });
  });
});

describe('a 429', () => {
  it('stops the scans of the instance that heard it at once, whatever they had taken', async () => {
    const { budgets, keepAsking, left } = startInstances(6_000, [0]);
    for (const budget of budgets) keepAsking(budget, 'scan', 20, 100);
    await vi.advanceTimersByTimeAsync(5_000);
    budgets[0]?.throttled(30_000);
    await vi.advanceTimersByTimeAsync(50);
    const before = left.scan.length;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(left.scan).toHaveLength(before);
  });

  it('that tells one customer to wait for an hour has scans go on after a minute', async () => {
    const { budgets, keepAsking, left } = startInstances(600, [0, 0]);
    for (const budget of budgets) keepAsking(budget, 'scan', 20, 100);
    await vi.advanceTimersByTimeAsync(5_000);
    budgets[0]?.throttled(HOUR_IN_MS);
    await vi.advanceTimersByTimeAsync(3_000);
    const before = left.scan.length;
    await vi.advanceTimersByTimeAsync(56_000);
    expect(left.scan).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(left.scan.length).toBeGreaterThan(before + 50);
  });

  it('pauses the scans of all instances, slows everybody down, and is forgotten in time', async () => {
    const started = startInstances(600, [0, 0]);
    for (const budget of started.budgets) started.keepAsking(budget, 'scan', 20, 100);
    await vi.advanceTimersByTimeAsync(10_000);
    for (let count = 0; count < 5; count++) started.budgets[0]?.throttled(30_000);
    await vi.advanceTimersByTimeAsync(3_000);
    const before = started.left.scan.length;
    void started.take(started.budgets[1] as RequestBudget, 'call');
    await vi.advanceTimersByTimeAsync(26_000);
    expect(started.left.scan.length).toBe(before);
    expect(started.left.call).toHaveLength(1);
    const resumedAt = Date.now() + 2_000;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(started.share(resumedAt)).toBeGreaterThan(0.5);
    expect(started.share(resumedAt)).toBeLessThan(0.75);
    await vi.advanceTimersByTimeAsync(80_000);
    const recoveredAt = Date.now();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(started.share(recoveredAt)).toBeGreaterThan(0.98);
  });
});
