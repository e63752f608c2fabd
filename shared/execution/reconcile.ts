import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { OperationRun } from '../idempotency/operationRun.ts';
import type { Warning } from '../schemas/answers.ts';
import type { Services } from '../services.ts';
import { backoffInMs } from './backoff.ts';
import { lookFor } from './lookFor.ts';
import type { Candidate, FindCandidates, MoneyRequest, MoneyResponse, Sent } from './moneyOperation.ts';
import type { Progress } from './progress.ts';
import { Search } from './search.ts';
import { trailEntry } from './trailEntry.ts';

/** How long a purchase is looked for that can neither be found nor ruled out; milliseconds by this machine's clock. */
const GIVE_UP_AFTER_IN_MS = 24 * 60 * 60_000;

const FOUND_BY_CONTENT: Warning = {
  code: 'FoundByContent',
  message:
    'Partner Center did not answer the purchase; this one was found by its content and its time. Check it in Partner Center.',
};

function notPlaced(): AppError {
  const nextStep =
    'Repeat the call with the same key to buy it; look at the orders first where a second one would be dear.';
  const message = `Partner Center did not answer the purchase, and does not show it after the time that takes at most, so it counts as not placed. ${nextStep}`;
  return new AppError('NotPlaced', message, { nextStep });
}

/** How a purchase ends of which nobody can tell whether it was made. */
export function outcomeUnknown(): AppError {
  const nextStep =
    'Look at the customer’s orders in Partner Center; buy again, with a new key, only if it is not among them.';
  const message = `Partner Center did not answer the purchase, and what it shows does not tell whether it was made. ${nextStep}`;
  return new AppError('OutcomeUnknown', message, { nextStep });
}

/** What the caller is told of a purchase that was found. */
export function wayOf<Response extends MoneyResponse>(
  { claim, respond }: Candidate<Response>,
  isCertain: boolean,
): Sent<MoneyResponse> {
  const response = respond();
  const warnings = isCertain ? response.warnings : [...response.warnings, FOUND_BY_CONTENT];
  return { response: { ...response, warnings }, claims: [claim] };
}

/** One look at a purchase of unknown outcome. It sends nothing that buys. */
export async function reconcile<Request extends MoneyRequest, Response extends MoneyResponse>(
  services: Services,
  candidatesOf: FindCandidates<Request, Response>,
  request: Request,
  run: OperationRun,
  context: CallContext,
): Promise<Progress> {
  const { config, clock, trail } = services;
  const record = run.record();
  await trail.add(trailEntry(services, record, 'unknown'));
  const search = Search.parse(record.search);
  const sentAt = Date.parse(record.sentAt ?? record.startedAt);
  const again: Progress = { kind: 'open', afterInMs: backoffInMs(record.rounds, config.operationRetryDelayInMs) };
  const lookedAt = Date.now();
  /** A fresh process knows Partner Center’s clock only after it has asked. */
  const isOver = () => lookedAt + (clock.skewInMs() ?? 0) - sentAt > config.reconcileWindowInMs;
  const searched = { record, search, isOver };
  const look = await lookFor(services, candidatesOf, request, searched, context).catch((error: unknown) => {
    context.log('warn', 'lookFailed', { operation: record.operation, reason: String(error) });
    return { kind: 'deferred' as const };
  });
  if (look.kind === 'found') {
    return { kind: 'succeeded', ways: look.candidates.map((candidate) => wayOf(candidate, look.isCertain)) };
  }
  if (isOver() && look.kind === 'nothing') return { kind: 'failed', error: notPlaced() };
  const isGivenUp = Date.now() - Date.parse(record.startedAt) > GIVE_UP_AFTER_IN_MS;
  if ((isOver() && look.kind === 'cannotTell') || isGivenUp) return { kind: 'needsAttention', error: outcomeUnknown() };
  return again;
}
