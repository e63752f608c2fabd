import { SEED, SEED_OFFERS, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { DryRunResponse } from '../../shared/schemas/dryRun.ts';
import type { Answer, TestApp } from '../stack.ts';
import { expectAnswer } from './expectAnswer.ts';
import { pathOf } from './subscriptionCaller.ts';

export interface MoneyCall {
  customerId: string;
  path: string;
  body: Record<string, unknown>;
}

/** The catalogue's id of a SKU without its availability. */
export const skuOf = ({ productId, skuId }: { productId: string; skuId: string }) => `${productId}:${skuId}`;

const { newCommerceJustRenewed, newCommerceBase, perpetualSoftware, legacyWithAddOns, resellerCustomer } = SEED;

/** A call that succeeds for each operation that moves money, the two ways to buy an add-on apart. */
export const CALLS = {
  cancelOrder: {
    customerId: perpetualSoftware.customerId,
    path: `customers/${perpetualSoftware.customerId}/orders/${perpetualSoftware.orderId}/cancel`,
    body: {},
  },
  cancelSubscription: {
    customerId: newCommerceJustRenewed.customerId,
    path: `${pathOf(newCommerceJustRenewed)}/cancel`,
    body: {},
  },
  createOrder: {
    customerId: resellerCustomer.customerId,
    path: `customers/${resellerCustomer.customerId}/orders`,
    body: {
      indirectResellerId: SEED_RESELLERS.main.tenantId,
      billingCycle: 'monthly',
      lineItems: [{ offerId: skuOf(SEED_OFFERS.newCommercePlain), quantity: 5, termDuration: 'P1Y' }],
    },
  },
  legacyAddOn: {
    customerId: legacyWithAddOns.customerId,
    path: `${pathOf(legacyWithAddOns)}/addons`,
    body: { offerId: legacyWithAddOns.addOnOfferId, quantity: 2 },
  },
  newCommerceAddOn: {
    customerId: newCommerceBase.customerId,
    path: `${pathOf(newCommerceBase)}/addons`,
    body: { offerId: skuOf(SEED_OFFERS.newCommerceAddOn), quantity: 6 },
  },
} satisfies Record<string, MoneyCall>;

/** Dry runs; the app is asked for at each, since it starts after the tests are named. */
export function dryRunner(app: () => TestApp) {
  const ask = ({ path, body }: Pick<MoneyCall, 'path' | 'body'>): Promise<Answer> =>
    app().api('POST', path, { ...body, dryRun: true });
  return {
    ask,

    /** What a dry run says; nulls belong only into a body that would be sent. */
    dryRun: async (call: Pick<MoneyCall, 'path' | 'body'>): Promise<DryRunResponse> => {
      const answer = await ask(call);
      const { wouldSend } = answer.body as DryRunResponse;
      const bodies = wouldSend?.map(({ body }) => body);
      const without = {
        ...(answer.body as object),
        wouldSend: wouldSend?.map((sent) => ({ ...sent, body: undefined })),
      };
      const plain = JSON.parse(JSON.stringify(without)) as DryRunResponse;
      const said = expectAnswer({ ...answer, body: plain }, DryRunResponse);
      return { ...said, wouldSend: said.wouldSend.map((sent, index) => ({ ...sent, body: bodies[index] })) };
    },
  };
}
