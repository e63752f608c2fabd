import { firstCustomerPage } from '../partnerCenter/customers.ts';
import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';

/** How long the question may take, in milliseconds: there is more to be done. */
const ASKED_FOR_MS = 10_000;

/** Sees to it that a process that has not asked Partner Center yet knows its clock: from an answer, else from the last scan. */
export async function knowClock({ clock, customers, scans }: Services, context: CallContext): Promise<void> {
  if (clock.skewInMs() !== undefined) return;
  try {
    const deadline = Math.min(context.deadline, Date.now() + ASKED_FOR_MS);
    await customers.page({ ...context, deadline }, firstCustomerPage(1));
  } catch (error) {
    context.log('warn', 'clockNotAsked', { reason: String(error) });
    clock.assume((await scans.latest({ completed: true }))?.clockSkewInMs);
  }
}
