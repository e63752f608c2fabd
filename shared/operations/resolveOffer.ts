import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { Availability } from '../schemas/catalogue.ts';
import type { Services } from '../services.ts';

/** What narrows the choice of an availability. */
export interface OfferWish {
  termDuration?: string | undefined;
  billingCycle?: string | undefined;
}

const same = (left: string | undefined, right: string | undefined) =>
  left === undefined || right === undefined || left.toLowerCase() === right.toLowerCase();

function fits({ terms }: Availability, { termDuration, billingCycle }: OfferWish): boolean {
  if (!terms || terms.length === 0) return true;
  return terms.some((term) => same(term.duration, termDuration) && same(term.billingCycle, billingCycle));
}

/**
 * The full offer id. One given as product:sku gets its current availability, since availability ids rotate; others stay as they are.
 * @throws AppError `InvalidRequest` where none fits, or where several do and the caller has to choose.
 * https://learn.microsoft.com/partner-center/developer/get-a-list-of-availabilities-for-a-sku-by-customer
 */
export async function resolveOffer(
  { catalogue }: Services,
  context: CallContext,
  customerId: string,
  { offerId, target, ...wish }: OfferWish & { offerId: string; target: string },
): Promise<string> {
  const [productId, skuId, availabilityId] = offerId.split(':');
  if (!productId || !skuId || availabilityId) return offerId;
  const isOwn = ({ catalogItemId }: Availability) =>
    catalogItemId === undefined || catalogItemId.toLowerCase().startsWith(`${offerId.toLowerCase()}:`);
  const offered = (await catalogue.listAvailabilities(context, customerId, productId, skuId)).filter(
    (availability) => availability.isPurchasable !== false && isOwn(availability),
  );
  const fitting = offered.length === 1 ? offered : offered.filter((availability) => fits(availability, wish));
  const ids = (fitting.length > 0 ? fitting : offered).map(
    ({ id, catalogItemId }) => catalogItemId ?? `${offerId}:${id}`,
  );
  const [only] = ids;
  if (fitting.length === 1 && only) return only;
  const message =
    offered.length === 0
      ? 'Nothing can be bought under this product:sku by this customer now.'
      : `${fitting.length === 0 ? 'No' : 'More than one'} availability fits. Say which by termDuration and billingCycle, or send one of: ${ids.join(', ')}.`;
  throw new AppError('InvalidRequest', message, { target });
}
