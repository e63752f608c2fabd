import { z } from 'zod';
import { IdText, lenient } from './lenient.ts';

/** Why a cart line cannot be bought; it arrives inside a cart that was created successfully. */
export const CartLineError = z.looseObject({ errorCode: IdText, errorDescription: lenient(z.string()) });
export type CartLineError = z.infer<typeof CartLineError>;

/**
 * A cart, which moves no money before its checkout.
 * https://learn.microsoft.com/partner-center/developer/cart-resources
 */
export const Cart = z.looseObject({
  id: z.string(),
  status: lenient(z.string()),
  lineItems: lenient(
    z.array(
      z.looseObject({ id: lenient(z.number()), catalogItemId: lenient(z.string()), error: z.unknown().optional() }),
    ),
  ),
});
export type Cart = z.infer<typeof Cart>;

/**
 * What a checkout brought; a successful answer can carry errors.
 * https://learn.microsoft.com/partner-center/developer/checkout-a-cart
 */
export const CartCheckoutResult = z.looseObject({
  /** Raw, so that one that cannot be read is not taken for none. */
  orders: lenient(z.array(z.unknown())),
  orderErrors: lenient(
    z.array(z.looseObject({ orderGroupId: lenient(z.string()), code: IdText, description: lenient(z.string()) })),
  ),
});
export type CartCheckoutResult = z.infer<typeof CartCheckoutResult>;
