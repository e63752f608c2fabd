import { AppError, errorBody } from '../errors.ts';
import type { GetOperationRequest } from '../schemas/getOperation.ts';
import type { CallerContext, Services } from '../services.ts';
import { outcomeAnswer, underWayAnswer, type OperationAnswer } from '../execution/operationAnswer.ts';
import { readOperation } from './readOperation.ts';

/** Whoever asks for a result repeats such an answer for ever, although it will not change. */
function isRepeated(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function notDone(body: Record<string, unknown>): OperationAnswer {
  const { code = '', message = '' } = (body.error ?? {}) as { code?: string; message?: string };
  const nextStep = 'Repeat the call that started it, with the same key if it had one.';
  const details = [{ code, message }];
  const error = new AppError('NotPlaced', `It was not done: ${message} ${nextStep}`, { nextStep, details });
  return outcomeAnswer({ status: error.status, body: errorBody(error) });
}

/**
 * Answers 202 until an operation has ended, and then what the call itself would have answered. It sends nothing.
 * https://learn.microsoft.com/azure/architecture/patterns/async-request-reply
 */
export async function getOperationResult(
  services: Services,
  request: GetOperationRequest,
  context: CallerContext,
): Promise<OperationAnswer> {
  const record = await readOperation(services, request, context);
  if (!record.outcome) return underWayAnswer(services.config, record, request.query.token);
  return isRepeated(record.outcome.status) ? notDone(record.outcome.body) : outcomeAnswer(record.outcome);
}
