import type { SubscriptionAlert } from '../../schemas/alertEvents.ts';
import { many } from './many.ts';

/** `5 of 25 licences`, as far as it is known. */
export function licencesToHandBack({ quantity, refundableQuantity }: SubscriptionAlert): string {
  if (refundableQuantity === undefined) return 'licences';
  if (quantity === undefined || quantity === refundableQuantity) return many(refundableQuantity, 'licence');
  return `${refundableQuantity} of ${many(quantity, 'licence')}`;
}
