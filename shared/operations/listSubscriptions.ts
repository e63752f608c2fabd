import type { CallContext } from '../http/call.ts';
import type { ListSubscriptionsRequest, ListSubscriptionsResponse } from '../schemas/listSubscriptions.ts';
import type { Services } from '../services.ts';
import { subscriptionView } from './subscriptionView.ts';
import { unreadableWarning } from './warnings.ts';

/** Lists a customer's subscriptions, each with whether it may be cancelled. */
export async function listSubscriptions(
  services: Services,
  { path: { customerId } }: ListSubscriptionsRequest,
  context: CallContext,
): Promise<ListSubscriptionsResponse> {
  const { items, unreadable } = await services.subscriptions.list(context, customerId);
  return {
    items: items.map(({ value }) => subscriptionView(services, customerId, value)),
    warnings: unreadableWarning(unreadable),
  };
}
