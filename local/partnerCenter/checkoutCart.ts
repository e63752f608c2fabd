import { cartBody, checked, type CartLineInput } from './bodies.ts';
import { toPurchaseLine, transactionReseller } from './checkCartLine.ts';
import { checkReseller } from './checkReseller.ts';
import { PartnerCenterError, refusal } from './partnerCenterError.ts';
import { placeOrder } from './placeOrder.ts';
import { checkItem, checkProvisioningContext, checkSandboxQuota, type PurchaseLine } from './purchase.ts';
import type { ApiCall } from './apiCall.ts';
import type { Emulator } from './state.ts';
import type { CartRecord, CustomerRecord, JsonObject } from './types.ts';

interface Group {
  id: string;
  lines: PurchaseLine[];
}

/** Lines become one order per order group; without one, per billing cycle and term. */
function groupsOf(inputs: CartLineInput[], emulator: Emulator): Group[] {
  const groups = new Map<string, PurchaseLine[]>();
  for (const input of inputs) {
    const line = toPurchaseLine(input, emulator);
    const key = input.orderGroup ?? `${line.item.form}/${line.billingCycle}/${line.termDuration}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].map((lines, index) => ({ id: String(index), lines }));
}

function order(call: ApiCall, emulator: Emulator, customer: CustomerRecord, { lines }: Group): JsonObject {
  for (const line of lines) {
    checkItem(emulator, customer, line);
    checkProvisioningContext(line);
    if (line.item.form === 'modern' && line.item.sku.refusedAtCheckout) {
      throw new PartnerCenterError(403, 800069, 'The order failed the risk management checks.');
    }
  }
  checkSandboxQuota(emulator, customer, lines);
  const [first, ...others] = lines;
  if (!first) throw refusal('inputInvalid');
  return placeOrder(call, emulator, customer, [first, ...others]);
}

/** Refuses what stops a cart as a whole, before anything is ordered. */
function checkCart(
  { resource }: CartRecord,
  inputs: CartLineInput[],
  customer: CustomerRecord,
  emulator: Emulator,
): void {
  if (resource.status === 'Ordered') throw refusal('cartOrdered');
  if (resource.lineItems.some(({ error }) => error !== undefined)) throw refusal('cartHasErrors');
  if (!customer.hasAgreement) throw refusal('noCustomerAgreement');
  for (const input of inputs) {
    const reseller = transactionReseller(input);
    if (reseller) checkReseller(emulator, customer, reseller);
  }
}

/**
 * Orders a cart. A group that is refused is told in `orderErrors` of a successful answer; an availability that rotated away
 * stops the whole cart.
 * https://learn.microsoft.com/partner-center/developer/checkout-a-cart
 */
export function checkoutCart(
  call: ApiCall,
  emulator: Emulator,
  customer: CustomerRecord,
  cart: CartRecord,
): JsonObject {
  const body = checked(cartBody, cart.resource);
  checkCart(cart, body.lineItems, customer, emulator);
  const groups = groupsOf(body.lineItems, emulator);
  const demands = groups.some(({ lines }) =>
    lines.some(({ item }) => (item.form === 'legacy' ? item.offer : item.sku).attestationRequired),
  );
  if ((demands || emulator.switches.requireAttestation) && body.partnerOnRecordAttestationAccepted !== true) {
    throw refusal('partnerAttestationMissing');
  }
  const orders: JsonObject[] = [];
  const orderErrors: JsonObject[] = [];
  for (const group of groups) {
    try {
      orders.push(order(call, emulator, customer, group));
    } catch (error) {
      if (!(error instanceof PartnerCenterError)) throw error;
      orderErrors.push({ orderGroupId: group.id, code: error.code, description: error.description });
    }
  }
  cart.resource.status = 'Ordered';
  return {
    orders,
    ...(orderErrors.length > 0 && { orderErrors }),
    attributes: { objectType: 'CartCheckoutResult' },
  };
}
