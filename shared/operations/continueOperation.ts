import { AppError } from '../errors.ts';
import { NotSentError, type CallContext } from '../http/call.ts';
import type { ContinueOperationMessage } from '../schemas/continueOperation.ts';
import type { Services } from '../services.ts';
import { conclude } from './conclude.ts';
import { stepsOf } from './stepsOf.ts';
import { work } from './work.ts';

function neverSent(): AppError {
  const nextStep = 'Repeat the call, with the same key if it had one.';
  return new AppError('NotPlaced', `The app stopped before anything was sent to Partner Center. ${nextStep}`, {
    nextStep,
  });
}

/** Carries on with an operation whose outcome is not known, that is not finished, or that a process left lying. */
export async function continueOperation(
  services: Services,
  { operationId }: ContinueOperationMessage,
  context: CallContext,
): Promise<void> {
  const taken = await services.operations.take(operationId);
  if (taken.kind !== 'holding') {
    context.log('info', 'nothingToContinue', { operationId, reason: taken.kind });
    return;
  }
  const { run } = taken;
  const { operation, state, request } = run.record();
  try {
    if (state === 'preparing') {
      await conclude(services, run, { kind: 'failed', error: neverSent() }, context.log);
      return;
    }
    const { steps, parse } = await stepsOf(operation);
    await work(services, steps, { request: parse(request), run, patience: [] }, context);
  } catch (error) {
    if (!(error instanceof NotSentError)) throw error;
    context.log('info', 'takenOver', { operationId });
  } finally {
    run.release();
    const { state: now, outcome } = run.record();
    context.log(now === 'needsAttention' ? 'error' : 'info', 'continued', {
      operationId,
      state: now,
      status: outcome?.status,
    });
  }
}
