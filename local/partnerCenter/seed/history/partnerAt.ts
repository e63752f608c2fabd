import { z } from 'zod';
import type { ApiAnswer } from '../../apiCall.ts';
import { atInstant } from '../../atInstant.ts';
import { catalogItemIdOf, productOf, skuOf } from '../../catalogue.ts';
import { toMembers } from '../../json.ts';
import { bringUpToDate } from '../../lifecycle.ts';
import { PartnerCenterError } from '../../partnerCenterError.ts';
import { findRoute } from '../../routes.ts';
import { subscriptionOf, type Emulator } from '../../state.ts';
import type { CustomerRecord, JsonObject, SubscriptionRecord, SubscriptionResource } from '../../types.ts';
import type { SeedOffer } from '../buy.ts';

export interface Bought {
  orderId: string;
  /** Absent for what comes as an order alone. */
  subscriptionId?: string | undefined;
}

export interface Purchase {
  offer: SeedOffer;
  quantity: number;
  billingCycle?: string;
  termDuration?: string;
  partnerIdOnRecord?: string;
}

/** What a partner does for one customer at one instant, by requests to the API; what is refused changes nothing. */
export interface Partner {
  now: number;
  buy(purchase: Purchase): Bought | undefined;
  buyAddOn(parent: Bought, purchase: Purchase): void;
  cancelOrder(orderId: string): void;
  /** Reads the subscription and sends it back with those members changed. */
  change(subscriptionId: string, members: (resource: SubscriptionResource) => JsonObject): void;
  /** The subscription itself, for what Microsoft or the customer does with it. */
  record(subscriptionId: string): SubscriptionRecord;
}

const orderAnswer = z.looseObject({
  id: z.string(),
  lineItems: z.array(z.looseObject({ subscriptionId: z.string().optional() })),
});

const CALLER = {
  kind: 'user',
  applicationId: 'history',
  userPrincipalName: 'admin@provider.example',
  hasMfa: true,
} as const;

function offerIdOf(offer: SeedOffer, { rotation }: Emulator): string {
  if (typeof offer === 'string') return offer;
  const product = productOf(offer.productId);
  return catalogItemIdOf(product, skuOf(product, offer.skuId), rotation);
}

export function partnerAt(emulator: Emulator, customer: CustomerRecord, instant: number): Partner {
  const view = atInstant(emulator, instant);
  const base = `/v1/customers/${customer.id}`;

  function request(method: string, path: string, body: JsonObject): ApiAnswer | undefined {
    const found = findRoute(method, path);
    if (!found) throw new Error(`There is no route for ${method} ${path}.`);
    try {
      return found.route.handle(
        {
          method,
          path,
          params: found.params,
          query: new URLSearchParams(),
          header: () => undefined,
          readBody: () => toMembers(body),
          caller: CALLER,
          requestId: view.ids.guid(),
          correlationId: view.ids.guid(),
        },
        view,
      );
    } catch (error) {
      if (error instanceof PartnerCenterError) return undefined;
      throw error;
    }
  }

  return {
    now: instant,
    buy({ offer, billingCycle, ...line }) {
      const answer = request('POST', `${base}/orders`, {
        billingCycle: billingCycle ?? 'unknown',
        lineItems: [{ lineItemNumber: 0, offerId: offerIdOf(offer, view), ...line }],
      });
      if (!answer) return undefined;
      const { id, lineItems } = orderAnswer.parse(answer.body);
      return { orderId: id, subscriptionId: lineItems[0]?.subscriptionId };
    },
    buyAddOn({ orderId, subscriptionId }, { offer, quantity }) {
      const line = {
        lineItemNumber: 0,
        offerId: offerIdOf(offer, view),
        parentSubscriptionId: subscriptionId,
        quantity,
      };
      request('PATCH', `${base}/orders/${orderId}`, { referenceCustomerId: customer.id, lineItems: [line] });
    },
    cancelOrder(orderId) {
      request('PATCH', `${base}/orders/${orderId}`, { id: orderId, status: 'cancelled' });
    },
    change(subscriptionId, members) {
      bringUpToDate(customer, view);
      const { resource } = subscriptionOf(customer, subscriptionId);
      request('PATCH', `${base}/subscriptions/${subscriptionId}`, { ...resource, ...members(resource) });
    },
    record(subscriptionId) {
      bringUpToDate(customer, view);
      return subscriptionOf(customer, subscriptionId);
    },
  };
}
