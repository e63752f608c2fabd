import { cancellation } from '../deadlines/cancellation.ts';
import { renewalWarnings } from '../deadlines/renewal.ts';
import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import { PartnerCenterError } from '../partnerCenter/partnerCenterError.ts';
import type { CancelSubscriptionRequest, CancelSubscriptionResponse } from '../schemas/cancelSubscription.ts';
import type { Subscription } from '../schemas/subscription.ts';
import type { Services } from '../services.ts';
import { once } from '../execution/carryOut.ts';
import { decisive } from './decisive.ts';
import { explainSubscriptionCancel } from './explainSubscriptionCancel.ts';
import { includeRaw } from './includeRaw.ts';
import type { Plan } from '../execution/moneyOperation.ts';
import { settleCancel } from './settleCancel.ts';
import { subscriptionView } from './subscriptionView.ts';
import { withdrawDeadlines } from './withdrawDeadlines.ts';

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

/** Decides a cancel on what the subscription is now. */
async function plan(
  services: Services,
  request: CancelSubscriptionRequest,
  context: CallContext,
): Promise<Plan<CancelSubscriptionResponse>> {
  const { subscriptions, clock, config } = services;
  const { customerId, subscriptionId } = request.path;
  const read = (reading: CallContext) => subscriptions.get(reading, customerId, subscriptionId);
  const fresh = await read(context);
  const warnings = isDeleted(fresh.value) ? [] : renewalWarnings(fresh.value, 'cancel');
  const answer = async (
    { value, raw }: Read<Subscription>,
    alreadyCancelled: boolean,
  ): Promise<CancelSubscriptionResponse> => {
    await withdrawDeadlines(services, context, customerId, [subscriptionId]);
    return {
      subscription: subscriptionView(services, customerId, value),
      alreadyCancelled,
      warnings,
      ...includeRaw(request.query, raw),
    };
  };
  const cancel = (sending: CallContext, found: Read<Subscription>) =>
    settleCancel(sending, {
      write: async () => assertTaken(await subscriptions.cancel(sending, customerId, found)),
      read: () => read(sending),
      isCancelled: isDeleted,
      underWay: [ALREADY_DELETED],
      maybeDone: [],
    });

  if (!isDeleted(fresh.value)) assertCancellable(services, fresh.value);
  return {
    ...(isDeleted(fresh.value) && { done: () => answer(fresh, true) }),
    basis: { ...decisive(fresh.value), refund: cancellation(fresh.value, clock.now(), config.environment).refund },
    before: subscriptionView(services, customerId, fresh.value),
    async send(sending) {
      try {
        return { response: await answer(await cancel(sending, fresh), false), claims: [] };
      } catch (error) {
        const isConfirmed = request.body.confirm !== undefined;
        if (!(error instanceof PartnerCenterError && isStale(error)) || isConfirmed) throw error;
      }
      sending.log('warn', 'staleEtag', { subscriptionId });
      const again = await read(sending);
      if (isDeleted(again.value)) return { response: await answer(again, true), claims: [] };
      assertCancellable(services, again.value);
      return { response: await answer(await cancel(sending, again), false), claims: [] };
    },
    explain: (explaining) => explainSubscriptionCancel(services, explaining, customerId, { fresh, warnings }),
  };
}

/**
 * Cancels a marketplace or new-commerce subscription, within the window that Partner Center states.
 * @throws AppError `CancellationWindowClosed`, `UseOrderCancel`, `NotCancellable`, `ChangedMeanwhile`, `SubscriptionNotFound`, …
 * https://learn.microsoft.com/partner-center/developer/cancel-an-azure-marketplace-subscription
 */
export const cancelSubscription = once<CancelSubscriptionRequest, CancelSubscriptionResponse>({
  name: 'cancelSubscription',
  plan,
});
