import type { CallContext } from '../http/call.ts';
import { Subscription } from '../schemas/subscription.ts';
import type { PartnerCenterClient } from './client.ts';
import { isSameId } from './isSameId.ts';
import { readAllPages } from './paging.ts';
import { parseItems, parseNamed, type Read, type ReadList } from './parseResource.ts';
import { segment } from './segment.ts';

/** The body that cancels a subscription: the whole resource, unknown members included, since omitted ones would be reset. https://learn.microsoft.com/partner-center/developer/update-a-subscription-by-id */
export function subscriptionCancel(raw: unknown): Record<string, unknown> {
  return { ...(raw as Record<string, unknown>), status: 'deleted' };
}

/** The subscriptions of one customer. https://learn.microsoft.com/partner-center/developer/subscription-resources */
export function createSubscriptionsApi(client: PartnerCenterClient) {
  const pathOf = (customerId: string, ...rest: string[]) =>
    ['/customers', segment(customerId), 'subscriptions', ...rest.map(segment)].join('/');

  const list = async (context: CallContext, path: string): Promise<ReadList<Subscription>> => {
    return parseItems(Subscription, await readAllPages(client, context, 'either', path));
  };

  return {
    /** Reads one subscription, with what only this read tells, such as `refundableQuantity`. */
    async get(context: CallContext, customerId: string, subscriptionId: string): Promise<Read<Subscription>> {
      const path = pathOf(customerId, subscriptionId);
      const notFound = 'SubscriptionNotFound';
      const { body } = await client.send(context, { method: 'GET', path, flow: 'either', notFound });
      return { value: parseNamed(Subscription, body, { what: 'subscription', id: subscriptionId }), raw: body };
    },

    /** Lists all subscriptions of a customer, in every status. */
    list: (context: CallContext, customerId: string) => list(context, pathOf(customerId)),

    /** Lists the add-ons of a legacy parent subscription. */
    listAddOns: (context: CallContext, customerId: string, parentId: string) =>
      list(context, pathOf(customerId, parentId, 'addons')),

    /**
     * Sends the cancel of {@link subscriptionCancel}.
     * @returns the subscription as the answer shows it; undefined where it was accepted without being shown.
     * https://learn.microsoft.com/partner-center/developer/cancel-an-azure-marketplace-subscription
     */
    async cancel(
      context: CallContext,
      customerId: string,
      { value, raw }: Read<Subscription>,
    ): Promise<Read<Subscription> | undefined> {
      const etag = value.attributes?.etag;
      const { status, body } = await client.send(context, {
        method: 'PATCH',
        path: pathOf(customerId, value.id),
        flow: 'either',
        ...(etag && { headers: { 'If-Match': `"${etag}"` } }),
        body: subscriptionCancel(raw),
      });
      const parsed = Subscription.safeParse(body);
      const isShown = status !== 202 && parsed.success && isSameId(parsed.data.id, value.id);
      return isShown ? { value: parsed.data, raw: body } : undefined;
    },
  };
}

export type SubscriptionsApi = ReturnType<typeof createSubscriptionsApi>;
