import { beforeEach, describe, expect, it } from 'vitest';
import { UNUSED_BUDGET, type BudgetState } from '../../../shared/budget/budgetStrategy.ts';
import { createRequestBudget } from '../../../shared/budget/requestBudget.ts';
import { createSharedState, type SharedStateOptions } from '../../../shared/budget/sharedState.ts';
import type { Lane } from '../../../shared/http/throttle.ts';
import { createMemoryTable } from './memoryTable.ts';

const TENANT = 'tenant';
const LIMIT = 450;
const YEAR_IN_MS = 365 * 86_400_000;

let logged: string[];
beforeEach(() => {
  logged = [];
});

const tableWith = (members: object) =>
  createMemoryTable(() => 1, {
    ...UNUSED_BUDGET,
    takenAt: Date.now(),
    ...members,
    partitionKey: TENANT,
    rowKey: 'partnerCenter',
  });

function optionsFor(table: SharedStateOptions['table']): SharedStateOptions {
  const log = (_level: string, event: string): void => void logged.push(event);
  return { table, tenantId: TENANT, limit: LIMIT, log, now: Date.now };
}

const inASecond = () => Date.now() + 1_000;

describe('a row that the rules cannot explain', () => {
  const inAYear = () => Date.now() + YEAR_IN_MS;

  it.each<[string, () => object, Lane]>([
    ['a first free instant that is none', () => ({ nextAt: 'abc' }), 'call'],
    ['a first free instant in a year', () => ({ nextAt: inAYear() }), 'call'],
    ['a pause of a year', () => ({ scansPauseUntil: inAYear() }), 'scan'],
    ['no share', () => ({ share: 0, reducedAt: Date.now() }), 'scan'],
    ['a share that is no number', () => ({ share: NaN }), 'call'],
    ['a share that comes back in a year', () => ({ share: 0.5, reducedAt: inAYear() }), 'scan'],
    ['a clock that counts past all dates', () => ({ takenAt: 1e300 }), 'call'],
    ['nothing of what it should hold', () => ({ nextAt: undefined, takenAt: undefined }), 'call'],
  ])('with %s holds nobody up and is repaired by the next write', async (_what, members, lane) => {
    const { table } = tableWith(members());
    const budgets = [1, 2].map(() => createRequestBudget(optionsFor(table)));
    for (const budget of budgets) await budget.take(lane, inASecond());
    await expect.poll(() => table.get(TENANT, 'partnerCenter')).toMatchObject({ share: 1, scansPauseUntil: 0 });
    const row = await table.get(TENANT, 'partnerCenter');
    for (const instant of [row?.nextAt, row?.takenAt])
      expect(Math.abs(Number(instant) - Date.now())).toBeLessThan(2_000);
    expect(logged).toEqual(['requestBudgetUnreadable']);
  });

  it('is one budget for all again', async () => {
    const { table } = tableWith({ nextAt: 'abc' });
    const budgets = [1, 2, 3, 4].map(() => createRequestBudget(optionsFor(table)));
    const taken = budgets.flatMap((budget) => Array.from({ length: 30 }, () => budget.take('call', inASecond())));
    const outcomes = await Promise.allSettled(taken);
    const granted = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(granted).toBeGreaterThanOrEqual(LIMIT / 10);
    expect(granted).toBeLessThanOrEqual(LIMIT / 10 + LIMIT / 60 + budgets.length + 1);
  });

  it('is not one whose writer’s clock is ahead', async () => {
    const aheadInMs = 20_000;
    const written = { nextAt: Date.now() + aheadInMs + 30_000, reducedAt: Date.now() + aheadInMs, share: 0.5 };
    const { table } = tableWith({ ...written, takenAt: Date.now() + aheadInMs });
    const scan = createRequestBudget(optionsFor(table)).take('scan', Date.now() + 200);
    await expect(scan).rejects.toMatchObject({ code: 'TooManyRequests' });
    expect(logged).toEqual([]);
  });
});

describe('a decision that throws', () => {
  const away: SharedStateOptions['table'] = {
    get: () => Promise.reject(new Error('away')),
    insert: () => Promise.reject(new Error('away')),
    replace: () => Promise.reject(new Error('away')),
  };
  const withBug = (): never => {
    throw new RangeError('a bug');
  };
  const take = (state: BudgetState, now: number) => ({ state: { ...state, nextAt: now + 100 } });

  it.each([
    ['together with others', () => tableWith({}).table],
    ['alone', () => away],
  ])('fails for whoever made it, and stops no other change, %s', async (_where, table) => {
    const shared = createSharedState(optionsFor(table()));
    await shared.change(take);
    const outcomes = await Promise.allSettled([shared.change(take), shared.change(withBug), shared.change(take)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(shared.change(take)).resolves.toMatchObject({ state: { share: 1 } });
    expect(logged).toEqual(table() === away ? ['requestBudgetAlone'] : []);
  });
});
