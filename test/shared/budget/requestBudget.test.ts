import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRequestBudget } from '../../../shared/budget/requestBudget.ts';
import type { RequestBudget } from '../../../shared/http/throttle.ts';
import { createStorageClients, type StorageClients } from '../../../shared/storage/storageClients.ts';
import { createTable, type Table } from '../../../shared/storage/tables.ts';
import { takeStorage } from '../../takeStorage.ts';
import { startStorageProxy, type StorageProxy } from '../storage/storageProxy.ts';

const LIMIT = 600;
const SPACING_IN_MS = 100;

let proxy: StorageProxy;
let clients: StorageClients;
let table: Table;
let tenants = 0;
let tenantId: string;
let logged: string[];

beforeAll(async () => {
  const connectionString = (await takeStorage()) ?? '';
  const [, endpoint = ''] = /TableEndpoint=([^;]+)/.exec(connectionString) ?? [];
  const { origin } = new URL(endpoint);
  proxy = await startStorageProxy(origin);
  clients = createStorageClients({
    connectionString: connectionString.replace(endpoint, endpoint.replace(origin, proxy.url)),
  });
  table = createTable(clients, 'budget');
  await table.get('tenant', 'partnerCenter');
});
afterAll(() => proxy.close());
beforeEach(() => {
  proxy.loseAnswers(0);
  tenantId = `tenant${(tenants += 1)}`;
  logged = [];
});

/** A budget as another instance has it, over the same table. */
function start({ limit = LIMIT, now = Date.now } = {}): RequestBudget {
  return createRequestBudget({ table, tenantId, limit, now, log: (_level, event) => logged.push(event) });
}

const in30Seconds = () => Date.now() + 30_000;
const takeAtOnce = (budget: RequestBudget, count: number) =>
  Promise.allSettled(Array.from({ length: count }, () => budget.take('call', in30Seconds())));
const nextAt = async () => Number((await table.get(tenantId, 'partnerCenter'))?.nextAt);

/** As if somebody had taken everything until then. */
async function takenUntil(instant: number): Promise<void> {
  const unused = { share: 1, reducedAt: 0, scansPauseUntil: 0, takenAt: 0 };
  await table.insert({ partitionKey: tenantId, rowKey: 'partnerCenter', ...unused, nextAt: instant });
}

describe('several instances', () => {
  it('take each slot once and lose none, however often they meet', async () => {
    const from = Date.now() + 1_000;
    await takenUntil(from);
    const budgets = [start(), start(), start(), start()];
    const before = proxy.requests.length;
    const outcomes = await Promise.all(budgets.map((budget) => takeAtOnce(budget, 12)));
    expect(outcomes.flat().every(({ status }) => status === 'fulfilled')).toBe(true);
    expect((await nextAt()) - from).toBe(48 * SPACING_IN_MS);
    expect(proxy.requests.length - before).toBeGreaterThan(4 * 2);
  });

  it('that start at once on an idle tenant pay for what they sent while they read', async () => {
    const startedAt = Date.now();
    const outcomes = await Promise.all([start(), start(), start(), start()].map((budget) => takeAtOnce(budget, 2)));
    expect(outcomes.flat().every(({ status }) => status === 'fulfilled')).toBe(true);
    await expect.poll(async () => (await nextAt()) - startedAt).toBeGreaterThanOrEqual(8 * SPACING_IN_MS);
  });

  it('give scans their slots one after the other', async () => {
    const budgets = [start({ limit: 12_000 }), start({ limit: 12_000 })];
    const startedAt = Date.now();
    await Promise.all(
      budgets.flatMap((budget) => Array.from({ length: 40 }, () => budget.take('scan', in30Seconds()))),
    );
    expect(Date.now() - startedAt).toBeGreaterThan(350);
    const takenInMs = (await nextAt()) - startedAt;
    expect(takenInMs).toBeGreaterThanOrEqual(400);
    expect(takenInMs).toBeLessThan(4_000);
  });

  it('let what is begun come before what is not', async () => {
    const budget = start({ limit: 1_200 });
    const order: string[] = [];
    const take = (name: string, isBegun: boolean) =>
      budget.take('scan', in30Seconds(), isBegun).then(() => order.push(name));
    await Promise.all([take('a new', false), take('another new', false), take('the begun', true)]);
    expect(order).toEqual(['the begun', 'a new', 'another new']);
  });

  it('all pause their scans when one of them is answered 429', async () => {
    const [one, other] = [start(), start()];
    await other.take('scan', in30Seconds());
    one.throttled(60_000);
    await expect.poll(async () => (await table.get(tenantId, 'partnerCenter'))?.share).toBe(0.5);
    const scan = other.take('scan', Date.now() + 300);
    await expect(scan).rejects.toMatchObject({ code: 'TooManyRequests' });
    await expect(other.take('call', in30Seconds())).resolves.toBeUndefined();
  });
});

describe('a lone instance', () => {
  it('needs one storage call for as many calls as come at once', async () => {
    const budget = start();
    await budget.take('call', in30Seconds());
    await expect.poll(nextAt).toBeGreaterThan(0);
    const before = proxy.requests.length;
    await takeAtOnce(budget, 20);
    expect(proxy.requests.slice(before).map((request) => request.split(' ')[0])).toEqual(['PUT']);
  });

  it('follows a new setting at once', async () => {
    const startedAt = Date.now();
    await takeAtOnce(start({ limit: 60_000 }), 50);
    await takeAtOnce(start({ limit: 60 }), 2);
    await expect.poll(async () => (await nextAt()) - startedAt).toBeGreaterThan(2_000);
  });
});

describe('storage that is away', () => {
  it('leaves each instance alone with the same rules, until it is back', async () => {
    let aheadInMs = 0;
    const now = () => Date.now() + aheadInMs;
    const budget = start({ limit: 60, now });
    const take = (count: number) =>
      Promise.allSettled(Array.from({ length: count }, () => budget.take('call', now() + 500)));
    const granted = async (count: number) => (await take(count)).filter(({ status }) => status === 'fulfilled').length;

    proxy.loseAnswers(1_000);
    expect((await Promise.allSettled([budget.take('call', now() + 20_000)]))[0]?.status).toBe('fulfilled');
    expect(await granted(20)).toBeLessThanOrEqual(6);
    expect(logged).toEqual(['requestBudgetAlone']);

    aheadInMs += 31_000;
    expect(await granted(1)).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    proxy.loseAnswers(0);
    aheadInMs += 31_000;
    expect(await granted(1)).toBe(1);
    await expect
      .poll(async () => [await granted(1), logged.at(-1)], { interval: 100 })
      .toEqual([1, 'requestBudgetShared']);
    expect(logged.slice(0, 2)).toEqual(['requestBudgetAlone', 'requestBudgetShared']);
    await expect.poll(async () => [await granted(1), (await nextAt()) > now()], { interval: 100 }).toEqual([1, true]);
  });
});
