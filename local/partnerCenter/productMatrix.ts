import type { ProductKind } from './types.ts';

export type Environment = 'sandbox' | 'production';

interface Takes {
  order: boolean;
  subscription: boolean;
}

/**
 * Which resource takes the cancel, by product and environment. Legacy licences are in neither column: they are suspended.
 * https://learn.microsoft.com/partner-center/developer/cancel-an-order-from-the-integration-sandbox
 */
export const PRODUCT_MATRIX: Record<ProductKind, Record<Environment, Takes>> = {
  reservation: { sandbox: { order: true, subscription: false }, production: { order: false, subscription: false } },
  perpetualSoftware: {
    sandbox: { order: true, subscription: false },
    production: { order: true, subscription: false },
  },
  softwareSubscription: {
    sandbox: { order: true, subscription: true },
    production: { order: true, subscription: true },
  },
  newCommerce: { sandbox: { order: false, subscription: true }, production: { order: false, subscription: true } },
  marketplace: { sandbox: { order: false, subscription: true }, production: { order: false, subscription: true } },
  azurePlan: { sandbox: { order: false, subscription: true }, production: { order: false, subscription: true } },
  legacy: { sandbox: { order: false, subscription: false }, production: { order: false, subscription: false } },
};
