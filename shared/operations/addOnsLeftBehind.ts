import type { CallContext } from '../http/call.ts';
import { isSameId } from '../partnerCenter/isSameId.ts';
import type { Warning } from '../schemas/answers.ts';
import type { DryRunResponse } from '../schemas/dryRun.ts';
import type { Subscription } from '../schemas/subscription.ts';
import type { Services } from '../services.ts';
import { compact } from '../schemas/compact.ts';
import { nameOf } from '../schemas/nameOf.ts';
import { skuOf } from './skuOf.ts';

type LeftBehind = NonNullable<DryRunResponse['leavesBehind']>;

const RUNNING = ['active', 'suspended'];

const UNREAD: Warning = {
  code: 'AddOnsNotRead',
  message: 'What add-ons would run on could not be read. Look at the customer’s subscriptions.',
};

/**
 * The add-on SKUs that require a SKU, and nothing else that the customer has. A new-commerce add-on names no parent: the catalogue alone
 * tells what it belongs to.
 */
async function addOnSkusOf(
  { catalogue, customers }: Services,
  context: CallContext,
  customerId: string,
  { base, kept }: { base: string; kept: Set<string> },
): Promise<Set<string>> {
  const country = (await customers.get(context, customerId)).billingProfile?.defaultAddress?.country;
  if (!country) throw new Error('The customer states no country.');
  const skus = await catalogue.listAddOnSkus(context, country.toUpperCase());
  const requiring = skus.filter(({ dynamicAttributes }) => {
    const required = (dynamicAttributes?.prerequisiteSkus ?? []).map((sku) => sku.toLowerCase());
    return required.includes(base) && !required.some((sku) => kept.has(sku));
  });
  return new Set(requiring.map(({ productId, id }) => `${productId}:${id}`.toLowerCase()));
}

/**
 * The add-ons that run on when a subscription is cancelled: those that name it as their parent, and the new-commerce ones that require its SKU.
 * https://learn.microsoft.com/partner-center/customers/new-commerce-add-ons
 */
export async function addOnsLeftBehind(
  services: Services,
  context: CallContext,
  customerId: string,
  { id, offerId = '' }: Subscription,
): Promise<{ addOns: LeftBehind; warnings: Warning[] }> {
  try {
    const { items, unreadable } = await services.subscriptions.list(context, customerId);
    const others = items.filter(
      ({ value }) => !isSameId(value.id, id) && RUNNING.includes(value.status?.toLowerCase() ?? ''),
    );
    const isModern = offerId.includes(':') && others.some(({ value }) => value.offerId?.includes(':'));
    const kept = new Set(others.map(({ value }) => skuOf(value.offerId)));
    const skus = isModern
      ? await addOnSkusOf(services, context, customerId, { base: skuOf(offerId), kept })
      : new Set<string>();
    const left = others.filter(
      ({ value }) => isSameId(value.parentSubscriptionId ?? '', id) || skus.has(skuOf(value.offerId)),
    );
    const addOns = left.map(({ value }) =>
      compact({ subscriptionId: value.id, name: nameOf(value), quantity: value.quantity }),
    );
    return { addOns, warnings: unreadable > 0 ? [UNREAD] : [] };
  } catch (error) {
    context.log('warn', 'addOnsNotRead', { reason: String(error) });
    return { addOns: [], warnings: [UNREAD] };
  }
}
