import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';

const DAY_IN_MS = 86_400_000;

/** How long deliveries are kept. Milliseconds. */
const DELIVERIES_MS = 30 * DAY_IN_MS;

/** Events are known for longer than any of them can be raised again. Milliseconds. */
const LEDGER_MS = 120 * DAY_IN_MS;

/** Forgets deliveries after 30 days, and a while later what they were about. */
export async function forgetOldAlerts(services: Services, { log }: CallContext): Promise<void> {
  const { deliveries, ledger, acknowledgements } = services;
  const now = Date.now();
  const forgotten = await deliveries.forget(now - DELIVERIES_MS);
  await ledger.forget(new Date(now - LEDGER_MS));
  await acknowledgements.forgetPassed(new Date(now - DELIVERIES_MS));
  log('info', 'alertsForgotten', { deliveries: forgotten });
}
