import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OperationRecord } from '../../../shared/idempotency/operationRecord.ts';
import type { Operations } from '../../../shared/idempotency/operations.ts';
import { createTrail } from '../../../shared/idempotency/trail.ts';
import { purchase, recordOf, runOf, SECOND, startProcesses, type Processes } from './startProcesses.ts';

const OUTCOME = { status: 200, body: { order: { id: 'one' } } };
const REFUSAL = { status: 422, body: { error: { code: 'PartnerCenterRejected' } } };
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

describe('a key', () => {
  test('nobody has used before is held by the call that brings it', async () => {
    const intent = purchase();
    const record = runOf(await operations.begin(intent)).record();
    expect(record).toMatchObject({ ...intent, state: 'preparing', attempt: 1, sends: 0, rounds: 0 });
    expect(await other.read(record.operationId)).toMatchObject({ ...intent, state: 'preparing' });
  });

  test('is held by one of 20 calls at once, and the others are told which', async () => {
    const intent = purchase();
    const begun = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? operations : other).begin(intent)),
    );
    const holders = begun.filter((met) => met.kind === 'holding');
    expect(holders).toHaveLength(1);
    const ids = begun.map((met) => ('run' in met ? runOf(met).record() : recordOf(met)).operationId);
    expect(new Set(ids).size).toBe(1);
    expect(begun.filter((met) => met.kind === 'underWay')).toHaveLength(19);
  });

  test('belongs to another payload only once it is free', async () => {
    const intent = purchase();
    const run = runOf(await operations.begin(intent));
    expect(await other.begin({ ...intent, payloadHash: 'other' })).toEqual({ kind: 'otherPayload' });
    await run.end('succeeded', OUTCOME);
    expect(await other.begin({ ...intent, payloadHash: 'other' })).toEqual({ kind: 'otherPayload' });
  });

  test('is another key in another operation', async () => {
    const intent = purchase();
    runOf(await operations.begin(intent));
    expect((await other.begin({ ...intent, operation: 'purchaseAddOn', payloadHash: 'other' })).kind).toBe('holding');
  });

  test.each(['succeeded', 'needsAttention'] as const)('of what has %s gives that answer again', async (state) => {
    const intent = purchase();
    const run = runOf(await operations.begin(intent));
    await run.end(state, OUTCOME);
    const met = await other.begin(intent);
    expect(met.kind).toBe('ended');
    expect(recordOf(met)).toMatchObject({ operationId: run.record().operationId, state, outcome: OUTCOME });
  });

  test('is freed by a failure, whose answer is kept', async () => {
    const intent = purchase();
    const run = runOf(await operations.begin(intent));
    await run.end('failed', REFUSAL);
    const again = runOf(await other.begin(intent)).record();
    expect(again.operationId).not.toBe(run.record().operationId);
    expect(await other.read(run.record().operationId)).toMatchObject({ state: 'failed', outcome: REFUSAL });
  });

  test('is not needed: calls without one are operations of their own', async () => {
    const intent = purchase({ operation: 'cancelOrder', key: undefined });
    const runs = [runOf(await operations.begin(intent)), runOf(await operations.begin(intent))];
    expect(new Set(runs.map((run) => run.record().operationId)).size).toBe(2);
    await runs[0]?.end('succeeded', OUTCOME);
    expect(await other.read(runs[0]?.record().operationId ?? '')).toMatchObject({ outcome: OUTCOME });
  });
});

describe('the attempt number of a freed key', () => {
  /** Ends an operation whose write left: without an answer, with one that told nothing, or with one that settled it. */
  async function freed(answer: 'none' | 'telling nothing' | 'settling') {
    const intent = purchase();
    const run = runOf(await operations.begin(intent));
    const sending = run.intent(() => SENT_AT);
    await sending.declare();
    const requestId = sending.current();
    if (answer !== 'none') sending.answered();
    if (answer === 'settling') run.note({ unsettled: false });
    await run.end('failed', REFUSAL);
    return { intent, requestId };
  }

  const requestIdOf = (run: ReturnType<typeof runOf>) => run.intent(() => SENT_AT).current();

  test('stays where no answer came, with when it was sent', async () => {
    const { intent, requestId } = await freed('none');
    const run = runOf(await other.begin(intent));
    expect(run.record()).toMatchObject({ attempt: 1, searchFrom: SENT_AT.toISOString() });
    expect(requestIdOf(run)).toBe(requestId);
  });

  test('stays, with when it was first sent, however often no answer comes or nothing is sent', async () => {
    const { intent, requestId } = await freed('none');
    await runOf(await other.begin(intent)).end('failed', REFUSAL);
    const sent = runOf(await other.begin(intent));
    await sent.intent(() => new Date(SENT_AT.getTime() + 60 * SECOND)).declare();
    await sent.end('failed', REFUSAL);
    const run = runOf(await other.begin(intent));
    expect(run.record()).toMatchObject({ attempt: 1, searchFrom: SENT_AT.toISOString() });
    expect(requestIdOf(run)).toBe(requestId);
  });

  test('is raised by an answer that told nothing, with when it was sent', async () => {
    const { intent, requestId } = await freed('telling nothing');
    const run = runOf(await other.begin(intent));
    expect(run.record()).toMatchObject({ attempt: 2, searchFrom: SENT_AT.toISOString() });
    expect(requestIdOf(run)).not.toBe(requestId);
    await run.end('failed', REFUSAL);
    expect(runOf(await other.begin(intent)).record()).toMatchObject({ attempt: 2, searchFrom: SENT_AT.toISOString() });
  });

  test('is raised by an answer that settled it', async () => {
    const { intent, requestId } = await freed('settling');
    const run = runOf(await other.begin(intent));
    expect(run.record().attempt).toBe(2);
    expect(run.record().searchFrom).toBeUndefined();
    expect(requestIdOf(run)).not.toBe(requestId);
  });

  test.each(['none', 'settling'] as const)('is raised by another payload; answer: %s', async (answer) => {
    const { intent, requestId } = await freed(answer);
    const run = runOf(await other.begin({ ...intent, payloadHash: 'other' }));
    expect(run.record().attempt).toBeGreaterThan(1);
    expect(run.record().searchFrom).toBeUndefined();
    expect(requestIdOf(run)).not.toBe(requestId);
    await run.end('failed', REFUSAL);
    expect(requestIdOf(runOf(await other.begin(intent)))).not.toBe(requestId);
  });
});

describe('an operation whose holder gives no sign of life', () => {
  test('is under way for 60 seconds, and then taken over by exactly one of 20 calls', async () => {
    const intent = purchase();
    const run = runOf(await operations.begin(intent));
    processes.clock.now += 59 * SECOND;
    expect((await other.begin(intent)).kind).toBe('underWay');
    processes.clock.now += 2 * SECOND;
    const begun = await Promise.all(Array.from({ length: 20 }, () => other.begin(intent)));
    expect(begun.filter(({ kind }) => kind === 'holding')).toHaveLength(1);
    expect(begun.filter(({ kind }) => kind === 'underWay')).toHaveLength(19);
    for (const met of begun) {
      const record = 'run' in met ? runOf(met).record() : recordOf(met);
      expect(record.operationId).toBe(run.record().operationId);
    }
  });

  test('is resumed where its write may have left, with the attempt it left under', async () => {
    const intent = purchase();
    const run = runOf(await operations.begin(intent));
    run.note({ search: { kind: 'order' } });
    const sending = run.intent(() => SENT_AT);
    await sending.declare();
    processes.clock.now += 61 * SECOND;
    const begun = await Promise.all(Array.from({ length: 20 }, () => other.begin(intent)));
    const resumed = begun.filter(({ kind }) => kind === 'resuming');
    expect(resumed).toHaveLength(1);
    expect(begun.filter(({ kind }) => kind === 'underWay')).toHaveLength(19);
    const [taken] = resumed.map(runOf);
    expect(taken?.record()).toMatchObject({ attempt: 1, sends: 1, sentAt: SENT_AT.toISOString(), unsettled: true });
    expect(taken?.record().search).toEqual({ kind: 'order' });
    expect(taken?.intent(() => SENT_AT).current()).toBe(sending.current());
  });

  test('has an audit trail of its own from there on, so that its earlier holder cannot end it', async () => {
    const intent = purchase();
    const run = runOf(await operations.begin(intent));
    processes.clock.now += 61 * SECOND;
    const taken = runOf(await other.begin(intent));
    const trail = createTrail(processes.table);
    const ended = ({ operationId, operation, customerId, startedAt }: OperationRecord) =>
      ({ operationId, operation, customerId, startedAt, event: 'ended', at: startedAt, detail: {} }) as const;
    await trail.end(ended(run.record()), []);
    expect(await trail.ending(taken.record())).toBeUndefined();
    expect(await trail.end(ended(taken.record()), ['order_one'])).toEqual(ended(taken.record()));
  });

  test('is nobody’s to take while it waits for the queue', async () => {
    const intent = purchase();
    const run = runOf(await operations.begin(intent));
    await run.intent(() => SENT_AT).declare();
    await operations.handOver(run, 0);
    processes.clock.now += 3_600 * SECOND;
    const met = await other.begin(intent);
    expect(met.kind).toBe('underWay');
    expect(recordOf(met)).toMatchObject({ state: 'waiting', rounds: 1 });
  });
});
