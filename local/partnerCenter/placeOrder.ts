import { logActivity, orderCustomizedData } from './audit.ts';
import { pacificTime, sevenDigits } from './dates.ts';
import { LEGACY_OFFERS } from './legacyOffers.ts';
import { hexFrom, RANDOM_IDS, type Ids } from './ids.ts';
import { kindOf, newSubscription } from './newSubscription.ts';
import { orderView } from './orderView.ts';
import type { PurchaseLine } from './purchase.ts';
import type { ApiCall } from './apiCall.ts';
import { keepOrder, keepSubscription, nowOf, type Emulator } from './state.ts';
import type { CustomerRecord, OrderLineItem, OrderRecord, ProductKind } from './types.ts';

const LAG_IN_MS = 15 * 60_000;

/** Software and reservations come as an order alone; everything else also as a subscription. */
export function hasSubscription(kind: ProductKind): boolean {
  return kind !== 'perpetualSoftware' && kind !== 'reservation';
}

export function hasAddOns(offerId: string): boolean {
  return LEGACY_OFFERS.some(({ addOnTo }) => addOnTo?.some((id) => id.toLowerCase() === offerId.toLowerCase()));
}

/** One line of an order as it is kept. */
export function newLineItem(
  line: PurchaseLine,
  lineItemNumber: number,
  subscriptionId: string | undefined,
): OrderLineItem {
  const { item, quantity, termDuration, friendlyName, partnerIdOnRecord, promotionId, provisioningContext } = line;
  const modern = item.form === 'modern';
  return {
    lineItemNumber,
    offerId: item.offerId,
    ...(subscriptionId && { subscriptionId }),
    ...(modern && { termDuration, transactionType: 'New' }),
    friendlyName: friendlyName ?? (modern ? item.sku.title : item.offer.name),
    quantity,
    ...(partnerIdOnRecord && { partnerIdOnRecord }),
    ...(promotionId && { promotionId }),
    ...(provisioningContext && { provisioningContext }),
  };
}

export interface Placed {
  /** Ids to use rather than new ones, for seeds. */
  orderId?: string;
  subscriptionIds?: (string | undefined)[];
  ids?: Ids;
  placedAt: number;
  visibleFrom: number;
}

/** Makes the order and its subscriptions and keeps them with the customer. */
export function addOrder(
  customer: CustomerRecord,
  lines: [PurchaseLine, ...PurchaseLine[]],
  placed: Placed,
): OrderRecord {
  const kind = kindOf(lines[0].item);
  const { ids = RANDOM_IDS, subscriptionIds = [], placedAt, visibleFrom } = placed;
  const id = placed.orderId ?? ids.orderId(kind);
  const lineItems = lines.map((line, index) => {
    if (!hasSubscription(kindOf(line.item))) return newLineItem(line, index, undefined);
    const subscriptionId = subscriptionIds[index] ?? ids.guid();
    const subscription = newSubscription(
      {
        id: subscriptionId,
        item: line.item,
        quantity: line.quantity,
        boughtAt: placedAt,
        billingCycle: line.billingCycle,
        termDuration: line.termDuration,
        orderId: id,
        ...(line.friendlyName && { friendlyName: line.friendlyName }),
        ...(line.partnerIdOnRecord && { partnerId: line.partnerIdOnRecord }),
        ...(line.promotionId && { promotionId: line.promotionId }),
        ...(line.customTermEndDate && { customTermEndDate: line.customTermEndDate }),
      },
      hasAddOns(line.item.offerId),
    );
    subscription.visibleFrom = visibleFrom;
    keepSubscription(customer, subscription);
    return newLineItem(line, index, subscriptionId);
  });
  const modern = kind !== 'legacy';
  const order: OrderRecord = {
    kind,
    version: 1,
    visibleFrom,
    hiddenReads: 0,
    resource: {
      id: modern ? id : id.toLowerCase(),
      ...(modern && { alternateId: hexFrom(id, 12) }),
      referenceCustomerId: customer.id,
      billingCycle: lines[0].billingCycle,
      ...(modern && { currencyCode: 'USD', currencySymbol: '$' }),
      lineItems,
      creationDate: modern ? sevenDigits(placedAt) : pacificTime(placedAt),
      ...(modern && { status: 'completed', transactionType: 'UserPurchase' }),
    },
  };
  keepOrder(customer, order);
  return order;
}

/**
 * Places a checked order. With the provisioning lag it is answered as pending, without subscription ids, and found later.
 * https://learn.microsoft.com/partner-center/developer/create-an-order
 */
export function placeOrder(
  call: ApiCall,
  emulator: Emulator,
  customer: CustomerRecord,
  lines: [PurchaseLine, ...PurchaseLine[]],
): Record<string, unknown> {
  const now = nowOf(emulator);
  const lags = emulator.switches.provisioningLag;
  const visibleFrom = lags ? now + LAG_IN_MS : 0;
  const order = addOrder(customer, lines, { ids: emulator.ids, placedAt: now, visibleFrom });
  logActivity(emulator, call, {
    operationType: 'create_order',
    resourceType: 'order',
    customer,
    orderId: order.resource.id,
    newValue: orderView(customer, order),
    customizedData: orderCustomizedData(order),
  });
  if (!lags || order.kind === 'legacy') return orderView(customer, order);
  const lineItems = order.resource.lineItems.map(({ subscriptionId, ...line }) => line);
  return orderView(customer, order, { resource: { ...order.resource, status: 'pending', lineItems } });
}
