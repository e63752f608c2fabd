import { AppError } from '../errors.ts';
import { NotSentError, type CallContext } from '../http/call.ts';
import type { ContinueOperationMessage } from '../schemas/continueOperation.ts';
import type { Services } from '../services.ts';
import { conclude } from '../execution/conclude.ts';
import { neverSent } from '../execution/neverSent.ts';
import { stepsOf } from './stepsOf.ts';
import { work } from '../execution/work.ts';

/** A record that another version of the app has written. */
function unreadable(cause: unknown): AppError {
  const nextStep = 'Look in Partner Center whether it was done.';
  const message = `This version of the app cannot read what was asked of an earlier one, so it cannot carry on. ${nextStep}`;
  return new AppError('OutcomeUnknown', message, { cause, nextStep });
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
    const known = await stepsOf(operation);
    const parsed = known?.schema.safeParse(request);
    if (known && parsed?.success)
      await work(services, known.steps, { request: parsed.data, run, patience: [] }, context);
    else await conclude(services, run, { kind: 'needsAttention', error: unreadable(parsed?.error) }, context.log);
  } catch (error) {
    if (!(error instanceof NotSentError)) throw error;
    context.log('info', 'takenOver', { operationId });
  } finally {
    run.release();
    const { state: now, outcome } = run.record();
    context.log('info', 'continued', {
      operationId,
      state: now,
      status: outcome?.status,
    });
  }
}
