import { compact, utc } from '../schemas/compact.ts';
import type { Deadline } from '../schemas/deadline.ts';
import { nameOf } from '../schemas/nameOf.ts';
import type { Subscription } from '../schemas/subscription.ts';
import { cancellation, isFullRefund } from './cancellation.ts';
import type { Environment } from './productMatrix.ts';
import { extendedTermRisk, extendedTermStart } from './renewal.ts';
import { termEnd } from './term.ts';
import { windowsOf } from './windows.ts';

/** What is known about a subscription besides itself. */
export interface Found {
  customerId: string;
  customerName?: string | undefined;
  reseller?: { id: string; name?: string | undefined } | undefined;
  scanId: string;
  environment: Environment;
  /** When the subscription was read, by Partner Center's clock. */
  seenAt: Date;
}

/** `product:sku` of a modern offer, in upper case; a legacy offer as it is. */
export function productKey(offerId: string | undefined): string | undefined {
  return offerId?.split(':', 2).join(':').toUpperCase();
}

function fullRefundUntil({ refundOptions = [] }: Subscription): string | undefined {
  const ends = refundOptions.map((option) => (option && isFullRefund(option) ? utc(option.expiresAt) : undefined));
  return ends
    .filter((end) => end !== undefined)
    .toSorted()
    .at(-1);
}

/**
 * All that has to be decided about a subscription, soonest first: its windows, and the paid extension of its term.
 * https://learn.microsoft.com/partner-center/customers/new-commerce-cancellation-policy
 */
export function deadlinesOf(subscription: Subscription, found: Found): Deadline[] {
  const { customerId, customerName, reseller, scanId, environment, seenAt } = found;
  const windows = windowsOf(subscription, seenAt, environment);
  const extension = extendedTermStart(subscription, seenAt);
  if (windows.length === 0 && !extension) return [];

  const { refund } = cancellation(subscription, seenAt, environment);
  const common = {
    customerId: customerId.toLowerCase(),
    customerName,
    subscriptionId: subscription.id.toLowerCase(),
    subscriptionName: nameOf(subscription) ?? subscription.id,
    orderId: subscription.orderId,
    status: subscription.status,
    product: productKey(subscription.offerId),
    productName: subscription.offerName,
    productType: subscription.productType?.id,
    quantity: subscription.quantity,
    termDuration: subscription.termDuration?.toUpperCase() || undefined,
    billingCycle: subscription.billingCycle,
    commitmentEndDateTime: termEnd(subscription)?.toISOString(),
    autoRenewEnabled: subscription.autoRenewEnabled,
    extendedTermRisk: extendedTermRisk(subscription),
    partnerIdOnRecord: subscription.partnerId || undefined,
    resellerId: reseller?.id.toLowerCase(),
    resellerName: reseller?.name,
    seenAt: seenAt.toISOString(),
    scanId,
  };
  const refundable = subscription.refundableQuantity?.totalQuantity;
  const deadlines = windows.map(({ kind, cutoff, basis, inferred, quantity }): Deadline => {
    const isSeats = kind === 'seats';
    return compact({
      ...common,
      kind,
      cutoff: cutoff.toISOString(),
      basis,
      inferred,
      refund: isSeats ? 'partial' : refund,
      fullRefundUntil: isSeats ? undefined : fullRefundUntil(subscription),
      refundableQuantity: isSeats ? quantity : refundable,
    });
  });
  if (!extension) return deadlines;
  const last: Deadline = compact({
    ...common,
    kind: 'extendedTerm' as const,
    cutoff: extension.toISOString(),
    basis: 'commitmentEndDateTime' as const,
    inferred: false,
    refund: 'none' as const,
  });
  return [...deadlines, last].toSorted((one, other) => Date.parse(one.cutoff) - Date.parse(other.cutoff));
}
