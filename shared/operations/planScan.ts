import { LeaseLostError } from '../scans/lease.ts';
import type { HeldRow } from '../scans/heldRow.ts';
import type { ScanRecord } from '../scans/scanRecord.ts';
import { planBatches } from '../scanning/planBatches.ts';
import { comeAgain } from '../scanning/problemOf.ts';
import type { CallContext } from '../http/call.ts';
import { compact } from '../schemas/compact.ts';
import type { PlanScanMessage } from '../schemas/planScan.ts';
import type { Services } from '../services.ts';

/** Finds out what a scan has to do, keeps it, and only then has anybody begin with it. */
async function plan(services: Services, held: HeldRow<ScanRecord>, callContext: CallContext): Promise<void> {
  const { scans, clock } = services;
  const scan = held.record();
  let { requests, throttled } = scan;
  const context: CallContext = {
    ...callContext,
    lane: 'scan',
    onExchange({ status }) {
      requests += 1;
      if (status === 429) throttled += 1;
    },
  };
  try {
    const { batches, resellers, ...found } = await planBatches(services, scan, context);
    await scans.keepResellers({ scanId: scan.scanId, plan: scan.attempts }, resellers);
    await scans.writeBatches(batches);
    const plannedAt = new Date().toISOString();
    const skew = clock.skewInMs();
    const known = compact({ clockSkewInMs: skew === undefined ? undefined : Math.round(skew) });
    await held.change({
      ...found,
      ...known,
      problem: undefined,
      state: 'running',
      plan: scan.attempts,
      plannedAt,
      requests,
      throttled,
    });
  } catch (error) {
    if (!(error instanceof LeaseLostError)) await held.change({ requests, throttled }).catch(() => undefined);
    throw error;
  }
}

/** Plans a scan: which customers there are to look at, in which batches; and sends each batch its message. */
export async function planScan(services: Services, { scanId }: PlanScanMessage, context: CallContext): Promise<void> {
  const { scans } = services;
  const taken = await scans.takePlan(scanId);
  if (taken.kind !== 'holding') {
    context.log('info', 'nothingToPlan', { scanId, reason: taken.kind });
    return;
  }
  const { held } = taken;
  try {
    if (held.record().state === 'planning') await plan(services, held, context);
    await scans.sendBatches(held.record());
    await held.leave({ sent: true });
    const { expected, warnings } = held.record();
    context.log('info', 'scanPlanned', { scanId, expected, warnings: warnings.map(({ code }) => code) });
    await scans.completeIfDone(held.record());
  } catch (error) {
    if (error instanceof LeaseLostError) {
      context.log('info', 'takenOver', { scanId });
      return;
    }
    await held.change(comeAgain(error, Date.now())).catch(() => undefined);
    throw error;
  } finally {
    held.release();
  }
}
