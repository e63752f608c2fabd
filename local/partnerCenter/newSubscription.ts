import type { Item } from './catalogue.ts';
import { addDuration, DAY_IN_MS, sevenDigits, startOfDay, wholeSeconds } from './dates.ts';
import { openWindow, termEndMembers } from './terms.ts';
import type { JsonObject, ProductKind, SubscriptionRecord } from './types.ts';

export interface Bought {
  id: string;
  item: Item;
  quantity: number;
  boughtAt: number;
  billingCycle: string;
  termDuration: string;
  orderId: string;
  friendlyName?: string;
  partnerId?: string;
  parentSubscriptionId?: string;
  promotionId?: string;
  customTermEndDate?: string;
}

export function kindOf(item: Item): ProductKind {
  return item.form === 'legacy' ? 'legacy' : item.product.kind;
}

function legacyMembers(item: Item, { parentSubscriptionId }: Bought, hasAddOns: boolean): JsonObject {
  return {
    ...(item.form === 'legacy' && { offerName: item.offer.name }),
    unitType: 'Licenses',
    hasPurchasableAddons: hasAddOns,
    isMicrosoftProduct: true,
    ...(parentSubscriptionId && { parentSubscriptionId }),
  };
}

function modernMembers(item: Item, bought: Bought): JsonObject {
  if (item.form === 'legacy') return {};
  const { product, sku } = item;
  const { termDuration, billingCycle, boughtAt, promotionId, customTermEndDate } = bought;
  const cycleEnd = startOfDay(addDuration(boughtAt, billingCycle === 'monthly' ? 'P1M' : termDuration)) - DAY_IN_MS;
  return {
    offerName: sku.title,
    unitType: product.kind === 'marketplace' ? 'License(s)' : product.kind === 'azurePlan' ? 'Usage-based' : 'Licenses',
    hasPurchasableAddons: false,
    isMicrosoftProduct: product.isMicrosoftProduct,
    publisherName: product.publisherName,
    termDuration,
    ...(product.kind !== 'marketplace' && {
      productType: product.productType,
      renewalTermDuration: '',
      billingCycleEndDate: wholeSeconds(cycleEnd),
      billingCycleEndDateTime: wholeSeconds(cycleEnd + DAY_IN_MS - 1000),
      actions: ['Cancel', 'Edit'],
      attentionNeeded: false,
      actionTaken: false,
    }),
    ...(promotionId && { promotionId }),
    ...(customTermEndDate && { customTermEndDate }),
  };
}

/** Makes a subscription as a purchase at that instant creates it. */
export function newSubscription(bought: Bought, hasAddOns = false): SubscriptionRecord {
  const { id, item, quantity, boughtAt, billingCycle, termDuration, orderId, friendlyName, partnerId } = bought;
  const kind = kindOf(item);
  const isTrial = item.form === 'modern' && item.sku.isTrial === true;
  const name = item.form === 'legacy' ? item.offer.name : item.sku.title;
  const record: SubscriptionRecord = {
    kind,
    version: 1,
    visibleFrom: 0,
    hiddenReads: 0,
    seatBatches: [],
    statusSince: boughtAt,
    activeAzureSubscriptions: 0,
    resource: {
      id,
      offerId: item.offerId,
      friendlyName: friendlyName ?? name,
      quantity,
      ...(kind === 'legacy' ? legacyMembers(item, bought, hasAddOns) : modernMembers(item, bought)),
      creationDate: kind === 'legacy' ? wholeSeconds(boughtAt) : sevenDigits(boughtAt),
      effectiveStartDate: kind === 'legacy' ? wholeSeconds(startOfDay(boughtAt)) : sevenDigits(boughtAt),
      ...termEndMembers(kind, boughtAt, termDuration, bought.customTermEndDate),
      status: 'active',
      autoRenewEnabled: kind !== 'azurePlan' && kind !== 'softwareSubscription',
      isTrial,
      billingType: kind === 'azurePlan' ? 'usage' : 'license',
      billingCycle,
      partnerId: partnerId ?? '',
      contractType: 'subscription',
      orderId: kind === 'legacy' ? orderId.toUpperCase() : orderId,
    },
  };
  openWindow(record, boughtAt);
  return record;
}
