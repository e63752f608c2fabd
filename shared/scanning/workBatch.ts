import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { BatchRecord } from '../scans/batchRecord.ts';
import type { HeldRow } from '../scans/heldRow.ts';
import type { Problem } from '../scans/scanRecord.ts';
import type { Services } from '../services.ts';
import { openLedger, type BatchLedger, type Reason } from './batchLedger.ts';
import { judgeFailure, type Failure } from './failures.ts';
import { CAREFUL_FROM } from './problemOf.ts';
import { scanCustomer, type CustomerFound } from './scanCustomer.ts';

/** How the work on a batch goes on, not at all or by a message after some milliseconds, and what its record becomes. */
export type BatchOutcome = { members: Partial<BatchRecord> } & (
  { kind: 'finished' } | { kind: 'later'; afterInMs: number }
);

/** Customers looked at side by side. */
const AT_ONCE = 8;

/** No further customer is begun with less time than this before the end of the work’s time. Milliseconds. */
const RESERVE_IN_MS = 15_000;

/** How long after its first failure a customer is tried again; then it doubles. One that was refused is asked once more soon. Milliseconds. */
const FIRST_RETRY_IN_MS = 30_000;
const SOON_IN_MS = 2_000;

/** So many refused tokens, and none accepted, are not the customers’ fault. */
const REFUSED_TOKENS = 4;

/**
 * So many customers in a row that could not be had, or all of fewer, are an outage, on which nobody’s tries are spent. Not where others
 * of the batch were seen and only these are left, nor after so many rounds: then it is they who cannot be had.
 */
const OUTAGE = { failures: 8, fewest: 3, rounds: 30 } as const;
const NOBODY_GETS_THROUGH: Problem = {
  code: 'PartnerCenterUnavailable',
  message: 'Partner Center fails to answer for one customer after the other: the scan waits and tries again.',
};

/** What ends the work before the batch does. */
type Stop = Exclude<Failure, { kind: 'failed' }>;

/** A customer that could not be had. */
type Failed = Extract<Failure, { kind: 'failed' }> & { index: number };

function unreadableReason({ unreadable }: CustomerFound): Reason | undefined {
  if (unreadable === 0) return undefined;
  const message = `${unreadable} of its subscriptions cannot be read, so their cutoffs are not known; those of the others are.`;
  return { code: 'UnreadableSubscriptions', message, lasts: 'refused' };
}

function refused({ message }: { message: string }): AppError {
  return new AppError('CredentialProblem', `Partner Center refuses the token for every customer. ${message}`);
}

interface Work {
  services: Services;
  held: HeldRow<BatchRecord>;
  ledger: BatchLedger;
  context: CallContext;
}

/** Looks at one customer and notes what was found; answers why it could not be looked at, or not whole. */
async function lookAt({ services, held, ledger, context }: Work, index: number): Promise<Failure | undefined> {
  const { scanId, customers } = held.record();
  const customer = customers[index];
  if (!customer) return undefined;
  const judge = (error: unknown): Failure => judgeFailure(error, context.deadline - Date.now());
  let found: CustomerFound;
  try {
    const resellers = await services.scans.resellers(held.record());
    const job = { scanId, customer, resellers, knownSeats: ledger.knownSeats(customer.id) };
    found = await scanCustomer(services, job, context);
  } catch (error) {
    return judge(error);
  }
  if (found.problem === undefined) {
    await ledger.seen(index, found, unreadableReason(found));
    return undefined;
  }
  const failure = judge(found.problem);
  if (failure.kind !== 'failed') return failure;
  const { code, message, lasts } = failure;
  await ledger.seen(index, found, { code, message, lasts });
  return undefined;
}

/**
 * Works on a batch until every customer has been looked at or the time is over. One customer never ends the work; what no customer is to
 * blame for does: the budget, a throttle, an outage, credentials, storage.
 * @throws what it broke off for, where a later message of the same kind is all that helps.
 */
export async function workBatch(
  services: Services,
  held: HeldRow<BatchRecord>,
  callContext: CallContext,
): Promise<BatchOutcome> {
  const ledger = await openLedger(held, services.deadlines);
  try {
    return await workThrough(services, held, ledger, callContext);
  } finally {
    await ledger.release();
  }
}

async function workThrough(
  services: Services,
  held: HeldRow<BatchRecord>,
  ledger: BatchLedger,
  callContext: CallContext,
): Promise<BatchOutcome> {
  const longestInMs = services.config.operationRetryDelayInMs;
  const context: CallContext = { ...callContext, lane: 'scan', onExchange: ({ status }) => ledger.exchanged(status) };
  const { attempts, rounds, suspect } = held.record();
  const isCareful = attempts >= CAREFUL_FROM;
  const { untried, failing } = ledger.left();
  const due = untried.length > 0 ? untried : failing;
  if (isCareful) due.sort((one, other) => Number(one === suspect) - Number(other === suspect));
  const mayBeOutage =
    due.length >= OUTAGE.fewest && rounds < OUTAGE.rounds && (untried.length > 0 || !ledger.hasSeen());
  const outage = mayBeOutage ? Math.min(OUTAGE.failures, due.length) : Infinity;
  let refusedTokens = 0;
  let inARow: Failed[] = [];
  let isOutage = false;
  let stop: Stop | undefined;

  const blame = async (failures: Failed[]): Promise<void> => {
    for (const { index, code, message, lasts } of failures) await ledger.failed(index, { code, message, lasts });
  };

  /** Somebody got through, so those before did not fail for an outage; unless it has been taken for one. */
  const endRow = async (): Promise<void> => {
    const failures = isOutage ? [] : inARow;
    inARow = [];
    await blame(failures);
  };

  const takeFailure = async (failure: Failed): Promise<void> => {
    if (failure.lasts === 'refused' && !failure.isTokenRefused) {
      await endRow();
      await blame([failure]);
      return;
    }
    inARow.push(failure);
    if (failure.isTokenRefused) refusedTokens += 1;
    if (refusedTokens >= REFUSED_TOKENS && !ledger.hasSeen()) stop = { kind: 'ours', error: refused(failure) };
    else if (inARow.length >= outage) {
      isOutage = true;
      stop ??= { kind: 'later', afterInMs: longestInMs, problem: NOBODY_GETS_THROUGH };
    }
  };

  const work = async (): Promise<void> => {
    while (!stop && context.deadline - Date.now() > RESERVE_IN_MS) {
      const index = due.shift();
      if (index === undefined) return;
      if (isCareful) await held.change({ trying: index });
      const failure = await lookAt({ services, held, ledger, context }, index);
      if (failure?.kind === 'failed') await takeFailure({ ...failure, index });
      else if (failure) stop ??= failure;
      else await endRow();
      if (isCareful) await ledger.keep();
    }
  };

  const stopAll = (error: unknown): never => {
    stop = { kind: 'ours', error };
    throw error;
  };

  const workers = Array.from({ length: isCareful ? 1 : AT_ONCE }, () => work().catch(stopAll));
  const broken = (await Promise.allSettled(workers)).find((worker) => worker.status === 'rejected');
  if (broken) throw broken.reason;
  if (stop?.kind === 'ours') {
    await ledger.keep();
    throw stop.error;
  }
  await endRow();

  const kept = { ...(await ledger.close()), trying: undefined, suspect: undefined, strikes: undefined };
  const left = ledger.left();
  const isFinished = left.untried.length + left.failing.length === 0;
  const members = { ...kept, problem: isFinished ? undefined : stop?.problem };
  if (left.untried.length > 0) return { kind: 'later', afterInMs: stop?.afterInMs ?? 0, members };
  if (isFinished) return { kind: 'finished', members };
  const pauseInMs = left.isPassing ? FIRST_RETRY_IN_MS * 2 ** Math.min(held.record().rounds, 10) : SOON_IN_MS;
  const afterInMs = Math.min(pauseInMs, longestInMs);
  return { kind: 'later', afterInMs: Math.max(afterInMs, stop?.afterInMs ?? 0), members };
}
