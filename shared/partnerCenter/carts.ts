import type { CallContext } from '../http/call.ts';
import { Cart, CartCheckoutResult } from '../schemas/cart.ts';
import type { PartnerCenterClient } from './client.ts';
import { parseResource } from './parseResource.ts';
import { segment } from './segment.ts';

/** Carts, which is how new-commerce add-ons are bought. https://learn.microsoft.com/partner-center/developer/create-a-cart */
export function createCartsApi(client: PartnerCenterClient) {
  const pathOf = (customerId: string, cartId?: string) =>
    `/customers/${segment(customerId)}/carts${cartId === undefined ? '' : `/${segment(cartId)}`}`;

  return {
    /** Creates a cart. It buys nothing, so it may be sent again; a line that cannot be bought carries its error. */
    async create(context: CallContext, customerId: string, cart: Record<string, unknown>): Promise<Cart> {
      const path = pathOf(customerId);
      const reply = await client.send(context, {
        method: 'POST',
        path,
        flow: 'either',
        withoutEffect: true,
        body: cart,
      });
      const cartId = CART_LOCATION.exec(reply.location ?? '')?.[1];
      if (reply.body !== undefined || cartId === undefined) return parseResource(Cart, reply.body, 'cart');
      return this.get(context, customerId, cartId);
    },

    /** Reads a cart; one that was checked out has the status `Ordered`. */
    async get(context: CallContext, customerId: string, cartId: string): Promise<Cart> {
      const { body } = await client.send(context, { method: 'GET', path: pathOf(customerId, cartId), flow: 'either' });
      return parseResource(Cart, body, 'cart');
    },

    /**
     * Buys what is in a cart.
     * @returns what the answer shows; undefined where the checkout was accepted without showing anything.
     * @throws UnknownOutcomeError where it may have been bought.
     * https://learn.microsoft.com/partner-center/developer/checkout-a-cart
     */
    async checkout(context: CallContext, customerId: string, cartId: string): Promise<CartCheckoutResult | undefined> {
      const path = `${pathOf(customerId, cartId)}/checkout`;
      const { body } = await client.send(context, { method: 'POST', path, flow: 'either' });
      const parsed = CartCheckoutResult.safeParse(body);
      const shows = parsed.success && (parsed.data.orders?.length || parsed.data.orderErrors?.length);
      return shows ? parsed.data : undefined;
    },
  };
}

/** Where an accepted cart may be looked up. */
const CART_LOCATION = /^(?:https?:\/\/[^/]+)?(?:\/v1)?\/customers\/[0-9a-f-]{36}\/carts\/([A-Za-z0-9_-]+)$/i;

export type CartsApi = ReturnType<typeof createCartsApi>;
