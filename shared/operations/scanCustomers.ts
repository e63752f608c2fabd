import type { CallContext } from '../http/call.ts';
import { PROGRESS, type BatchRecord } from '../scans/batchRecord.ts';
import { giveUp, strike } from '../scans/giveUp.ts';
import type { HeldRow } from '../scans/heldRow.ts';
import { LeaseLostError } from '../scans/lease.ts';
import { CAREFUL_FROM, comeAgain, MOST_ATTEMPTS } from '../scanning/problemOf.ts';
import { workBatch } from '../scanning/workBatch.ts';
import type { ScanCustomersMessage } from '../schemas/scanCustomers.ts';
import type { Services } from '../services.ts';

/** Works on a batch as far as its time allows; true where it is finished. */
async function carryOn(services: Services, held: HeldRow<BatchRecord>, context: CallContext): Promise<boolean> {
  const { attempts, trying } = held.record();
  if (trying !== undefined) {
    const reason = 'Three processes in a row ended while they looked at this customer alone.';
    await held.change({ ...strike(held.record(), trying, reason), attempts: CAREFUL_FROM });
  } else if (attempts > MOST_ATTEMPTS) {
    await held.leave(giveUp(held.record(), `Its process ended ${attempts - 1} times in the middle of its batch.`));
    return true;
  }
  const outcome = await workBatch(services, held, context);
  if (outcome.kind === 'later') await services.scans.handOver(held, outcome.members, outcome.afterInMs);
  else await held.leave({ ...outcome.members, state: 'finished' });
  return outcome.kind === 'finished';
}

/** Looks at the customers of one batch, and ends the scan where it was the last. */
export async function scanCustomers(
  services: Services,
  { scanId, plan, batch }: ScanCustomersMessage,
  context: CallContext,
): Promise<void> {
  const { scans } = services;
  const taken = await scans.takeBatch({ scanId, plan }, batch);
  if (taken.kind !== 'holding') {
    context.log('info', 'nothingToScan', { scanId, batch, reason: taken.kind });
    return;
  }
  const { held } = taken;
  let isFinished: boolean;
  try {
    isFinished = await carryOn(services, held, context);
    const { progress, requests, throttled, rounds } = held.record();
    const left = progress.split(PROGRESS.left).length - 1;
    context.log('info', 'customersScanned', { scanId, batch, left, requests, throttled, rounds });
  } catch (error) {
    if (error instanceof LeaseLostError) {
      context.log('info', 'takenOver', { scanId, batch });
      return;
    }
    /** Nothing about the batch is to blame, so this was no attempt. */
    const attempts = held.record().attempts - 1;
    await held.change({ ...comeAgain(error, Date.now()), attempts, trying: undefined }).catch(() => undefined);
    throw error;
  } finally {
    held.release();
  }
  if (isFinished && (await scans.completeIfDone({ scanId, plan }))) context.log('info', 'scanCompleted', { scanId });
}
