import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { BatchRecord } from '../scans/batchRecord.ts';
import type { HeldRow } from '../scans/heldRow.ts';
import type { Services } from '../services.ts';
import { openLedger, type BatchLedger, type Reason } from './batchLedger.ts';
import { judgeFailure, type Failure } from './failures.ts';
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

/** So many customers in a row who could not be had are an outage, which nobody’s tries should be spent on; and how long it is waited out. */
const OUTAGE = { failures: 8, waitInMs: 300_000 } as const;

/** What ends the work before the batch does. */
type Stop = Exclude<Failure, { kind: 'failed' }>;

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

/** Looks at one customer and notes what came of it; answers why it could not be looked at, or not whole. */
async function lookAt({ services, held, ledger, context }: Work, index: number): Promise<Failure | undefined> {
  const { scanId, customers } = held.record();
  const customer = customers[index];
  if (!customer) return undefined;
  const judge = (error: unknown): Failure => judgeFailure(error, context.deadline - Date.now());
  const note = async (failure: Failure, found?: CustomerFound): Promise<Failure> => {
    if (failure.kind !== 'failed') return failure;
    const { code, message, lasts } = failure;
    await (found
      ? ledger.seen(index, found, { code, message, lasts })
      : ledger.failed(index, { code, message, lasts }));
    return failure;
  };
  let found: CustomerFound;
  try {
    const resellers = await services.scans.resellers(held.record());
    const job = { scanId, customer, resellers, knownSeats: ledger.knownSeats(customer.id) };
    found = await scanCustomer(services, job, context);
  } catch (error) {
    return note(judge(error));
  }
  if (found.problem !== undefined) return note(judge(found.problem), found);
  await ledger.seen(index, found, unreadableReason(found));
  return undefined;
}

/**
 * Works on a batch until every customer has been looked at or the time is over. One customer never ends the work; what no customer is to
 * blame for does: the budget, a throttle, credentials, storage.
 * @throws what it broke off for, where a later message of the same kind is all that helps.
 */
export async function workBatch(
  services: Services,
  held: HeldRow<BatchRecord>,
  callContext: CallContext,
): Promise<BatchOutcome> {
  const longestInMs = services.config.operationRetryDelayInMs;
  const ledger = await openLedger(held, services.deadlines);
  const context: CallContext = { ...callContext, lane: 'scan', onExchange: ({ status }) => ledger.exchanged(status) };
  const { untried, failing } = ledger.left();
  const due = untried.length > 0 ? untried : failing;
  let refusedTokens = 0;
  let inARow = 0;
  let stop: Stop | undefined;

  const work = async (): Promise<void> => {
    while (!stop && context.deadline - Date.now() > RESERVE_IN_MS) {
      const index = due.shift();
      if (index === undefined) return;
      const failure = await lookAt({ services, held, ledger, context }, index);
      if (failure && failure.kind !== 'failed') {
        stop ??= failure;
        return;
      }
      inARow = failure?.lasts === 'passing' ? inARow + 1 : 0;
      if (inARow >= OUTAGE.failures) stop ??= { kind: 'later', afterInMs: Math.min(OUTAGE.waitInMs, longestInMs) };
      if (!failure?.isTokenRefused) continue;
      refusedTokens += 1;
      if (refusedTokens >= REFUSED_TOKENS && !ledger.hasSeen()) stop = { kind: 'ours', error: refused(failure) };
    }
  };

  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  const broken = workers.find((worker) => worker.status === 'rejected');
  if (broken) throw broken.reason;
  if (stop?.kind === 'ours') {
    await ledger.keep();
    throw stop.error;
  }

  const members = { ...(await ledger.close()), problem: undefined };
  const left = ledger.left();
  if (left.untried.length > 0) return { kind: 'later', afterInMs: stop?.afterInMs ?? 0, members };
  if (left.failing.length === 0) return { kind: 'finished', members };
  const pauseInMs = left.isPassing ? FIRST_RETRY_IN_MS * 2 ** Math.min(held.record().rounds, 10) : SOON_IN_MS;
  const afterInMs = Math.min(pauseInMs, longestInMs);
  return { kind: 'later', afterInMs: Math.max(afterInMs, stop?.afterInMs ?? 0), members };
}
