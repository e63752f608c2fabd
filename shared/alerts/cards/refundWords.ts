import type { SubscriptionAlert } from '../../schemas/alertEvents.ts';
import { localTime } from './localTime.ts';

const REFUNDS = {
  full: 'full refund',
  partial: 'partial refund',
  none: 'no refund',
  unknown: 'refund not stated',
};

/**
 * What is refunded until the cutoff: `full refund until …, then partial refund`.
 * https://learn.microsoft.com/partner-center/customers/new-commerce-cancellation-policy
 */
export function refundWords({ refund, fullRefundUntil, until }: SubscriptionAlert, now: Date): string {
  const fullUntil = fullRefundUntil ? new Date(fullRefundUntil) : undefined;
  if (!fullUntil || fullUntil <= now || fullUntil >= new Date(until)) return REFUNDS[refund];
  const then = refund === 'partial' || refund === 'none' ? `, then ${REFUNDS[refund]}` : '';
  return `${REFUNDS.full} until ${localTime(fullUntil)}${then}`;
}
