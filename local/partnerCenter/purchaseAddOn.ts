import type { OrderLineInput } from './bodies.ts';
import { checkReseller } from './checkReseller.ts';
import { checkLineNumbers } from './createOrder.ts';
import { isGuid } from './ids.ts';
import { newSubscription } from './newSubscription.ts';
import { refusal } from './partnerCenterError.ts';
import { newLineItem } from './placeOrder.ts';
import { checkItem, checkSandboxQuota, resolveLine, type PurchaseLine } from './purchase.ts';
import { keepSubscription, nowOf, subscriptionOf, type Emulator } from './state.ts';
import type { CustomerRecord, OrderRecord, SubscriptionRecord } from './types.ts';

function parentOf(customer: CustomerRecord, order: OrderRecord, id: string | undefined): SubscriptionRecord {
  if (!id) throw refusal('inputInvalid', 'parentSubscriptionId is missing.');
  if (!isGuid(id)) throw refusal('inputInvalid', 'parentSubscriptionId is not a GUID.');
  const parent = subscriptionOf(customer, id);
  if (parent.resource.orderId.toLowerCase() !== order.resource.id.toLowerCase()) throw refusal('addOnNotForParent');
  return parent;
}

function addOnLine(line: OrderLineInput, parent: SubscriptionRecord, emulator: Emulator): PurchaseLine {
  const item = resolveLine(line.offerId, emulator);
  const parents = item.form === 'legacy' ? (item.offer.addOnTo ?? []) : [];
  const fits = parents.some((id) => id.toLowerCase() === parent.resource.offerId.toLowerCase());
  if (!fits) throw refusal('addOnNotForParent');
  if (parent.resource.status !== 'active') throw refusal('parentNotActive');
  if (line.quantity === undefined) throw refusal('inputInvalid', 'quantity is missing.');
  return {
    item,
    quantity: line.quantity,
    billingCycle: parent.resource.billingCycle,
    termDuration: 'P1Y',
    friendlyName: line.friendlyName,
    partnerIdOnRecord: line.partnerIdOnRecord,
  };
}

/**
 * Adds lines for add-ons to the order of their parent; each becomes a subscription of its own under the parent. Legacy only.
 * https://learn.microsoft.com/partner-center/developer/purchase-an-add-on-to-a-subscription
 */
export function purchaseAddOn(
  order: OrderRecord,
  customer: CustomerRecord,
  inputs: OrderLineInput[],
  emulator: Emulator,
): void {
  if (order.kind !== 'legacy')
    throw refusal('addOnNotForParent', 'Add-ons of new commerce are bought as items of their own.');
  if (!customer.hasAgreement) throw refusal('noCustomerAgreement');
  checkLineNumbers(inputs);
  const additions = inputs.map((input) => {
    const parent = parentOf(customer, order, input.parentSubscriptionId);
    return { parent, line: addOnLine(input, parent, emulator) };
  });
  for (const { line } of additions) {
    checkItem(emulator, customer, line);
    if (line.partnerIdOnRecord) checkReseller(emulator, customer, line.partnerIdOnRecord);
  }
  const lines = additions.map(({ line }) => line);
  checkSandboxQuota(emulator, customer, lines);
  for (const { parent, line } of additions) {
    const id = emulator.ids.guid();
    const subscription = newSubscription({
      id,
      item: line.item,
      quantity: line.quantity,
      boughtAt: nowOf(emulator),
      billingCycle: line.billingCycle,
      termDuration: line.termDuration,
      orderId: order.resource.id,
      parentSubscriptionId: parent.resource.id,
      ...(line.friendlyName && { friendlyName: line.friendlyName }),
      ...(line.partnerIdOnRecord && { partnerId: line.partnerIdOnRecord }),
    });
    keepSubscription(customer, subscription);
    order.resource.lineItems.push(newLineItem(line, order.resource.lineItems.length, id));
  }
}
