import type { CutoffAlert, SubscriptionAlert } from '../schemas/alertEvents.ts';
import { compact } from '../schemas/compact.ts';
import type { Deadline } from '../schemas/deadline.ts';
import { refundAt } from '../schemas/refundAt.ts';
import { stageText } from '../schemas/webhook.ts';

/** What is sent of a deadline, at `now` by Partner Center’s clock. */
export function subscriptionAlert(deadline: Deadline, now: Date): SubscriptionAlert {
  const { cutoff, fullRefundUntil, partnerIdOnRecord, resellerId, resellerName } = deadline;
  const isPast = fullRefundUntil !== undefined && new Date(fullRefundUntil) <= now;
  return compact({
    kind: deadline.kind,
    until: cutoff,
    secondsLeft: Math.max(0, Math.floor((Date.parse(cutoff) - now.getTime()) / 1000)),
    basis: deadline.basis,
    inferred: deadline.inferred,
    refund: refundAt(deadline, now),
    fullRefundUntil: isPast ? undefined : fullRefundUntil,
    customer: compact({ id: deadline.customerId, name: deadline.customerName }),
    reseller:
      partnerIdOnRecord === undefined
        ? undefined
        : compact({ partnerId: partnerIdOnRecord, id: resellerId, name: resellerName }),
    subscription: compact({
      id: deadline.subscriptionId,
      name: deadline.subscriptionName,
      status: deadline.status,
      orderId: deadline.orderId,
    }),
    product: compact({ id: deadline.product, name: deadline.productName, type: deadline.productType }),
    quantity: deadline.quantity,
    refundableQuantity: deadline.refundableQuantity,
    term: compact({
      duration: deadline.termDuration,
      end: deadline.commitmentEndDateTime,
      billingCycle: deadline.billingCycle,
    }),
    autoRenewEnabled: deadline.autoRenewEnabled,
  });
}

/** An alert about a deadline whose stage, in milliseconds before the cutoff, has begun. */
export function cutoffAlert(
  { deadline, stageInMs, verified }: { deadline: Deadline; stageInMs: number; verified: boolean },
  publicUrl: string | undefined,
  now: Date,
): CutoffAlert {
  const { customerId, subscriptionId, kind } = deadline;
  const url = `${publicUrl ?? ''}/api/customers/${customerId}/subscriptions/${subscriptionId}/cancel`;
  return {
    ...subscriptionAlert(deadline, now),
    stage: stageText(stageInMs),
    verified,
    ...(kind === 'cancel' && { cancel: { method: 'POST', url } }),
  };
}
