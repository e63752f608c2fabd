import { setTimeout as delay } from 'node:timers/promises';
import type { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { Outcome } from '../idempotency/operationRecord.ts';
import type { OperationRun } from '../idempotency/operationRun.ts';
import type { Services } from '../services.ts';
import { attempt } from './attempt.ts';
import { backoffInMs } from './backoff.ts';
import { adopt, conclude } from './conclude.ts';
import type { MoneyOperation, MoneyRequest, MoneyResponse } from './moneyOperation.ts';
import type { Progress } from './progress.ts';
import { reconcile } from './reconcile.ts';

/** Pauses between the looks at a purchase of unknown outcome that a caller waits for, in milliseconds; then it is left to the queue. */
export const PATIENCE_IN_MS = [0, 1_000];

/** How an operation ended, with the error where this process has met it. */
export interface Ended {
  outcome: Outcome;
  error?: AppError;
}

/** The error where this process decided the ending, and not another one before it. */
function errorOf(progress: Progress, { body }: Outcome): { error?: AppError } {
  const { code } = (body.error ?? {}) as { code?: string };
  return 'error' in progress && progress.error.code === code ? { error: progress.error } : {};
}

/**
 * Works on an operation until it ends, or has to be left to the queue; whoever holds it then releases it.
 * @returns how it ended; undefined where the queue carries on.
 * @throws NotSentError where another process has taken it over; AppError `StorageUnavailable` where it could not be kept.
 */
export async function work<Request extends MoneyRequest, Response extends MoneyResponse>(
  services: Services,
  steps: MoneyOperation<Request, Response>,
  { request, run, patience }: { request: Request; run: OperationRun; patience: number[] },
  context: CallContext,
): Promise<Ended | undefined> {
  const step = (): Promise<Progress> =>
    steps.candidates && run.record().sends > 0
      ? reconcile(services, steps.candidates, request, run, context)
      : attempt(services, steps, request, run, context);

  const ending = run.record().sends > 0 ? await services.trail.ending(run.record()) : undefined;
  if (ending) return { outcome: await adopt(services, run, ending, context.log) };
  for (const pauseInMs of [...(steps.candidates ? patience : []), undefined]) {
    const progress = await step();
    const outcome = progress.kind === 'open' ? undefined : await conclude(services, run, progress, context.log);
    if (outcome) return { outcome, ...errorOf(progress, outcome) };
    if (pauseInMs !== undefined) {
      await delay(pauseInMs);
      continue;
    }
    const { rounds } = run.record();
    const afterInMs = progress.kind === 'open' ? progress.afterInMs : undefined;
    await services.operations.handOver(run, afterInMs ?? backoffInMs(rounds, services.config.operationRetryDelayInMs));
  }
  return undefined;
}
