import { AppError } from '../errors.ts';
import { NotSentError, type CallContext } from '../http/call.ts';
import type { OperationRun } from '../idempotency/operationRun.ts';
import { PartnerCenterError, UnknownOutcomeError } from '../partnerCenter/partnerCenterError.ts';
import { publicError } from '../partnerCenter/publicError.ts';
import type { Services } from '../services.ts';
import { backoffInMs } from './backoff.ts';
import { assertConfirmed } from './confirmOf.ts';
import { contentOf } from './contentOf.ts';
import { lookBefore } from './lookBefore.ts';
import {
  NotFinishedError,
  type MoneyOperation,
  type MoneyRequest,
  type MoneyResponse,
  type Plan,
} from './moneyOperation.ts';
import type { Progress } from './progress.ts';
import { trailEntry } from './trailEntry.ts';

/** How long a cancel is carried out again: a renewal can take a day. Milliseconds by Partner Center's clock. */
const CARRIED_OUT_FOR_IN_MS = 26 * 60 * 60_000;

/** A purchase is looked for by when it was sent, by Partner Center's clock: a process that has heard nothing of it yet asks. */
async function knowTheTime({ clock, customers }: Services, context: CallContext, customerId: string): Promise<void> {
  if (clock.skewInMs() === undefined) await customers.get(context, customerId);
}

/** Leaves everything that is needed to carry on, and to see why, before anything is sent. */
async function announce(services: Services, run: OperationRun, plan: Plan<MoneyResponse>): Promise<void> {
  const { before, search } = plan;
  run.note({ search });
  const record = run.record();
  const entry = trailEntry(services, record, 'started', {
    before,
    ...(search && { search, contentHash: contentOf(record.customerId, search) }),
  });
  await services.trail.add(entry);
}

/** A cancel that was sent before is not one that somebody else made. */
function ownCancel(response: MoneyResponse, mayBeOurs: boolean): MoneyResponse {
  return mayBeOurs && 'alreadyCancelled' in response ? { ...response, alreadyCancelled: false } : response;
}

function neverFinished(): AppError {
  const nextStep = 'Look at it in Partner Center, and cancel it there if it is not cancelled.';
  const message = `The cancel was sent and sent again for ${CARRIED_OUT_FOR_IN_MS / 3_600_000} hours, and is still not done. ${nextStep}`;
  return new AppError('OutcomeUnknown', message, { nextStep });
}

/** Whether a failure is one that passes. */
function isPassing({ status }: AppError): boolean {
  return status === 429 || status >= 500;
}

/**
 * Decides an operation on what is there now, and sends it.
 * @throws NotSentError where another process has taken it over.
 */
export async function attempt<Request extends MoneyRequest, Response extends MoneyResponse>(
  services: Services,
  steps: MoneyOperation<Request, Response>,
  request: Request,
  run: OperationRun,
  context: CallContext,
): Promise<Progress> {
  const { sends: sendsBefore, rounds, sentAt, unsettled } = run.record();
  const wasSent = sendsBefore > 0;
  /** An earlier attempt of this operation may have done it. */
  const mayBeOurs = wasSent && unsettled;
  const { operationRetryDelayInMs, reconcileWindowInMs } = services.config;
  const isWithin = (sinceSentInMs: number) =>
    services.clock.now().getTime() - Date.parse(sentAt ?? '') <= sinceSentInMs;
  const again = (afterInMs = backoffInMs(rounds, operationRetryDelayInMs)): Progress =>
    wasSent && !isWithin(CARRIED_OUT_FOR_IN_MS)
      ? { kind: 'needsAttention', error: neverFinished() }
      : { kind: 'open', afterInMs };
  try {
    const plan = await steps.plan(services, request, context);
    if (plan.done)
      return { kind: 'succeeded', ways: [{ response: ownCancel(await plan.done(), mayBeOurs), claims: [] }] };
    if (!mayBeOurs) assertConfirmed(steps.name, request, plan);
    if (plan.search) await knowTheTime(services, context, request.path.customerId);
    const found =
      steps.candidates &&
      (await lookBefore(services, steps.candidates, request, { run, search: plan.search }, context));
    if (found) return found;
    await announce(services, run, plan);
    const { response, claims } = await plan.send({ ...context, intent: run.intent(() => services.clock.now()) });
    return { kind: 'succeeded', ways: [{ response: ownCancel(response, mayBeOurs), claims }] };
  } catch (error) {
    if (error instanceof NotSentError) throw error;
    if (error instanceof NotFinishedError) {
      run.note({ unsettled: !error.asksToWait });
      if (!error.asksToWait) await services.trail.add(trailEntry(services, run.record(), 'unknown'));
      return again(error.asksToWait ? operationRetryDelayInMs : undefined);
    }
    const isForeseen = error instanceof AppError || error instanceof PartnerCenterError;
    if (!isForeseen && run.record().sends > sendsBefore) {
      context.log('warn', 'outcomeUnknown', { operation: steps.name, reason: String(error) });
      const { search } = run.record();
      const orderId = error instanceof UnknownOutcomeError ? error.orderId : undefined;
      run.note({ unsettled: true, search: orderId === undefined ? search : { ...(search as object), orderId } });
      return again();
    }
    if (error instanceof PartnerCenterError && !mayBeOurs) run.note({ unsettled: false });
    const refusal = publicError(error);
    /** What was done may not be shown yet, and a second cancel of it is refused. */
    const mayBeDone = mayBeOurs && isWithin(reconcileWindowInMs);
    return mayBeDone || (wasSent && isPassing(refusal)) ? again() : { kind: 'failed', error: refusal };
  }
}
