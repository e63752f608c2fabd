import { cancellation } from '../deadlines/cancellation.ts';
import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import { PartnerCenterError } from '../partnerCenter/partnerCenterError.ts';
import type { CancelSubscriptionRequest, CancelSubscriptionResponse } from '../schemas/cancelSubscription.ts';
import type { Subscription } from '../schemas/subscription.ts';
import type { Services } from '../services.ts';
import { includeRaw } from './includeRaw.ts';
import { settleCancel } from './settleCancel.ts';
import { subscriptionView } from './subscriptionView.ts';
import { keyWarning } from './warnings.ts';

/** Documented as 400/2055; 412 and 417 stand in the table of statuses. */
function isStale(refusal: PartnerCenterError): boolean {
  return refusal.is(400, '2055') || refusal.is(417, '800036') || refusal.detail.status === 412;
}

const ALREADY_DELETED = { status: 400, code: '2011' };

function isDeleted({ status }: Subscription): boolean {
  return status?.toLowerCase() === 'deleted';
}

/** @throws AppError with the reason and the next step where a cancel is known to be refused. */
function assertCancellable({ config, clock }: Services, subscription: Subscription): void {
  const { allowed, reason, until, nextStep } = cancellation(subscription, clock.now(), config.environment);
  if (allowed || !reason) return;
  const why =
    reason === 'CancellationWindowClosed'
      ? `The cancellation window ${until ? `closed at ${until}` : 'is closed'}.`
      : 'This subscription cannot be cancelled here.';
  throw new AppError(reason, `${why} ${nextStep}`, { nextStep });
}

/** A cancel that was accepted and left the subscription as it was, as happens to marketplace ones outside their window. */
function assertTaken(answer: Read<Subscription> | undefined): Read<Subscription> | undefined {
  if (!answer || isDeleted(answer.value) || answer.value.status?.toLowerCase() === 'pending') return answer;
  const nextStep = 'It ends with its term. Look at the subscription to see whether it still renews.';
  const message = `Partner Center took the cancel, but the subscription stays ${answer.value.status ?? 'as it was'}. ${nextStep}`;
  throw new AppError('CancellationWindowClosed', message, { nextStep });
}

/**
 * Cancels a marketplace or new-commerce subscription, within the window that Partner Center states.
 * @throws AppError `CancellationWindowClosed`, `UseOrderCancel`, `NotCancellable`, `ChangedMeanwhile`, `SubscriptionNotFound`, …
 * https://learn.microsoft.com/partner-center/developer/cancel-an-azure-marketplace-subscription
 */
export async function cancelSubscription(
  services: Services,
  request: CancelSubscriptionRequest,
  context: CallContext,
): Promise<CancelSubscriptionResponse> {
  const { subscriptions } = services;
  const { customerId, subscriptionId } = request.path;
  const read = () => subscriptions.get(context, customerId, subscriptionId);
  const answer = ({ value, raw }: Read<Subscription>, alreadyCancelled: boolean): CancelSubscriptionResponse => ({
    subscription: subscriptionView(services, customerId, value),
    alreadyCancelled,
    warnings: keyWarning(request),
    ...includeRaw(request.query, raw),
  });
  const cancel = (fresh: Read<Subscription>) =>
    settleCancel(context, {
      write: async () => assertTaken(await subscriptions.cancel(context, customerId, fresh)),
      read,
      isCancelled: isDeleted,
      underWay: [ALREADY_DELETED],
      maybeDone: [],
    });

  for (let mayReread = true; ; mayReread = false) {
    const fresh = await read();
    if (isDeleted(fresh.value)) return answer(fresh, true);
    assertCancellable(services, fresh.value);
    try {
      return answer(await cancel(fresh), false);
    } catch (error) {
      if (!(error instanceof PartnerCenterError && isStale(error)) || !mayReread) throw error;
      context.log('warn', 'staleEtag', { subscriptionId });
    }
  }
}
