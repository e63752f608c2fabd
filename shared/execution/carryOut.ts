import { AppError, errorBody } from '../errors.ts';
import { NotSentError } from '../http/call.ts';
import { isEnded, type OperationRecord } from '../idempotency/operationRecord.ts';
import type { OperationRun } from '../idempotency/operationRun.ts';
import type { CallerContext, Services } from '../services.ts';
import { actorOf } from './actorOf.ts';
import { confirmOf } from './confirmOf.ts';
import type { MoneyOperation, MoneyRequest, MoneyResponse } from './moneyOperation.ts';
import { neverSent } from './neverSent.ts';
import { acceptedAnswer, outcomeAnswer, type OperationAnswer } from './operationAnswer.ts';
import { payloadHash } from './payloadHash.ts';
import { trailEntry } from './trailEntry.ts';
import { PATIENCE_IN_MS, work } from './work.ts';

const REPLAYED = { 'Idempotent-Replayed': 'true' };

/** Characters of a request that can be recorded beside its answer. */
const LONGEST_REQUEST = 100_000;

function assertRecordable(request: MoneyRequest): void {
  if (JSON.stringify(request).length <= LONGEST_REQUEST) return;
  const message = `The body holds more than ${LONGEST_REQUEST} characters. Split it into several calls.`;
  throw new AppError('InvalidRequest', message, { target: 'body' });
}

function keyRequired(): AppError {
  const message =
    'A purchase needs an idempotency key, so that a repeated call does not buy twice. Send one as Idempotency-Key header or idempotencyKey: a ticket or quote number will do.';
  return new AppError('IdempotencyKeyRequired', message, { target: 'idempotencyKey' });
}

function keyReused(): AppError {
  const message = 'This idempotency key belongs to a call with other content. Use a new key for a new purchase.';
  return new AppError('IdempotencyKeyReused', message, { target: 'idempotencyKey' });
}

/** What a repeated call is told. */
function repeated(services: Services, record: OperationRecord): OperationAnswer | Promise<OperationAnswer> {
  return isEnded(record) && record.outcome ? outcomeAnswer(record.outcome, REPLAYED) : acceptedAnswer(services, record);
}

/** Ends in the audit trail what a process that stopped has left there, and never sent. */
async function endAbandoned(services: Services, abandoned: OperationRecord): Promise<void> {
  const error = neverSent();
  const ended = { state: 'failed', outcome: { status: error.status, body: errorBody(error) } };
  await services.trail.end(trailEntry(services, abandoned, 'ended', ended), []);
}

async function workOn<Request extends MoneyRequest, Response extends MoneyResponse>(
  services: Services,
  steps: MoneyOperation<Request, Response>,
  { request, run, abandoned }: { request: Request; run: OperationRun; abandoned: OperationRecord | undefined },
  context: CallerContext,
): Promise<OperationAnswer> {
  try {
    if (abandoned) await endAbandoned(services, abandoned);
    const ended = await work(services, steps, { request, run, patience: PATIENCE_IN_MS }, context);
    if (ended?.error) throw ended.error;
    return ended ? outcomeAnswer(ended.outcome) : await acceptedAnswer(services, run.record());
  } catch (error) {
    if (!(error instanceof NotSentError)) throw error;
    const successor = await services.operations.read(run.record().operationId);
    return repeated(services, successor ?? run.record());
  } finally {
    run.release();
  }
}

async function dryRun<Request extends MoneyRequest, Response extends MoneyResponse>(
  services: Services,
  steps: MoneyOperation<Request, Response>,
  request: Request,
  context: CallerContext,
): Promise<OperationAnswer> {
  const plan = await steps.plan(services, request, context);
  const explanation = await plan.explain(context);
  return { status: 200, body: { dryRun: true, confirm: confirmOf(steps.name, request, plan), ...explanation } };
}

/**
 * Carries an operation that moves money out once: a repeated call is told what the first one was.
 * @throws AppError `IdempotencyKeyRequired`, `IdempotencyKeyReused`, `ChangedMeanwhile`, `StorageUnavailable`, and what the operation refuses.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export async function carryOut<Request extends MoneyRequest, Response extends MoneyResponse>(
  services: Services,
  steps: MoneyOperation<Request, Response>,
  request: Request,
  context: CallerContext,
): Promise<OperationAnswer> {
  const { headers, body, path } = request;
  assertRecordable(request);
  if (body.dryRun) return dryRun(services, steps, request, context);
  const key = headers['idempotency-key'] ?? body.idempotencyKey;
  if (steps.candidates && key === undefined) throw keyRequired();
  const begun = await services.operations.begin({
    operation: steps.name,
    key,
    customerId: path.customerId.toLowerCase(),
    payloadHash: payloadHash(request),
    request,
    caller: actorOf(services.config, context.caller),
    callerKeyHash: context.caller.keyHash,
  });
  switch (begun.kind) {
    case 'otherPayload':
      throw keyReused();
    case 'ended':
    case 'underWay':
      return repeated(services, begun.record);
    case 'holding':
    case 'resuming':
      return workOn(services, steps, { request, run: begun.run, abandoned: begun.abandoned }, context);
  }
}

/** An operation as its function calls it, with its steps, which the queue carries on with. */
export function once<Request extends MoneyRequest, Response extends MoneyResponse>(
  steps: MoneyOperation<Request, Response>,
) {
  const call = (services: Services, request: Request, context: CallerContext) =>
    carryOut(services, steps, request, context);
  return Object.assign(call, { steps });
}
