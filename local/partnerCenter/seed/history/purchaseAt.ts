import type { JsonObject, SubscriptionResource } from '../../types.ts';
import type { Moment } from './life.ts';
import type { Bought, Partner, Purchase } from './partnerAt.ts';

export type Members = (resource: SubscriptionResource) => JsonObject;

/** A purchase with what comes after it, which does not happen where the purchase was refused. */
export interface Purchased {
  moment: Moment;
  then: (at: number, act: (partner: Partner, bought: Bought) => void) => Moment;
  /** An update of the subscription. */
  change: (at: number, members: Members) => Moment;
}

export function purchaseAt(at: number, purchase: Purchase): Purchased {
  let bought: Bought | undefined;
  const then: Purchased['then'] = (when, act) => ({
    at: when,
    act: (partner) => void (bought && act(partner, bought)),
  });
  return {
    moment: {
      at,
      act: (partner) => {
        bought = partner.buy(purchase);
      },
    },
    then,
    change: (when, members) =>
      then(when, (partner, { subscriptionId }) => {
        if (subscriptionId) partner.change(subscriptionId, members);
      }),
  };
}
