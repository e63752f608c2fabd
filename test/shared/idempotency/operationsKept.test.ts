import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEY_ROW } from '../../../shared/idempotency/keyRecord.ts';
import { locate } from '../../../shared/idempotency/operationId.ts';
import type { Operations } from '../../../shared/idempotency/operations.ts';
import { createTrail } from '../../../shared/idempotency/trail.ts';
import { all, DAY, purchase, recordOf, runOf, SECOND, startProcesses, type Processes } from './startProcesses.ts';

const OUTCOME = { status: 200, body: { order: { id: 'one' } } };
const SENT_AT = new Date('2026-03-01T11:00:00.000Z');
const NOBODYS = 'A'.repeat(55);

let processes: Processes;
let operations: Operations;
let other: Operations;

beforeAll(async () => {
  processes = await startProcesses();
  operations = processes.start();
  other = processes.start();
});
afterAll(() => processes.close());

/** An operation that was sent, and is left to the queue. */
async function waiting(afterInMs = 0) {
  const intent = purchase();
  const run = runOf(await operations.begin(intent));
  await run.intent(() => SENT_AT).declare();
  await operations.handOver(run, afterInMs);
  return { intent, operationId: run.record().operationId };
}

describe('an ended operation', () => {
  async function ended(members = {}) {
    const intent = purchase(members);
    const run = runOf(await operations.begin(intent));
    const sending = run.intent(() => SENT_AT);
    await sending.declare();
    const requestId = sending.current();
    await run.end('succeeded', OUTCOME);
    return { intent, requestId, operationId: run.record().operationId };
  }

  test('holds its key for 30 days after its end, and then the key is a new one', async () => {
    const { intent, requestId } = await ended();
    processes.clock.now += 30 * DAY - SECOND;
    expect((await other.begin(intent)).kind).toBe('ended');
    processes.clock.now += 2 * SECOND;
    const run = runOf(await other.begin({ ...intent, payloadHash: 'other' }));
    expect(run.record()).toMatchObject({ payloadHash: 'other', attempt: 1 });
    expect(run.intent(() => SENT_AT).current()).not.toBe(requestId);
  });

  test('lends its MS-RequestId to no operation of the same key and payload after that', async () => {
    const { intent, requestId } = await ended();
    processes.clock.now += 31 * DAY;
    expect(
      runOf(await other.begin(intent))
        .intent(() => SENT_AT)
        .current(),
    ).not.toBe(requestId);
  });

  test('is forgotten with its key and tokens, and its audit trail stays', async () => {
    const { intent, operationId } = await ended();
    const record = recordOf(await other.begin(intent));
    const token = await other.issueToken(record);
    const { customerId, operation, startedAt } = record;
    const trail = createTrail(processes.table);
    const entry = {
      operationId,
      operation,
      customerId,
      startedAt,
      event: 'started',
      at: startedAt,
      detail: {},
    } as const;
    await trail.add(entry);
    await other.forgetExpired();
    expect(await other.isToken(record, token)).toBe(true);

    processes.clock.now += 31 * DAY;
    const { operationId: recent } = await ended();
    expect(await other.forgetExpired()).toBeGreaterThanOrEqual(3);
    const place = locate(operationId);
    expect(await other.read(operationId)).toBeUndefined();
    expect(await processes.table.get(place?.partitionKey ?? '', KEY_ROW)).toBeUndefined();
    expect(await other.isToken(record, token)).toBe(false);
    expect(await other.read(recent)).toBeDefined();
    const kept = await all(trail.read({ customerId }));
    expect(kept.map(({ entry: { event } }) => event)).toEqual(['started']);
  });
});

describe('an operation of the queue', () => {
  test('has its message, and is taken by one of 20', async () => {
    const { operationId } = await waiting();
    expect(await processes.messages()).toEqual([operationId]);
    const taken = await Promise.all(Array.from({ length: 20 }, () => other.take(operationId)));
    const holding = taken.filter(({ kind }) => kind === 'holding');
    expect(holding).toHaveLength(1);
    expect(taken.filter(({ kind }) => kind === 'notDue')).toHaveLength(19);
    for (const met of holding) if (met.kind === 'holding') met.run.release();
  });

  test('is not taken before it is due', async () => {
    const { operationId } = await waiting(60 * SECOND);
    processes.clock.now += 57 * SECOND;
    expect((await other.take(operationId)).kind).toBe('notDue');
    processes.clock.now += 2 * SECOND;
    const taken = await other.take(operationId);
    expect(taken.kind).toBe('holding');
    if (taken.kind === 'holding') taken.run.release();
  });

  test('is not taken from a live holder, nor once it has ended, nor if it never was', async () => {
    const run = runOf(await operations.begin(purchase()));
    const { operationId } = run.record();
    expect((await other.take(operationId)).kind).toBe('notDue');
    await run.end('succeeded', OUTCOME);
    expect((await other.take(operationId)).kind).toBe('ended');
    expect((await other.take(NOBODYS)).kind).toBe('void');
    expect((await other.take('no id')).kind).toBe('void');
  });
});

describe('the messages that never came', () => {
  test('are sent again once they are two minutes late, those of ended operations never', async () => {
    processes.clock.now += DAY;
    await operations.resume();
    const { operationId: late } = await waiting();
    const { operationId: later } = await waiting(90 * SECOND);
    const left = runOf(await operations.begin(purchase())).record().operationId;
    const ended = runOf(await operations.begin(purchase()));
    await ended.end('succeeded', OUTCOME);
    await processes.messages();
    const resumed = async (): Promise<string[]> => {
      await operations.resume();
      const mine = [late, later, left, ended.record().operationId];
      return (await processes.messages()).filter((id) => mine.includes(id)).sort();
    };

    processes.clock.now += 119 * SECOND;
    expect(await resumed()).toEqual([]);
    processes.clock.now += 2 * SECOND;
    expect(await resumed()).toEqual([late]);
    processes.clock.now += 60 * SECOND;
    expect(await resumed()).toEqual([late, left].sort());
    processes.clock.now += 30 * SECOND;
    expect(await resumed()).toEqual([late, later, left].sort());
  });
});

describe('a token', () => {
  test('reads its operation and no other', async () => {
    const intent = purchase();
    const run = runOf(await operations.begin(intent));
    await run.end('failed', OUTCOME);
    const again = runOf(await operations.begin(intent));
    const tokens = [await operations.issueToken(run.record()), await operations.issueToken(run.record())];
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) {
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(await other.isToken(run.record(), token)).toBe(true);
      expect(await other.isToken(again.record(), token)).toBe(false);
    }
    expect(await other.isToken(run.record(), 'A'.repeat(43))).toBe(false);
  });

  test('is kept as its hash only, and disturbs nobody who works on the operation', async () => {
    const run = runOf(await operations.begin(purchase()));
    const token = await other.issueToken(run.record());
    await run.change({});
    const rows = await all(processes.table.query({ filter: '' }));
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test.each(['', '/', "' or 1 eq 1", 'ü'.repeat(2_000)])('may be any text: %j', async (token) => {
    const run = runOf(await operations.begin(purchase()));
    expect(await other.isToken(run.record(), token)).toBe(false);
  });
});
