import type { Subscription } from './subscription.ts';

/** What people call a subscription. */
export function nameOf({ friendlyName, offerName }: Subscription): string | undefined {
  return friendlyName ?? offerName;
}
