import { cancellation } from '../deadlines/cancellation.ts';
import type { SubscriptionView } from '../schemas/answers.ts';
import type { Subscription } from '../schemas/subscription.ts';
import type { Services } from '../services.ts';
import { nameOf } from '../schemas/nameOf.ts';
import { compact, utc } from '../schemas/compact.ts';

/** A subscription as callers see it, judged by Partner Center's clock. */
export function subscriptionView(
  { config, clock }: Pick<Services, 'config' | 'clock'>,
  customerId: string,
  subscription: Subscription,
): SubscriptionView {
  const { id, offerId, offerName, friendlyName, status, quantity, unitType, orderId, parentSubscriptionId } =
    subscription;
  const { termDuration, billingCycle, autoRenewEnabled, isTrial, hasPurchasableAddons } = subscription;
  return compact({
    id,
    customerId,
    offerId,
    offerName,
    friendlyName,
    displayName: nameOf(subscription) ?? id,
    productType: subscription.productType?.id,
    status,
    quantity,
    unitType,
    orderId,
    parentSubscriptionId,
    partnerIdOnRecord: subscription.partnerId || undefined,
    termDuration,
    billingCycle,
    autoRenewEnabled,
    isTrial,
    hasPurchasableAddons,
    creationDate: utc(subscription.creationDate),
    effectiveStartDate: utc(subscription.effectiveStartDate),
    commitmentEndDateTime: utc(subscription.commitmentEndDateTime ?? subscription.commitmentEndDate),
    cancellation: cancellation(subscription, clock.now(), config.environment),
  });
}
