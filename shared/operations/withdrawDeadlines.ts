import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';

/** Takes what was cancelled off the list of deadlines at once; the next scan does it where this fails. */
export async function withdrawDeadlines(
  { deadlines }: Services,
  { log }: CallContext,
  customerId: string,
  subscriptionIds: readonly string[],
): Promise<void> {
  for (const subscriptionId of subscriptionIds) {
    try {
      await deadlines.withdraw(customerId, subscriptionId);
    } catch (error) {
      log('warn', 'deadlinesNotWithdrawn', { customerId, subscriptionId, reason: String(error) });
      return;
    }
  }
}
