import { setTimeout as delay } from 'node:timers/promises';
import type { CallContext } from '../http/call.ts';
import { PartnerCenterError } from './partnerCenterError.ts';

/** Waits between the reads that follow an accepted change, in milliseconds; the last one repeats. */
const POLL_DELAYS_IN_MS = [500, 1_000, 2_000, 5_000];

/** Kept free before the deadline for the last read. */
const RESERVE_IN_MS = 10_000;

/** A new order can take 15 minutes to be readable. https://learn.microsoft.com/partner-center/developer/create-an-order */
function isNotYetReadable(error: unknown): boolean {
  return error instanceof PartnerCenterError && error.detail.status === 404;
}

/**
 * Follows a change that Partner Center accepted without showing it: reads until `done`, or until the deadline is near.
 * @returns the last reading and whether the change had arrived; undefined where nothing could be read.
 */
export async function readUntil<T>(
  context: CallContext,
  read: () => Promise<T>,
  done: (reading: T) => boolean,
): Promise<{ reading: T; settled: boolean } | undefined> {
  for (let round = 0; ; round += 1) {
    const reading = await read().catch((error: unknown) => {
      if (isNotYetReadable(error)) return undefined;
      throw error;
    });
    if (reading !== undefined && done(reading)) return { reading, settled: true };
    const delayInMs = POLL_DELAYS_IN_MS[Math.min(round, POLL_DELAYS_IN_MS.length - 1)] ?? 0;
    if (Date.now() + delayInMs + RESERVE_IN_MS > context.deadline) return reading && { reading, settled: false };
    await delay(delayInMs);
  }
}
