import type { z } from 'zod';
import type { MoneyOperation, MoneyRequest, MoneyResponse } from '../execution/moneyOperation.ts';

/** An operation without regard to what exactly it is asked. */
export type AnyMoneyOperation = MoneyOperation<MoneyRequest, MoneyResponse>;

interface Loaded {
  steps: AnyMoneyOperation;
  schema: z.ZodType<MoneyRequest>;
}

async function load<Request extends MoneyRequest, Response extends MoneyResponse>(
  schema: Promise<z.ZodType<Request>>,
  operation: Promise<{ steps: MoneyOperation<Request, Response> }>,
): Promise<Loaded> {
  const [loaded, { steps }] = await Promise.all([schema, operation]);
  return { steps: steps as unknown as AnyMoneyOperation, schema: loaded };
}

/** The operations that the queue may have to carry on with, by the name in their records. */
const OPERATIONS: Record<string, () => Promise<Loaded>> = {
  cancelOrder: () =>
    load(
      import('../schemas/cancelOrder.ts').then(({ CancelOrderRequest }) => CancelOrderRequest),
      import('./cancelOrder.ts').then(({ cancelOrder }) => cancelOrder),
    ),
  cancelSubscription: () =>
    load(
      import('../schemas/cancelSubscription.ts').then(({ CancelSubscriptionRequest }) => CancelSubscriptionRequest),
      import('./cancelSubscription.ts').then(({ cancelSubscription }) => cancelSubscription),
    ),
  createOrder: () =>
    load(
      import('../schemas/createOrder.ts').then(({ CreateOrderRequest }) => CreateOrderRequest),
      import('./createOrder.ts').then(({ createOrder }) => createOrder),
    ),
  purchaseAddOn: () =>
    load(
      import('../schemas/purchaseAddOn.ts').then(({ PurchaseAddOnRequest }) => PurchaseAddOnRequest),
      import('./purchaseAddOn.ts').then(({ purchaseAddOn }) => purchaseAddOn),
    ),
};

/** The steps of a recorded operation, and the schema of its recorded request; undefined for one that this version does not know. */
export function stepsOf(operation: string): Promise<Loaded> | undefined {
  return OPERATIONS[operation]?.();
}
