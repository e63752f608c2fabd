import type { Subscription } from './subscription.ts';

/** What people call a subscription; a name may be blank. */
export function nameOf({ friendlyName, offerName }: Subscription): string | undefined {
  return friendlyName?.trim() || offerName?.trim() || undefined;
}
