import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newOperationId, newPartition } from '../../../shared/idempotency/operationId.ts';
import { createTrail, type Trail, type TrailEntry, type TrailQuery } from '../../../shared/idempotency/trail.ts';
import { all, startProcesses, type Processes } from './startProcesses.ts';

let processes: Processes;
let trail: Trail;

beforeAll(async () => {
  processes = await startProcesses();
  trail = createTrail(processes.table);
});
afterAll(() => processes.close());

function entryOf(members: Partial<TrailEntry> = {}): TrailEntry {
  return {
    operationId: newOperationId(newPartition()),
    operation: 'createOrder',
    customerId: randomUUID(),
    startedAt: '2026-03-01T12:00:00.000Z',
    event: 'started',
    at: '2026-03-01T12:00:01.000Z',
    detail: {},
    ...members,
  };
}

/** How an operation ended, by whom. */
const ending = (operation: TrailEntry, who: string): TrailEntry => ({ ...operation, event: 'ended', detail: { who } });

async function read(query: TrailQuery): Promise<TrailEntry[]> {
  return (await all(trail.read(query))).map(({ entry }) => entry);
}

describe('an entry', () => {
  test('is there as it was written, and stays so when it is added again', async () => {
    const entry = entryOf({ contentHash: 'content', detail: { before: { quantity: 5 } } });
    await trail.add(entry);
    await trail.add({ ...entry, at: '2026-03-01T12:00:09.000Z', detail: {} });
    expect(await read({ customerId: entry.customerId })).toEqual([entry]);
  });

  test('may be long', async () => {
    const entry = entryOf({ detail: { before: `x"\\`.repeat(50_000) } });
    await trail.add(entry);
    const ended = ending(entry, '🙂x'.repeat(50_000));
    await trail.end(ended, []);
    expect(await read({ customerId: entry.customerId })).toEqual([entry, ended]);
  });
});

describe('the end of an operation', () => {
  test('is decided by the first of 20, and everybody learns which', async () => {
    const operation = entryOf();
    const entries = Array.from({ length: 20 }, (_, index) => ending(operation, String(index)));
    const decided = await Promise.all(entries.map((entry) => trail.end(entry, [])));
    expect(new Set(decided.map((entry) => entry?.detail.who)).size).toBe(1);
    expect(await trail.ending(operation)).toEqual(decided[0]);
    expect(await trail.end(ending(operation, 'late'), ['order_late'])).toEqual(decided[0]);
    expect((await trail.owners(operation.customerId)).get('order_late')).toBeUndefined();
  });

  test('is not known before it has come', async () => {
    const operation = entryOf();
    await trail.add(operation);
    expect(await trail.ending(operation)).toBeUndefined();
  });

  test('gives an order to one of 20 operations that found it', async () => {
    const { customerId } = entryOf();
    const operations = Array.from({ length: 20 }, () => entryOf({ customerId }));
    const decided = await Promise.all(operations.map((operation) => trail.end(ending(operation, 'it'), ['order_a'])));
    const owners = decided.filter((entry) => entry !== undefined).map(({ operationId }) => operationId);
    expect(owners).toEqual([(await trail.owners(customerId)).get('order_a')]);
    const endings = await Promise.all(operations.map((operation) => trail.ending(operation)));
    expect(endings.filter((entry) => entry !== undefined)).toHaveLength(1);
  });

  test('takes the next order that is nobody’s, until all are taken', async () => {
    const { customerId } = entryOf();
    const operations = Array.from({ length: 3 }, () => entryOf({ customerId }));
    const claims = ['order_a', 'order_b'];
    const kept: (string | undefined)[] = [];
    for (const operation of operations) {
      kept.push((await trail.end(ending(operation, 'it'), claims))?.operationId);
    }
    const [first, second, third] = operations;
    expect(kept).toEqual([first?.operationId, second?.operationId, undefined]);
    expect((await trail.owners(customerId)).get('order_a')).toBe(first?.operationId);
    expect((await trail.owners(customerId)).get('order_b')).toBe(second?.operationId);
    expect(third && (await trail.ending(third))).toBeUndefined();
  });

  test('claims one of ten orders for each of ten operations at once', async () => {
    const { customerId } = entryOf();
    const claims = Array.from({ length: 10 }, (_, index) => `order_${index}`);
    const operations = claims.map(() => entryOf({ customerId }));
    const decided = await Promise.all(operations.map((operation) => trail.end(ending(operation, 'it'), claims)));
    expect(decided.map((entry) => entry?.operationId)).toEqual(operations.map(({ operationId }) => operationId));
    const owners = [...(await trail.owners(customerId)).values()];
    expect(new Set(owners).size).toBe(10);
  });

  test('claims orders that differ in their case as two, and of each customer by itself', async () => {
    const [one, other] = [entryOf(), entryOf()];
    expect(await trail.end(ending(one, 'it'), ['order_a'])).toBeDefined();
    expect(await trail.end(ending(entryOf({ customerId: one.customerId }), 'it'), ['order_A'])).toBeDefined();
    expect(await trail.end(ending(other, 'it'), ['order_a'])).toBeDefined();
  });
});

describe('reading', () => {
  test('gives the operations of a customer in the order of their start, and no claims', async () => {
    const { customerId } = entryOf();
    const later = entryOf({ customerId, startedAt: '2026-03-02T12:00:00.000Z' });
    const earlier = entryOf({ customerId });
    await trail.end(ending(later, 'it'), ['order_a']);
    await trail.add(later);
    await trail.end(ending(earlier, 'it'), ['order_b']);
    await trail.add({ ...earlier, event: 'unknown' });
    await trail.add(earlier);
    const events = (await read({ customerId })).map(({ operationId, event }) => [operationId, event]);
    expect(events).toEqual([
      [earlier.operationId, 'started'],
      [earlier.operationId, 'unknown'],
      [earlier.operationId, 'ended'],
      [later.operationId, 'started'],
      [later.operationId, 'ended'],
    ]);
  });

  test('begins with the instant asked for, which counts in', async () => {
    const { customerId } = entryOf();
    const startedAt = ['2026-03-01T11:59:59.999Z', '2026-03-01T12:00:00.000Z', '2026-03-01T12:00:00.001Z'];
    for (const start of startedAt) await trail.add(entryOf({ customerId, startedAt: start }));
    const found = await read({ customerId, since: '2026-03-01T12:00:00.000Z' });
    expect(found.map((entry) => entry.startedAt)).toEqual(startedAt.slice(1));
  });

  test('goes on behind a row, over all customers', async () => {
    const customers = [randomUUID(), randomUUID()].sort();
    const since = '2031-01-01T00:00:00.000Z';
    for (const customerId of customers) {
      for (const day of ['01', '02']) {
        await trail.add(entryOf({ customerId, startedAt: `2031-01-${day}T12:00:00.000Z` }));
      }
    }
    const found = await all(trail.read({ since }));
    expect(found.map(({ entry }) => entry.customerId)).toEqual(customers.flatMap((id) => [id, id]));
    for (const [index, { entry, rowKey }] of found.entries()) {
      const after = { customerId: entry.customerId.toUpperCase(), rowKey };
      expect(await all(trail.read({ since, after }))).toEqual(found.slice(index + 1));
    }
  });

  test('finds a customer in any case', async () => {
    const entry = entryOf();
    const shouted = entryOf({ customerId: entry.customerId.toUpperCase() });
    await trail.add(entry);
    expect(await trail.end(ending(shouted, 'it'), ['order_a'])).toBeDefined();
    for (const customerId of [entry.customerId, shouted.customerId]) {
      expect(await read({ customerId })).toHaveLength(2);
      expect((await trail.owners(customerId)).get('order_a')).toBe(shouted.operationId);
      expect(await trail.ending({ ...shouted, customerId })).toBeDefined();
    }
  });
});
