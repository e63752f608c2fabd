import type { CallContext } from '../http/call.ts';
import type { GetSubscriptionRequest, GetSubscriptionResponse } from '../schemas/getSubscription.ts';
import type { Services } from '../services.ts';
import { includeRaw } from './includeRaw.ts';
import { subscriptionView } from './subscriptionView.ts';

/** Reads one subscription, with whether it may be cancelled. */
export async function getSubscription(
  services: Services,
  { path: { customerId, subscriptionId }, query }: GetSubscriptionRequest,
  context: CallContext,
): Promise<GetSubscriptionResponse> {
  const { value, raw } = await services.subscriptions.get(context, customerId, subscriptionId);
  return { subscription: subscriptionView(services, customerId, value), warnings: [], ...includeRaw(query, raw) };
}
