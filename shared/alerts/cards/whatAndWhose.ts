import type { SubscriptionAlert } from '../../schemas/alertEvents.ts';
import { names } from './names.ts';

const NAME_LENGTH = 80;

/** `25 × Microsoft 365 E3`, and `Contoso, through Fabrikam`; long names are shortened. */
export function whatAndWhose(alert: SubscriptionAlert): { what: string; whose: string } {
  const { product, customer, reseller } = names(alert, NAME_LENGTH);
  return {
    what: alert.quantity === undefined ? product : `${alert.quantity} × ${product}`,
    whose: reseller ? `${customer}, through ${reseller}` : customer,
  };
}
