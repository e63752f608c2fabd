import type { CutoffAlert, SubscriptionAlert } from '../../schemas/alertEvents.ts';

/** What is not certain about a deadline, a sentence each. */
export function doubts(alert: SubscriptionAlert & Partial<Pick<CutoffAlert, 'verified'>>): string[] {
  return [
    ...(alert.verified === false ? ['Not verified: Partner Center could not be asked, so this may be over.'] : []),
    ...(alert.inferred ? ['Inferred: no end of the cancel is stated, so this is the end of the refund.'] : []),
  ];
}
