import { z } from 'zod';
import { errorBody } from '../errors.ts';
import type { Log } from '../http/call.ts';
import { ENDED, Outcome } from '../idempotency/operationRecord.ts';
import type { TrailEntry } from '../idempotency/trail.ts';
import type { OperationRun } from '../idempotency/operationRun.ts';
import { MAX_LONG_TEXT } from '../storage/longText.ts';
import type { Services } from '../services.ts';
import type { MoneyResponse } from './moneyOperation.ts';
import type { Progress } from './progress.ts';
import { trailEntry } from './trailEntry.ts';

const Ending = z.object({
  state: z.enum(ENDED),
  outcome: Outcome,
});

const RAW_LEFT_OUT = {
  code: 'RawLeftOut',
  message:
    'The resource as Partner Center returned it is too large to be kept with the answer. Read it with a call of its own.',
};

/** An answer that fits beside the request in one row. */
function fitting(response: MoneyResponse): MoneyResponse {
  if (JSON.stringify(response).length < MAX_LONG_TEXT / 2) return response;
  const { raw: _raw, ...rest } = response;
  return { ...rest, warnings: [...response.warnings, RAW_LEFT_OUT] };
}

function waysOf(progress: Exclude<Progress, { kind: 'open' }>): { outcome: Outcome; claims: string[] }[] {
  if (progress.kind !== 'succeeded') {
    return [{ outcome: { status: progress.error.status, body: errorBody(progress.error) }, claims: [] }];
  }
  return progress.ways.map(({ response, claims }) => ({ outcome: { status: 200, body: fitting(response) }, claims }));
}

/** The message that has webhooks told comes a little later than the record says how it ended. Milliseconds. */
const TOLD_AFTER_MS = 2_000;

/**
 * Has webhooks told how an operation ended, and copies it into the record. Where they cannot be told, the record stays open, and whoever
 * carries on with it does both.
 */
export async function adopt(
  { endedOperations, webhooks }: Services,
  run: OperationRun,
  { operationId, detail }: TrailEntry,
  log: Log,
): Promise<Outcome> {
  const { state, outcome } = Ending.parse(detail);
  if (state === 'needsAttention') log('error', 'needsAttention', { operationId });
  try {
    const isHeard = await webhooks.isHeard('operation.completed', 'operation.needs_attention');
    if (isHeard) await endedOperations.send({ operationId, look: 1 }, { visibleAfterInMs: TOLD_AFTER_MS });
  } catch (error) {
    log('error', 'endNotTold', { operationId, reason: String(error) });
    return outcome;
  }
  await run.end(state, outcome).catch((error: unknown) => {
    log('error', 'endNotStored', { operationId, reason: String(error) });
  });
  return outcome;
}

/**
 * Ends an operation. The audit trail decides: of all processes that may work on it only the first writes how it ended, and everything else is a copy of that.
 * @returns how it ended; undefined where what it found belongs to other operations.
 */
export async function conclude(
  services: Services,
  run: OperationRun,
  progress: Exclude<Progress, { kind: 'open' }>,
  log: Log,
): Promise<Outcome | undefined> {
  /** Who has been replaced has nothing to refuse any more: its successor may have been told yes. */
  if (progress.kind === 'failed') await run.change({});
  for (const { outcome, claims } of waysOf(progress)) {
    const entry = trailEntry(services, run.record(), 'ended', { state: progress.kind, outcome, claims });
    const decided = await services.trail.end(entry, claims);
    if (decided) return adopt(services, run, decided, log);
  }
  return undefined;
}
