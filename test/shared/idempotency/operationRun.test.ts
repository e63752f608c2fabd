import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { NotSentError } from '../../../shared/http/call.ts';
import { KEY_ROW } from '../../../shared/idempotency/keyRecord.ts';
import type { Operations } from '../../../shared/idempotency/operations.ts';
import { purchase, runOf, SECOND, startProcesses, type Processes } from './startProcesses.ts';

const OUTCOME = { status: 200, body: { order: { id: 'one' } } };
const SENT_AT = new Date('2026-03-01T11:00:00.000Z');

let processes: Processes;
let operations: Operations;
let other: Operations;

beforeAll(async () => {
  processes = await startProcesses();
  operations = processes.start();
  other = processes.start();
});
afterAll(() => processes.close());
afterEach(() => {
  vi.useRealTimers();
  processes.proxy.loseAnswers(0);
});

async function begun() {
  const intent = purchase();
  const run = runOf(await operations.begin(intent));
  return { intent, run, sending: run.intent(() => SENT_AT), stored: () => other.read(run.record().operationId) };
}

describe('a write', () => {
  test('is made known before it leaves, and each time it leaves', async () => {
    const { run, sending, stored } = await begun();
    const correlationId = sending.correlationId();
    run.note({ search: { kind: 'order' } });
    await sending.declare();
    const first = { state: 'sending', sends: 1, attempt: 1, unsettled: true, sentAt: SENT_AT.toISOString() };
    expect(await stored()).toMatchObject({ ...first, search: { kind: 'order' } });
    expect(sending.mayLeave()).toBe(true);

    const requestId = sending.current();
    sending.answered();
    expect(sending.current()).not.toBe(requestId);
    expect(sending.correlationId()).not.toBe(correlationId);
    await sending.declare();
    expect(await stored()).toMatchObject({ ...first, sends: 2, attempt: 2 });
  });

  test('keeps when it first left', async () => {
    const { run, sending, stored } = await begun();
    await sending.declare();
    await run.intent(() => new Date()).declare();
    expect(await stored()).toMatchObject({ sends: 2, sentAt: SENT_AT.toISOString() });
  });

  test('may not leave once the lease is all but over, and may again when that is renewed', async () => {
    const { run, sending } = await begun();
    await sending.declare();
    processes.clock.now += 54 * SECOND;
    expect(sending.mayLeave()).toBe(true);
    processes.clock.now += 2 * SECOND;
    expect(sending.mayLeave()).toBe(false);
    await run.change({});
    expect(sending.mayLeave()).toBe(true);
  });

  test('may not leave after the lease although somebody has set the clock back', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { sending } = await begun();
    await sending.declare();
    vi.advanceTimersByTime(56 * SECOND);
    expect(sending.mayLeave()).toBe(false);
  });
});

describe('a holder that lost its lease', () => {
  async function replaced() {
    const held = await begun();
    await held.sending.declare();
    processes.clock.now += 61 * SECOND;
    const successor = runOf(await other.begin(held.intent));
    return { ...held, successor };
  }

  test.each<[string, (held: Awaited<ReturnType<typeof replaced>>) => Promise<void>]>([
    ['declare a write', ({ sending }) => sending.declare()],
    ['change the record', ({ run }) => run.change({ state: 'waiting' })],
    ['end the operation', ({ run }) => run.end('failed', OUTCOME)],
    ['leave it to the queue', ({ run }) => operations.handOver(run, 0)],
  ])('cannot %s', async (_deed, deed) => {
    const held = await replaced();
    await expect(deed(held)).rejects.toBeInstanceOf(NotSentError);
    expect(held.sending.mayLeave()).toBe(false);
    expect(await held.stored()).toEqual(held.successor.record());
  });

  test('learns of it, and cannot do anything from then on', async () => {
    const { run, sending, successor } = await replaced();
    await expect(run.change({})).rejects.toBeInstanceOf(NotSentError);
    await successor.end('succeeded', OUTCOME);
    await expect(sending.declare()).rejects.toBeInstanceOf(NotSentError);
  });

  test('leaves the key to its successor', async () => {
    const { run, intent, successor } = await replaced();
    await expect(run.end('failed', OUTCOME)).rejects.toBeInstanceOf(NotSentError);
    await successor.end('succeeded', OUTCOME);
    expect((await operations.begin(intent)).kind).toBe('ended');
  });
});

describe('a lease', () => {
  test('is renewed every 20 seconds, until it is released', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const met = await operations.begin(purchase());
    if (met.kind !== 'holding') throw new Error(`It is ${met.kind}.`);
    const { run } = met;
    const { operationId, leaseUntil } = run.record();
    processes.clock.now += 20 * SECOND;
    await vi.advanceTimersByTimeAsync(20 * SECOND);
    await vi.waitFor(() => expect(run.record().leaseUntil).toBe(leaseUntil + 20 * SECOND));
    expect(await other.read(operationId)).toMatchObject({ leaseUntil: leaseUntil + 20 * SECOND });
    run.release();
    await run.change({});
    const requests = processes.proxy.requests.length;
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect(processes.proxy.requests).toHaveLength(requests);
  });

  test('is not renewed any more once the operation is left to the queue', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const met = await operations.begin(purchase());
    if (met.kind !== 'holding') throw new Error(`It is ${met.kind}.`);
    const requests = processes.proxy.requests.length;
    const handedOver = operations.handOver(met.run, 0);
    while (processes.proxy.requests.length === requests) await nextTurn();
    vi.advanceTimersByTime(20 * SECOND);
    await handedOver;
    await met.run.change({ leaseUntil: 0 });
    expect(processes.proxy.requests).toHaveLength(requests + 2);
    expect(await other.read(met.run.record().operationId)).toMatchObject({ state: 'waiting', leaseUntil: 0 });
  });
});

describe('an answer of storage that is lost', () => {
  test('to the beginning leaves the key with the call that brought it', async () => {
    const intent = purchase();
    processes.proxy.loseAnswers(1);
    expect((await operations.begin(intent)).kind).toBe('holding');
    expect((await other.begin(intent)).kind).toBe('underWay');
  });

  test('to the beginning of a call without a key is its own', async () => {
    processes.proxy.loseAnswers(1);
    const run = runOf(await operations.begin(purchase({ key: undefined })));
    await run.end('succeeded', OUTCOME);
    expect(await other.read(run.record().operationId)).toMatchObject({ state: 'succeeded' });
  });

  test('to the taking of a freed key is its own', async () => {
    const { intent, run } = await begun();
    await run.end('failed', OUTCOME);
    await processes.table.get(run.record().partitionKey, KEY_ROW);
    processes.proxy.loseAnswers(1);
    const again = runOf(await operations.begin(intent));
    await again.end('succeeded', OUTCOME);
    expect((await other.begin(intent)).kind).toBe('ended');
  });

  test.each(['a change', 'a declaration', 'the end'])('to %s is no loss of the lease', async (what) => {
    const { run, sending, stored } = await begun();
    processes.proxy.loseAnswers(1);
    if (what === 'a change') await run.change({ rounds: 7 });
    if (what === 'a declaration') await sending.declare();
    if (what === 'the end') await run.end('succeeded', OUTCOME);
    expect(await stored()).toEqual(run.record());
    await run.change({ rounds: 8 });
    expect(await stored()).toMatchObject({ rounds: 8 });
  });

  test('for good fails the declaration, and the operation can still be ended', async () => {
    const { run, intent, sending, stored } = await begun();
    processes.proxy.loseAnswers(3);
    await expect(sending.declare()).rejects.toMatchObject({ code: 'StorageUnavailable' });
    await run.end('failed', OUTCOME);
    expect(await stored()).toMatchObject({ state: 'failed', sends: 0 });
    expect((await other.begin(intent)).kind).toBe('holding');
  });
});
