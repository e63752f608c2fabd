import { NEXT_STEPS } from '../errors.ts';
import type { Product } from './product.ts';

export type Environment = 'sandbox' | 'production';

/** Which resource takes a cancel. */
interface CancelledThrough {
  order: boolean;
  subscription: boolean;
}

const BOTH = { order: true, subscription: true };
const ORDER = { order: true, subscription: false };
const SUBSCRIPTION = { order: false, subscription: true };
const NEITHER = { order: false, subscription: false };

/**
 * Which resource takes a cancel, by product and environment. Legacy licences and savings plans are in no column: the ones are suspended, the others are handled in the Azure portal.
 * https://learn.microsoft.com/partner-center/developer/cancel-an-order-from-the-integration-sandbox
 */
export const PRODUCT_MATRIX: Record<Exclude<Product, 'unknown'>, Record<Environment, CancelledThrough>> = {
  azureReservation: { sandbox: ORDER, production: NEITHER },
  perpetualSoftware: { sandbox: ORDER, production: ORDER },
  softwareSubscription: { sandbox: BOTH, production: BOTH },
  newCommerce: { sandbox: SUBSCRIPTION, production: SUBSCRIPTION },
  marketplace: { sandbox: SUBSCRIPTION, production: SUBSCRIPTION },
  azurePlan: { sandbox: SUBSCRIPTION, production: SUBSCRIPTION },
  legacy: { sandbox: NEITHER, production: NEITHER },
  savingsPlan: { sandbox: NEITHER, production: NEITHER },
};

/** Why a cancel is refused, and what to do instead. */
export interface MatrixRefusal {
  reason: 'UseOrderCancel' | 'UseSubscriptionCancel' | 'NotCancellable';
  nextStep: string;
}

const INSTEAD: Partial<Record<Product, string>> = {
  legacy:
    'Suspend the subscription instead: legacy licences have no cancellation, and a suspended one is no longer billed.',
  azureReservation:
    'Return the reservation in the Azure portal: production reservations cannot be cancelled through the API.',
  savingsPlan: 'Handle the savings plan in the Azure portal: it cannot be cancelled through the API.',
};

/** What stands against cancelling a product through its order or its subscription; undefined where nothing does, or where only Partner Center can tell. */
export function matrixRefusal(
  product: Product,
  environment: Environment,
  through: 'order' | 'subscription',
): MatrixRefusal | undefined {
  if (product === 'unknown') return undefined;
  const takes = PRODUCT_MATRIX[product][environment];
  if (takes[through]) return undefined;
  if (takes.order) return { reason: 'UseOrderCancel', nextStep: NEXT_STEPS.UseOrderCancel };
  if (takes.subscription) return { reason: 'UseSubscriptionCancel', nextStep: NEXT_STEPS.UseSubscriptionCancel };
  return { reason: 'NotCancellable', nextStep: INSTEAD[product] ?? 'Ask Microsoft support.' };
}
