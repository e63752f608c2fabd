import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';

/** Takes what was cancelled off the list of deadlines at once; the next scan does it where this fails. */
export async function withdrawDeadlines(
  { deadlines }: Services,
  { log }: CallContext,
  customerId: string,
  subscriptionIds: readonly string[],
): Promise<void> {
  try {
    await deadlines.withdraw(customerId, subscriptionIds);
  } catch (error) {
    log('warn', 'deadlinesNotWithdrawn', { customerId, subscriptionIds, reason: String(error) });
  }
}
