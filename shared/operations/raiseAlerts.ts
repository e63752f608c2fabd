import { forEach } from '../alerting/forEach.ts';
import { knowClock } from '../alerting/knowClock.ts';
import { raiseDueAlerts } from '../alerting/raiseDueAlerts.ts';
import { raiseScanOverdue, raiseScansCompleted } from '../alerting/raiseScanEvents.ts';
import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';
import type { WebhookRecord } from '../webhooks/webhookRecord.ts';

/** Sends the messages again of deliveries that nobody works on. */
async function resumeDeliveries(
  { deliveries }: Services,
  webhooks: readonly WebhookRecord[],
  { log }: CallContext,
): Promise<void> {
  let resumed = 0;
  await forEach(webhooks, async ({ webhookId }) => {
    resumed += await deliveries.resume(webhookId);
  });
  if (resumed > 0) log('info', 'deliveriesResumed', { resumed });
}

/** Raises what is due, each kind for itself: one that fails hides none of the others, and fails the run at its end. */
export async function raiseAlerts(services: Services, context: CallContext): Promise<void> {
  const { records, unreadable } = await services.webhooks.list();
  if (unreadable > 0) context.log('error', 'webhooksUnreadable', { unreadable });
  const problems: unknown[] = [];
  const steps = [
    () => resumeDeliveries(services, records, context),
    () => knowClock(services, context),
    () => raiseDueAlerts(services, records, context),
    () => raiseScansCompleted(services, records),
    () => raiseScanOverdue(services, records),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      problems.push(error);
    }
  }
  if (problems.length > 1) context.log('error', 'alertsNotRaised', { reasons: problems.map(String) });
  if (problems.length > 0) throw problems[0];
}
