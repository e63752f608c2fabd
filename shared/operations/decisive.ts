import type { Subscription } from '../schemas/subscription.ts';

/** Members of a subscription that a decision to cancel may rest on. */
const MEMBERS = [
  'id',
  'offerId',
  'status',
  'quantity',
  'orderId',
  'partnerId',
  'termDuration',
  'billingCycle',
  'autoRenewEnabled',
  'effectiveStartDate',
  'commitmentEndDate',
  'commitmentEndDateTime',
  'cancellationAllowedUntilDate',
  'refundOptions',
  'refundableQuantity',
  'scheduledNextTermInstructions',
  'scheduledActions',
] as const;

/** What of a subscription a decision to cancel may rest on. */
export function decisive(subscription: Subscription): Record<string, unknown> {
  return Object.fromEntries(MEMBERS.map((member) => [member, (subscription as Record<string, unknown>)[member]]));
}
