import type { CallContext } from '../http/call.ts';
import { isSameId } from '../partnerCenter/isSameId.ts';
import type { PurchaseAddOnRequest, PurchaseAddOnResponse } from '../schemas/purchaseAddOn.ts';
import { parseInstant } from '../schemas/instant.ts';
import type { Services } from '../services.ts';
import { addOnAnswer, isBought, type AddOnSearch } from './buyLegacyAddOn.ts';
import { isCreatedSince } from '../execution/isCreatedSince.ts';
import type { Candidates } from '../execution/moneyOperation.ts';

/**
 * The parent’s add-ons that a purchase may have become: of its offer and quantity, since it was sent. The order alone could not tell an
 * earlier line of the same offer.
 */
export async function addOnCandidates(
  { orders, subscriptions }: Services,
  request: PurchaseAddOnRequest,
  { search, since }: { search: AddOnSearch; since: Date },
  context: CallContext,
): Promise<Candidates<PurchaseAddOnResponse>> {
  const { customerId } = request.path;
  const { items, unreadable } = await subscriptions.listAddOns(context, customerId, search.parentId);
  const found = items.filter(({ value }) => isBought(value, search) && isCreatedSince(value.creationDate, since));
  const order = found.length > 0 ? await orders.get(context, customerId, search.orderId) : undefined;
  const isShown = (id: string) =>
    order?.value.lineItems?.some(({ subscriptionId = '' }) => isSameId(subscriptionId, id)) ?? false;
  const shown = found.filter(({ value }) => isShown(value.id));
  return {
    isComplete: unreadable === 0 && shown.length === found.length,
    items: shown.flatMap(({ value }) => {
      if (!order) return [];
      const createdAt = parseInstant(value.creationDate) ?? since;
      const claim = `addOn_${value.id.toLowerCase()}`;
      return [{ claim, createdAt, fit: () => 0, respond: () => addOnAnswer(request, search, order) }];
    }),
  };
}
