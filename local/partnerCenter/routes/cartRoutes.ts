import { randomUUID } from 'node:crypto';
import { cartBody, checked } from '../bodies.ts';
import { checkCartLine } from '../checkCartLine.ts';
import { checkoutCart } from '../checkoutCart.ts';
import { DAY_IN_MS, sevenDigits } from '../dates.ts';
import { refusal } from '../partnerCenterError.ts';
import type { ApiAnswer, ApiCall } from '../apiCall.ts';
import type { Route } from '../router.ts';
import { nowOf, type Emulator } from '../state.ts';
import type { CartRecord, CustomerRecord, JsonObject } from '../types.ts';
import { currentCustomer } from './customerRoutes.ts';

const LIFETIME_IN_MS = 7 * DAY_IN_MS;

function cartOf({ carts }: CustomerRecord, id: string, now: number): CartRecord {
  const cart = carts.get(id.toLowerCase());
  if (!cart || cart.expiresAt <= now) throw refusal('cartNotFound');
  return cart;
}

/** Checked lines as the cart keeps them, each with its error if it has one. */
function linesOf(
  call: ApiCall,
  emulator: Emulator,
  customer: CustomerRecord,
): JsonObject & { lineItems: JsonObject[] } {
  const body = checked(cartBody, call.readBody());
  const lineItems = body.lineItems.map((input, index) => {
    const error = checkCartLine(input, body.lineItems, customer, emulator);
    const { error: _old, ...line } = input;
    return {
      ...line,
      id: index,
      currencyCode: 'USD',
      orderGroup: input.orderGroup ?? '0',
      purchaseSystem: 'modern',
      ...(error && { error }),
    };
  });
  return { ...body, lineItems, attributes: { objectType: 'Cart' } };
}

/** https://learn.microsoft.com/partner-center/developer/create-a-cart */
function createCart(call: ApiCall, emulator: Emulator): ApiAnswer {
  const customer = currentCustomer(call, emulator);
  const now = nowOf(emulator);
  const resource: CartRecord['resource'] = {
    ...linesOf(call, emulator, customer),
    id: randomUUID(),
    creationTimestamp: sevenDigits(now),
    lastModifiedTimestamp: sevenDigits(now),
    expirationTimestamp: sevenDigits(now + LIFETIME_IN_MS),
    lastModifiedUser: call.caller.userPrincipalName ?? call.caller.applicationId,
    status: 'Active',
  };
  customer.carts.set(resource.id, { resource, expiresAt: now + LIFETIME_IN_MS });
  return { status: 201, body: structuredClone(resource) };
}

/** https://learn.microsoft.com/partner-center/developer/update-a-cart */
function updateCart(call: ApiCall, emulator: Emulator): ApiAnswer {
  const customer = currentCustomer(call, emulator);
  const now = nowOf(emulator);
  const { resource } = cartOf(customer, call.params.cartId, now);
  if (resource.status === 'Ordered') throw refusal('cartOrdered');
  const { lineItems, partnerOnRecordAttestationAccepted } = linesOf(call, emulator, customer);
  Object.assign(resource, { lineItems, lastModifiedTimestamp: sevenDigits(now) });
  if (partnerOnRecordAttestationAccepted !== undefined) Object.assign(resource, { partnerOnRecordAttestationAccepted });
  return { status: 200, body: structuredClone(resource) };
}

function getCart(call: ApiCall, emulator: Emulator): ApiAnswer {
  const { resource } = cartOf(currentCustomer(call, emulator), call.params.cartId, nowOf(emulator));
  return { status: 200, body: structuredClone(resource) };
}

function checkout(call: ApiCall, emulator: Emulator): ApiAnswer {
  const customer = currentCustomer(call, emulator);
  const cart = cartOf(customer, call.params.cartId, nowOf(emulator));
  return { status: 201, body: checkoutCart(call, emulator, customer, cart) };
}

const ONE = '/v1/customers/{customerId}/carts/{cartId}';

export const cartRoutes: Route[] = [
  { method: 'POST', path: '/v1/customers/{customerId}/carts', handle: createCart },
  { method: 'GET', path: ONE, handle: getCart },
  { method: 'PUT', path: ONE, handle: updateCart },
  { method: 'POST', path: `${ONE}/checkout`, handle: checkout },
];
