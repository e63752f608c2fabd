import { cancellation } from '../deadlines/cancellation.ts';
import { scheduledCancel, scheduledChange } from '../deadlines/renewal.ts';
import type { CallContext } from '../http/call.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import { subscriptionCancel } from '../partnerCenter/subscriptions.ts';
import type { Warning } from '../schemas/answers.ts';
import type { Subscription } from '../schemas/subscription.ts';
import type { Services } from '../services.ts';
import { addOnsLeftBehind } from './addOnsLeftBehind.ts';
import type { Explanation } from '../execution/moneyOperation.ts';
import { redact } from './redact.ts';

const REFUNDS = {
  full: 'The refund is full.',
  partial: 'The refund is partial.',
  none: 'Nothing is refunded.',
  unknown: 'The subscription does not tell what is refunded.',
};

const INFERRED = 'Only Partner Center can tell whether it is still accepted.';

function addOnsInWords(addOns: NonNullable<Explanation['leavesBehind']>): string[] {
  if (addOns.length === 0) return [];
  const named = addOns.map(({ subscriptionId, name = subscriptionId, quantity }) =>
    quantity === undefined ? name : `${quantity} × ${name}`,
  );
  return [`Its add-ons run on and are billed on until they are cancelled too: ${named.join(', ')}.`];
}

/** What a dry run says of the cancel of a subscription. */
export async function explainSubscriptionCancel(
  services: Services,
  context: CallContext,
  customerId: string,
  { fresh: { value, raw }, warnings }: { fresh: Read<Subscription>; warnings: Warning[] },
): Promise<Explanation> {
  const { id, status, quantity, attributes } = value;
  if (status?.toLowerCase() === 'deleted') {
    return { wouldSend: [], effect: 'Nothing is left to do: it is cancelled already.', warnings };
  }
  const { refund, until, basis } = cancellation(value, services.clock.now(), services.config.environment);
  const left = await addOnsLeftBehind(services, context, customerId, value);
  const drops = [
    ...(scheduledCancel(value) ? ['the scheduled cancel'] : []),
    ...[scheduledChange(value)].filter((change) => change !== undefined),
  ];
  const name = value.friendlyName || value.offerName || id;
  const effect = [
    `Cancels ${name}${quantity === undefined ? '' : ` (quantity ${quantity})`} at once and for good.`,
    REFUNDS[refund],
    ...(until ? [`A cancel is accepted until ${until}.`] : []),
    ...(basis === 'inferred' ? [INFERRED] : []),
    ...(drops.length > 0 ? [`What is scheduled is dropped: ${drops.join('; ')}.`] : []),
    ...addOnsInWords(left.addOns),
  ];
  return {
    wouldSend: [
      {
        method: 'PATCH',
        path: `/v1/customers/${customerId}/subscriptions/${id}`,
        ...(attributes?.etag && { headers: { 'If-Match': `"${attributes.etag}"` } }),
        body: redact(subscriptionCancel(raw)),
      },
    ],
    effect: effect.join(' '),
    refund,
    ...(until && { cancellableUntil: until }),
    leavesBehind: left.addOns,
    drops,
    warnings: [...warnings, ...left.warnings],
  };
}
